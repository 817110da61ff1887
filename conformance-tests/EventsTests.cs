using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary><c>events</c>: what engines read from it, and that it is true.</summary>
public sealed class EventsTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void Statistics_have_the_shape_that_engines_read()
    {
        Container container = NewContainer();
        container.Config.Script("while :; do :; done");
        container.Started();
        JsonNode line = Stats(container);
        Assert.Equal("stats", (string)line["type"]!);
        Assert.Equal(container.Id, (string)line["id"]!);
        string[] parts = ["cpu", "cpuset", "memory", "pids", "blkio", "hugetlb", "intel_rdt"];
        Assert.All(parts, part => Assert.IsType<JsonObject>(line["data"]![part]));
        string[] kinds = ["usage", "swap", "kernel", "kernelTCP"];
        Assert.All(kinds, kind => Assert.IsType<ulong>(line["data"]!["memory"]![kind]!["limit"]!.GetValue<ulong>()));
        Assert.NotNull(line["data"]!["cpu"]!["usage"]!["kernel"]);
        Assert.NotNull(line["data"]!["cpu"]!["throttling"]);
    }

    [Fact]
    public void Statistics_say_what_the_cgroup_says()
    {
        CgroupFiles.Need("memory");
        CgroupFiles.Need("pids");
        Container container = NewContainer();
        container.Config.Script("dd if=/dev/zero of=/dev/shm/held bs=1M count=8 2>/dev/null; sleep 1000 & echo >/ready; wait")
            .With("/linux/resources/memory", """{ "limit": 67108864 }""").With("/linux/resources/pids", """{ "limit": 41 }""");
        container.Started().AwaitFile("/ready");
        JsonNode data = Stats(container)["data"]!;
        Assert.Equal(67108864ul, (ulong)data["memory"]!["usage"]!["limit"]!);
        Assert.InRange((ulong)data["memory"]!["usage"]!["usage"]!, 8ul << 20, 64ul << 20);
        Assert.InRange((ulong)data["memory"]!["cache"]!, 8ul << 20, 64ul << 20);
        Assert.Equal((ulong)data["memory"]!["cache"]!, (ulong)data["memory"]!["raw"]![CgroupFiles.IsV2 ? "file" : "cache"]!);
        Assert.Equal(2, (int)data["pids"]!["current"]!);
        Assert.Equal(41, (int)data["pids"]!["limit"]!);
    }

    [Fact]
    public void Processor_time_grows()
    {
        Container container = NewContainer();
        container.Config.Script("while :; do :; done");
        container.Started();
        ulong before = Used();
        Patiently.Until("a tenth of a second was used", () => Used() > before + 100_000_000);

        ulong Used() => (ulong?)Stats(container)["data"]!["cpu"]!["usage"]!["total"] ?? 0;
    }

    [Fact]
    public void Pressure_is_told_where_the_kernel_measures_it()
    {
        CgroupFiles.Need("cpu");
        Container container = NewContainer();
        container.Config.With("/linux/resources/cpu", """{ "quota": 5000, "period": 100000 }""").Script("while :; do :; done");
        container.Started();
        Assert.SkipUnless(File.Exists(container.CgroupFile("cpu", "cpu.pressure")), "the cgroup has no cpu.pressure");
        Patiently.Until("the process has waited for its quota", () => Waited() > 0);
        JsonNode data = Stats(container)["data"]!;
        Assert.All((string[])["memory", "blkio"], part => Assert.NotNull(data[part]!["psi"]!["full"]!["avg300"]));

        ulong Waited() => (ulong?)Stats(container)["data"]!["cpu"]!["psi"]?["some"]?["total"] ?? 0;
    }

    [Fact]
    public void They_come_again_and_again_until_the_container_ends()
    {
        Container container = Sleeper().Started();
        using HostCommand events = container.Begin(["events", "--interval", "50ms", container.Id]);
        Patiently.Until("three lines", () => events.OutputSoFar.Count(static letter => letter == '\n') >= 3);
        Assert.True(events.IsRunning);
        container.Kill("KILL").Succeeded();
        container.AwaitStopped().Delete().Succeeded();
        string[] lines = events.Wait().Succeeded().Lines;
        Assert.All(lines, static line => Assert.Equal("stats", (string)JsonNode.Parse(line)!["type"]!));
    }

    [Fact]
    public void A_lack_of_memory_is_told()
    {
        CgroupFiles.Need("memory");
        Container container = NewContainer();
        container.Config.Script("while ! [ -e /go ]; do sleep 0.05; done; tail /dev/zero; echo \"ended: $?\" >/ended; sleep 1000")
            .With("/linux/resources/memory", """{ "limit": 20971520, "swap": 20971520 }""");
        container.Started();
        using HostCommand events = container.Begin(["events", "--interval", "50ms", container.Id]);
        // What has told something once is listening.
        Patiently.Until("a first line", () => events.OutputSoFar.Contains('\n'));
        File.WriteAllText(container.Inside("/go"), "");
        Assert.Equal("ended: 137", container.AwaitFile("/ended"));
        Patiently.Until("an oom event", () => events.OutputSoFar.Contains("\"oom\"", StringComparison.Ordinal));
        container.Kill("KILL").Succeeded();
        container.AwaitStopped().Delete().Succeeded();
        JsonNode oom = JsonNode.Parse(events.Wait().Succeeded().Lines.First(static line => line.Contains("\"oom\"")))!;
        Assert.Equal(("oom", container.Id), ((string)oom["type"]!, (string)oom["id"]!));
        Assert.Null(oom["data"]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("5")]
    [InlineData("often")]
    public void An_interval_that_is_none_is_refused(string interval)
    {
        Container container = Sleeper().Started();
        container.Ask("events", $"--interval={interval}", container.Id).Refused();
    }

    [Theory]
    [InlineData("--stats")]
    [InlineData("--interval=1s")]
    public void There_are_none_of_a_stopped_container(string flag)
    {
        Container container = NewContainer().Started().AwaitStopped();
        Assert.Contains("not running", container.Ask("events", flag, container.Id).Refused().Error);
    }

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        return container;
    }

    private static JsonNode Stats(Container container) =>
        JsonNode.Parse(Assert.Single(container.Ask("events", "--stats", container.Id).Succeeded().Lines))!;
}
