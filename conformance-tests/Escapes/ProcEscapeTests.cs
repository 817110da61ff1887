using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance.Escapes;

/// <summary>Images and volumes that offer the runtime a /proc or /sys of their own to write to.</summary>
public sealed class ProcEscapeTests(Workspace workspace) : EscapeTest(workspace)
{
    [Theory]
    [InlineData("/proc/sys")]
    [InlineData("/proc/sys/kernel")]
    [InlineData("/proc/1")]
    [InlineData("/proc/self/attr")]
    [InlineData("/proc/thread-self")]
    [InlineData("/proc")]
    [InlineData("/to-attr")]
    [InlineData("/to-proc")]
    [Cve("CVE-2015-3631", "CVE-2019-16884", "CVE-2025-52881", "CVE-2025-62596")]
    public void A_mount_over_what_the_runtime_writes_to_is_refused(string destination)
    {
        foreach (string type in (string[])["tmpfs", "bind"])
        {
            Container container = NewContainer();
            File.CreateSymbolicLink(container.Inside("/to-attr"), "/proc/self/attr");
            File.CreateSymbolicLink(container.Inside("/to-proc"), "proc");
            container.Config.Mount(destination, type, type == "bind" ? NewDirectory() : type, type == "bind" ? [type] : []);
            container.Refused();
        }
    }

    [Theory]
    [InlineData("/proc/self/attr/exec")]
    [InlineData("/proc/sys/kernel/core_pattern")]
    [InlineData("/to-current")]
    [Cve("CVE-2019-16884", "CVE-2025-52881")]
    public void A_file_mounted_over_one_that_the_runtime_writes_to_is_refused(string destination)
    {
        string file = NewDirectory() + "/file";
        File.WriteAllText(file, "");
        Container container = NewContainer();
        File.CreateSymbolicLink(container.Inside("/to-current"), "/proc/self/attr/current");
        container.Config.Mount(destination, "bind", file, "bind");
        container.Refused();
        Assert.Equal("", File.ReadAllText(file));
    }

    [Theory]
    [InlineData("proc", true)]
    [InlineData("proc", false)]
    [InlineData("sys", true)]
    [InlineData("sys", false)]
    [Cve("CVE-2019-19921", "CVE-2023-27561", "CVE-2023-28642", "CVE-2025-54867")]
    public void A_link_in_the_place_of_proc_or_sys_is_refused(string name, bool leadsOut)
    {
        Canary canary = NewCanary();
        Container container = NewContainer();
        Directory.Delete(container.Inside("/" + name));
        Directory.CreateDirectory(container.Inside("/other"));
        File.CreateSymbolicLink(container.Inside("/" + name), leadsOut ? canary.Directory : "/other");
        container.Refused();
        canary.AssertUntouched();
    }

    [Fact]
    [Cve("CVE-2025-52881", "CVE-2025-62596")]
    public void A_kernel_parameter_is_never_written_to_files_of_the_image()
    {
        Container container = NewContainer();
        string fake = container.Inside("/proc/sys/kernel");
        Directory.CreateDirectory(fake);
        File.WriteAllText(fake + "/shmmax", "fake");
        container.Config.WithoutMount("/proc").Without("/linux/maskedPaths").Without("/linux/readonlyPaths")
            ["/linux/sysctl"] = new JsonObject { ["kernel.shmmax"] = "65536" };
        container.Config.Args("sleep", "100");
        // Refused for want of a /proc, or set in the kernel.
        if (container.Create().ExitCode == 0)
            Assert.Equal("65536", LargestSegmentOf(container));
        Assert.Equal("fake", File.ReadAllText(fake + "/shmmax"));
    }

    [Fact]
    [Cve("CVE-2025-52881", "CVE-2019-16884")]
    public void A_volume_that_covers_proc_while_it_is_made_receives_nothing()
    {
        // A procfs of another container, bound to /proc, with things mounted over what is written.
        string proc = NewDirectory();
        HostCommand.Shell($"""
            mount -t proc proc {proc}
            mount -t tmpfs tmpfs {proc}/sys
            mkdir {proc}/sys/kernel
            echo fake >{proc}/sys/kernel/shmmax
            """);
        Container container = NewContainer();
        container.Config.WithoutMount("/proc").Without("/linux/maskedPaths").Without("/linux/readonlyPaths")
            .Mount("/proc", "bind", proc, "rbind")["/linux/sysctl"] = new JsonObject { ["kernel.shmmax"] = "65536" };
        container.Config.Args("sleep", "100");
        if (container.Create().ExitCode == 0)
            Assert.Equal("65536", LargestSegmentOf(container));
        Assert.Equal("fake\n", File.ReadAllText(proc + "/sys/kernel/shmmax"));
    }

    [Theory]
    [InlineData("cpuinfo")]
    [InlineData("diskstats")]
    [InlineData("loadavg")]
    [InlineData("meminfo")]
    [InlineData("stat")]
    [InlineData("swaps")]
    [InlineData("uptime")]
    public void The_files_of_proc_that_lxcfs_provides_can_be_bound(string name)
    {
        string file = NewDirectory() + "/file";
        File.WriteAllText(file, "provided");
        Container container = NewContainer();
        container.Config.Mount("/proc/" + name, "bind", file, "bind");
        Assert.Equal("provided", container.RunScript("cat /proc/" + name).Text);
    }

    [Fact]
    [Cve("CVE-2015-3630")]
    public void The_configuration_that_is_written_for_beginners_masks_what_tells_of_the_host()
    {
        Container container = NewContainer();
        container.Ask("spec", "--bundle", container.Bundle).Succeeded();
        JsonNode linux = JsonNode.Parse(File.ReadAllText(container.Bundle + "/config.json"))!["linux"]!;
        string[] masked = [.. linux["maskedPaths"]!.AsArray().Select(path => (string)path!)];
        string[] fixedPaths = [.. linux["readonlyPaths"]!.AsArray().Select(path => (string)path!)];
        string[] telling =
        [
            "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
            "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware",
        ];
        Assert.Empty(telling.Except(masked));
        Assert.Empty(((string[])["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]).Except(fixedPaths));
    }

    private static string LargestSegmentOf(Container container) =>
        HostCommand.Run("nsenter", "-t", $"{container.Pid}", "-i", "cat", "/proc/sys/kernel/shmmax").Succeeded().Text;
}
