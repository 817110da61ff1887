using Oci.Runtime.Init;
using Oci.Runtime.Lifecycle;
using Xunit;

namespace Oci.Runtime.Tests;

/// <summary>What a program must be that makes containers by the library. This one is none.</summary>
public class RuntimeHostTests
{
    [Fact]
    public void A_program_that_is_compiled_while_it_runs_makes_no_container()
    {
        var options = new CreateOptions { Id = "c1", StateRoot = "/nowhere/state", Bundle = "/nowhere/bundle" };

        var failure = Assert.Throws<RuntimeFailure>(() => CreateContainer.Run(options));

        Assert.Equal(
            "make a container: this program is compiled while it runs (publish it with PublishAot)", failure.Message);
    }

    [Fact]
    public void A_program_that_names_no_init_executes_none()
    {
        var failure = Assert.Throws<RuntimeFailure>(() => RuntimeHost.InitPath);

        Assert.Equal("name one in RuntimeHost.InitExecutable", failure.Hint);
    }

    [Fact]
    public void Init_is_of_the_librarys_version_or_refuses()
    {
        InitEntry.CheckVersion(["init", "3"]);
        InitEntry.CheckVersion(["init", "3", RuntimeHost.VersionForInit!]);

        var failure = Assert.Throws<RuntimeFailure>(() => InitEntry.CheckVersion(["init", "3", "0.0.9"]));
        Assert.Contains("built with the library 0.0.9", failure.Message, System.StringComparison.Ordinal);
    }
}
