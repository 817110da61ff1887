using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>Limits that are felt, beyond those of <see cref="ResourcesTests"/>: what is over them waits or ends.</summary>
public sealed class LimitsBiteTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string SmallMemory = """{ "limit": 20971520, "swap": 20971520 }""";

    [Fact]
    public void A_first_process_that_exceeds_the_memory_ends_with_137()
    {
        CgroupFiles.Need("memory");
        Container container = NewContainer();
        container.Config.With("/linux/resources/memory", SmallMemory).Args("tail", "/dev/zero");
        Assert.Equal(137, container.Run().ExitCode);
    }

    [Fact]
    public void A_lack_of_memory_that_ends_the_container_is_told_before_events_ends()
    {
        CgroupFiles.Need("memory");
        Container container = NewContainer();
        container.Config.With("/linux/resources/memory", SmallMemory)
            .Script("while ! [ -e /go ]; do sleep 0.05; done; exec tail /dev/zero");
        container.Started();
        using HostCommand events = container.Begin(["events", "--interval", "50ms", container.Id]);
        // What has told something once is listening.
        Patiently.Until("a first line", () => events.OutputSoFar.Contains('\n'));
        File.WriteAllText(container.Inside("/go"), "");
        string[] types = [.. events.Wait().Succeeded().Lines.Select(static line => (string)JsonNode.Parse(line)!["type"]!)];
        Assert.Contains("oom", types);
        Assert.Equal("stopped", container.Status());
    }

    // Times of a lower bound: however busy the machine is, it takes no less.
    [Theory]
    [InlineData("throttleWriteBpsDevice", 1048576, "dd if=/dev/zero of=/disk/file bs=64k count=40 oflag=direct")]
    [InlineData("throttleReadBpsDevice", 1048576, "dd if=/disk/file of=/dev/null bs=64k count=40 iflag=direct")]
    [InlineData("throttleWriteIOPSDevice", 10, "dd if=/dev/zero of=/disk/file bs=4k count=25 oflag=direct")]
    public void What_is_read_and_written_faster_than_allowed_waits(string property, int rate, string copy)
    {
        CgroupFiles.Need("blkio");
        using var disk = BlockDisk.Need();
        File.WriteAllBytes($"{disk.Directory}/file", new byte[40 * 65536]);
        HostCommand.Run("sync", $"{disk.Directory}/file").Succeeded();
        Container container = NewContainer();
        container.Config.Mount("/disk", "bind", disk.Directory, "bind", "rw")
            .With($"/linux/resources/blockIO/{property}",
                $$"""[{ "major": {{disk.Major}}, "minor": {{disk.Minor}}, "rate": {{rate}} }]""");
        string[] times = container.RunScript($"""
            cut -d' ' -f1 /proc/uptime; {copy} 2>/dev/null || exit 1; cut -d' ' -f1 /proc/uptime
            """).Lines;
        double took = double.Parse(times[1], CultureInfo.InvariantCulture) - double.Parse(times[0], CultureInfo.InvariantCulture);
        // 2.5 times what may be done in a second.
        Assert.InRange(took, 1.5, double.MaxValue);
    }

    [Fact]
    public void A_device_that_is_denied_while_it_is_used_cannot_be_opened_again()
    {
        Container container = NewContainer();
        const string Allow = """{ "allow": true, "type": "c", "major": 1, "minor": 11, "access": "rw" }""";
        container.Config.Capabilities("CAP_MKNOD", "CAP_SYSLOG").With("/linux/resources/devices/-", Allow).Script("""
            mknod /kmsg c 1 11
            try() { (: </kmsg) && echo open || echo shut; }
            try >/before; while [ ! -e /go ]; do sleep 0.05; done; try >/after 2>&1
            """);
        container.Started();
        Assert.Equal("open", container.AwaitFile("/before"));
        const string Limits = """{ "devices": [{ "allow": false, "access": "rwm" }] }""";
        using HostCommand update = container.Begin(["update", "-r", "-", container.Id], input: Limits);
        update.Wait().Succeeded();
        File.WriteAllText(container.Inside("/go"), "");
        container.AwaitStopped();
        string after = File.ReadAllText(container.Inside("/after"));
        Assert.Contains("not permitted", after);
        Assert.EndsWith("shut\n", after);
    }
}
