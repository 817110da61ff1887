using System.IO;
using Oci.Conformance.Harness;

namespace Oci.Conformance.Escapes;

/// <summary>Images whose /dev is not what it seems to be.</summary>
public sealed class DeviceEscapeTests(Workspace workspace) : EscapeTest(workspace)
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [Cve("CVE-2026-41579", "CVE-2026-47766")]
    public void A_dev_that_is_a_link_to_the_host_gets_no_devices_there(bool isAbsolute, bool hasDevices)
    {
        Canary canary = NewCanary();
        Container container = NewContainer();
        Directory.Delete(container.Inside("/dev"), recursive: true);
        File.CreateSymbolicLink(container.Inside("/dev"), isAbsolute ? canary.Directory : canary.Relative);
        container.Config.WithoutDev();
        if (hasDevices)
            container.Config.With("/linux/devices/-", """{ "path": "/dev/made", "type": "c", "major": 1, "minor": 3 }""");
        container.Run().Succeeded(); // the default devices are made inside
        canary.AssertUntouched();
    }

    [Fact]
    [Cve("CVE-2026-47766")]
    public void A_device_through_a_link_of_the_image_is_made_inside()
    {
        Canary canary = NewCanary();
        Container container = NewContainer();
        File.CreateSymbolicLink(container.Inside("/link"), canary.Directory);
        container.Config.With("/linux/devices/-", """{ "path": "/link/made", "type": "c", "major": 1, "minor": 3 }""");
        Assert.Equal("1:3", container.RunScript("stat -c %t:%T /link/made").Text);
        canary.AssertUntouched();
    }

    [Theory]
    [InlineData("ln -s $CANARY null")]
    [InlineData("ln -s /proc/sys/kernel/core_pattern null")]
    [InlineData("echo false >null")]
    [InlineData("mkfifo null")]
    [InlineData("mknod null c 1 5")]
    [Cve("CVE-2025-31133", "CVE-2025-62161")]
    public void A_false_null_device_of_the_image_is_not_laid_over_masked_files(string make)
    {
        Canary canary = NewCanary();
        Container container = NewContainer();
        File.WriteAllText(container.Inside("/etc/secret"), "hidden");
        HostCommand.Shell($"cd {container.Inside("/dev")}; rm -f null; CANARY={canary.Secret}; {make}");
        container.Config.WithoutDev().With("/linux/maskedPaths", """["/etc/secret"]""").Args("sleep", "100");
        // Refused, or masked by what is the null device on the host.
        if (container.Create().ExitCode == 0)
        {
            Outcome mask = HostCommand.Run("stat", "-L", "-c", "%F %t:%T", $"/proc/{container.Pid}/root/etc/secret");
            Assert.Equal("character special file 1:3", mask.Succeeded().Text);
        }
        canary.AssertUntouched();
    }

    [Fact]
    [Cve("CVE-2026-88265")]
    public void A_null_device_that_leads_to_a_file_of_the_host_does_not_take_the_streams_and_stays_whose_it_is()
    {
        Canary canary = NewCanary();
        Container container = NewContainer();
        File.Delete(container.Inside("/dev/null"));
        File.CreateSymbolicLink(container.Inside("/dev/null"), "/volume");
        container.Config.WithoutDev().Mount("/volume", "bind", canary.Secret, "bind")
            .With("/process/user", """{ "uid": 1000, "gid": 1000 }""").Script("echo written; echo written >&2");
        Outcome run = container.Run();
        canary.AssertUntouched();
        if (run.ExitCode == 0)
            Assert.Equal(("written", "written"), (run.Text, run.Error.TrimEnd('\n')));
    }

    [Theory]
    [InlineData("$CANARY/file")]
    [InlineData("$CANARY/new")]
    [InlineData("../$RELATIVE/new")]
    [InlineData("/proc/sys/kernel/core_pattern")]
    [Cve("CVE-2026-88264", "CVE-2025-52565")]
    public void A_console_of_the_image_that_is_a_link_leads_neither_to_the_host_nor_over_proc(string target) =>
        AssertSafe("/dev/console", target, terminal: true);

    [Theory]
    [InlineData("/dev/ptmx", "$CANARY/file")]
    [InlineData("/dev/ptmx", "$CANARY/new")]
    [InlineData("/dev/ptmx", "/proc/sys/kernel/core_pattern")]
    [InlineData("/dev/zero", "$CANARY/file")]
    [InlineData("/dev/zero", "$CANARY/new")]
    [InlineData("/dev/zero", "/proc/sys/kernel/core_pattern")]
    [Cve("CVE-2026-41579", "CVE-2026-47766")]
    public void A_device_of_the_image_that_is_a_link_leads_neither_to_the_host_nor_over_proc(string path, string target) =>
        AssertSafe(path, target, terminal: false);

    [Fact]
    [Cve("CVE-2025-52565")]
    public void The_console_is_the_terminal_of_the_containers_own_devpts()
    {
        Container container = NewContainer();
        using var socket = new ConsoleSocket(container.Bundle);
        container.Config.Args("sleep", "100")["/process/terminal"] = true;
        container.Create("--console-socket", socket.Path).Succeeded();
        string inside = $"/proc/{container.Pid}/root";
        Assert.Equal("devpts", MountEntry.At(File.ReadAllText($"/proc/{container.Pid}/mountinfo"), "/dev/console").Type);
        Assert.StartsWith("88:", HostCommand.Run("stat", "-c", "%t:%T", inside + "/dev/console").Succeeded().Text);
    }

    [Theory]
    [InlineData("mknod ptmx c 5 2")]
    [InlineData("ln -s /dev/pts/ptmx ptmx")]
    [InlineData("echo false >ptmx; echo false >0; echo false >1")]
    [Cve("CVE-2025-52565")]
    public void A_terminal_of_a_false_devpts_is_refused_and_not_sent(string make)
    {
        Container container = NewContainer();
        Directory.CreateDirectory(container.Inside("/dev/pts"));
        HostCommand.Shell($"cd {container.Inside("/dev/pts")}; {make}");
        using var socket = new ConsoleSocket(container.Bundle);
        container.Config.WithoutDev()["/process/terminal"] = true;
        container.Refused("--console-socket", socket.Path);
        Assert.False(socket.HasReceived());
    }

    private void AssertSafe(string path, string target, bool terminal)
    {
        Canary canary = NewCanary();
        Container container = NewContainer();
        string link = target.Replace("$CANARY", canary.Directory).Replace("$RELATIVE", canary.Relative);
        File.CreateSymbolicLink(container.Inside(path), link);
        Directory.CreateDirectory(container.Inside("/dev/pts"));
        container.Config.WithoutDev().Mount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666")
            .Args("sleep", "100")["/process/terminal"] = terminal;
        using var socket = new ConsoleSocket(container.Bundle);
        // Refused, or made inside.
        if (container.Create(terminal ? ["--console-socket", socket.Path] : []).ExitCode == 0)
            Assert.DoesNotContain("core_pattern", File.ReadAllText($"/proc/{container.Pid}/mountinfo"));
        canary.AssertUntouched();
    }
}
