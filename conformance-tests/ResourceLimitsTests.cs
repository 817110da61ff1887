using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config.md, section POSIX process: rlimits.</summary>
public sealed class ResourceLimitsTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("RLIMIT_AS", "Max address space")]
    [InlineData("RLIMIT_CORE", "Max core file size")]
    [InlineData("RLIMIT_CPU", "Max cpu time")]
    [InlineData("RLIMIT_DATA", "Max data size")]
    [InlineData("RLIMIT_FSIZE", "Max file size")]
    [InlineData("RLIMIT_LOCKS", "Max file locks")]
    [InlineData("RLIMIT_MEMLOCK", "Max locked memory")]
    [InlineData("RLIMIT_MSGQUEUE", "Max msgqueue size")]
    [InlineData("RLIMIT_NICE", "Max nice priority")]
    [InlineData("RLIMIT_NOFILE", "Max open files")]
    [InlineData("RLIMIT_NPROC", "Max processes")]
    [InlineData("RLIMIT_RSS", "Max resident set")]
    [InlineData("RLIMIT_RTPRIO", "Max realtime priority")]
    [InlineData("RLIMIT_RTTIME", "Max realtime timeout")]
    [InlineData("RLIMIT_SIGPENDING", "Max pending signals")]
    [InlineData("RLIMIT_STACK", "Max stack size")]
    public void Every_limit_of_getrlimit_is_known(string type, string name)
    {
        // Nothing is raised above what the caller has, which might take CAP_SYS_RESOURCE.
        string own = HardLimit(File.ReadAllText("/proc/self/limits"), name);
        ulong value = own == "unlimited" ? 1UL << 31 : ulong.Parse(own, null);
        Container container = NewContainer();
        container.Config["/process/rlimits"] =
            new JsonArray(new JsonObject { ["type"] = type, ["soft"] = value, ["hard"] = value });
        container.Config.Args("cat", "/proc/self/limits");
        Assert.Equal($"{value}", HardLimit(container.Run().Succeeded().Output, name));
    }

    [Fact]
    public void The_greatest_number_means_unlimited()
    {
        Container container = NewContainer();
        container.Config.With("/process/rlimits", """
            [{ "type": "RLIMIT_FSIZE", "soft": 18446744073709551615, "hard": 18446744073709551615 }]
            """);
        container.Config.Args("cat", "/proc/self/limits");
        Assert.Equal("unlimited", HardLimit(container.Run().Succeeded().Output, "Max file size"));
    }

    [Fact]
    public void A_limit_that_is_listed_twice_is_refused()
    {
        Container container = NewContainer();
        container.Config.With("/process/rlimits/-", """{ "type": "RLIMIT_NOFILE", "soft": 100, "hard": 100 }""");
        container.Refused();
    }

    private static string HardLimit(string limits, string name) => limits.Split('\n')
        .Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
}
