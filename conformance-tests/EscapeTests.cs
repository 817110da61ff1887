using System;
using System.IO;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>Images and configurations that try to lead the runtime out of the root file system.</summary>
public sealed class EscapeTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string AllCapabilities = """
        { "bounding": ["CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE", "CAP_SYS_PTRACE", "CAP_SYS_CHROOT"],
          "permitted": ["CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE", "CAP_SYS_PTRACE", "CAP_SYS_CHROOT"],
          "effective": ["CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE", "CAP_SYS_PTRACE", "CAP_SYS_CHROOT"] }
        """;

    [Theory]
    [InlineData("proc")]
    [InlineData("sys")]
    [InlineData("dev")]
    public void A_directory_of_the_image_that_is_a_link_to_the_host_never_changes_the_host(string name)
    {
        string canary = Canary();
        Container container = NewContainer();
        Directory.Delete(container.Inside("/" + name));
        File.CreateSymbolicLink(container.Inside("/" + name), canary);
        container.Config.Script($"touch /{name}/written; true");
        container.Run(); // refused, or mounted at the same path inside: both are safe
        AssertUntouched(canary);
    }

    [Theory]
    [InlineData("/link")]
    [InlineData("/link/deeper")]
    [InlineData("/relative/deeper")]
    public void A_mount_through_a_link_of_the_image_stays_inside(string destination)
    {
        string canary = Canary();
        Container container = NewContainer();
        File.CreateSymbolicLink(container.Inside("/link"), canary);
        File.CreateSymbolicLink(container.Inside("/relative"), "../../../../../../../../.." + canary);
        container.Config.Mount(destination, "tmpfs", "tmpfs").Script("touch " + destination + "/written");
        container.Run();
        AssertUntouched(canary);
    }

    [Fact]
    public void A_destination_with_dots_stays_inside()
    {
        string canary = Canary();
        Container container = NewContainer();
        container.Config.Mount("/../../../../../../.." + canary, "tmpfs", "tmpfs");
        container.Run();
        AssertUntouched(canary);
    }

    [Fact]
    public void A_device_through_a_link_of_the_image_stays_inside()
    {
        string canary = Canary();
        Container container = NewContainer();
        File.CreateSymbolicLink(container.Inside("/link"), canary);
        container.Config.With(
            "/linux/devices/-", """{ "path": "/link/device", "type": "c", "major": 1, "minor": 3 }""");
        container.Run();
        AssertUntouched(canary);
    }

    [Fact]
    public void A_masked_path_through_a_link_of_the_image_leaves_the_host_readable()
    {
        string canary = Canary();
        Container container = NewContainer();
        File.CreateSymbolicLink(container.Inside("/link"), canary + "/file");
        container.Config.With("/linux/maskedPaths", """["/link"]""");
        container.Run();
        AssertUntouched(canary);
    }

    [Fact]
    public void A_working_directory_through_a_link_of_the_image_stays_inside()
    {
        string canary = Canary();
        Container container = NewContainer();
        File.CreateSymbolicLink(container.Inside("/link"), canary);
        container.Config["/process/cwd"] = "/link/new";
        container.Config.Script("touch written; cat ../file");
        Assert.DoesNotContain("safe", container.Run().Output);
        AssertUntouched(canary);
    }

    [Theory]
    [InlineData("/proc/sys")]
    [InlineData("/proc/1")]
    [InlineData("/proc/self/attr")]
    [InlineData("/proc/thread-self")]
    public void A_mount_on_a_part_of_proc_that_the_runtime_writes_to_is_refused(string destination)
    {
        Container container = NewContainer();
        container.Config.Mount(destination, "bind", NewDirectory(), "bind");
        container.Run().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_link_in_the_place_of_proc_is_refused_where_it_leads_elsewhere_inside()
    {
        Container container = NewContainer();
        Directory.Delete(container.Inside("/proc"));
        Directory.CreateDirectory(container.Inside("/fake"));
        File.CreateSymbolicLink(container.Inside("/proc"), "/fake");
        container.Run().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_working_directory_that_is_one_of_the_runtimes_descriptors_never_shows_the_host()
    {
        for (int descriptor = 3; descriptor < 16; descriptor++)
        {
            Container container = NewContainer();
            container.Config["/process/cwd"] = $"/proc/self/fd/{descriptor}";
            container.Config.Script($"ls ../../../../../../../..{container.Bundle}; pwd");
            Outcome run = container.Run();
            Assert.DoesNotContain("config.json\n", run.Output);
        }
    }

    [Fact]
    public void A_false_null_device_in_the_image_is_not_laid_over_masked_files()
    {
        Container container = NewContainer();
        string secret = Canary() + "/file";
        File.Delete(container.Inside("/dev/null"));
        File.CreateSymbolicLink(container.Inside("/dev/null"), secret);
        File.WriteAllText(container.Inside("/etc/secret"), "hidden");
        container.Config.WithoutDev()
            .With("/linux/maskedPaths", """["/etc/secret"]""").Script("cat /etc/secret");
        Outcome run = container.Run();
        Assert.DoesNotContain("hidden", run.Output);
        Assert.DoesNotContain("safe", run.Output);
    }

    [Fact]
    public void The_runtimes_program_cannot_be_written_through_the_init_process()
    {
        byte[] before = File.ReadAllBytes(RuntimeUnderTest.Binary);
        Container container = NewContainer();
        // The program is the runtime itself once more, started by its own descriptor as `init` of a new container is.
        container.Config.With("/process/capabilities", AllCapabilities)["/process/noNewPrivileges"] = false;
        container.Config.Args("/proc/self/exe", "init");
        container.Run();

        container.Config.Script("for pid in 1 self; do (echo overwritten >>/proc/$pid/exe) 2>/dev/null; done; true");
        container.Run();
        Assert.True(before.AsSpan().SequenceEqual(File.ReadAllBytes(RuntimeUnderTest.Binary)));
    }

    [Fact]
    public void A_created_container_does_not_lend_the_runtimes_program_for_writing()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        container.Create().Succeeded();
        byte[] before = File.ReadAllBytes(RuntimeUnderTest.Binary);
        // Process 1 is still the runtime: what it shows as its program must be a sealed or read-only copy.
        Outcome write = HostCommand.Run("nsenter", "-t", $"{container.Pid}", "-m", "-p",
            "/bin/sh", "-c", "echo overwritten >>/proc/1/exe");
        Assert.NotEqual(0, write.ExitCode);
        Assert.True(before.AsSpan().SequenceEqual(File.ReadAllBytes(RuntimeUnderTest.Binary)));
    }

    [Fact]
    public void The_program_holds_no_descriptor_of_the_runtime()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        container.Started().AwaitProgram("sleep");
        string[] descriptors = Directory.GetFileSystemEntries($"/proc/{container.Pid}/fd");
        Assert.Equal(3, descriptors.Length);
    }

    [Fact]
    public void A_root_that_is_the_hosts_root_is_refused()
    {
        Container container = NewContainer();
        container.Config["/root/path"] = "/";
        container.Config["/root/readonly"] = true;
        container.Create().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Theory]
    [InlineData("/dev/console", true)]
    [InlineData("/dev/ptmx", false)]
    [InlineData("/dev/zero", false)]
    public void A_device_of_the_image_that_is_a_link_leads_neither_to_the_host_nor_over_proc(string path, bool terminal)
    {
        string canary = Canary();
        foreach (string target in (string[])[canary + "/file", canary + "/new", "/proc/sys/kernel/core_pattern"])
        {
            Container container = NewContainer();
            File.CreateSymbolicLink(container.Inside(path), target);
            Directory.CreateDirectory(container.Inside("/dev/pts"));
            container.Config.WithoutDev().Mount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666")
                .Args("sleep", "100")["/process/terminal"] = terminal;
            using var socket = new ConsoleSocket(container.Bundle);
            // Refused, or made inside (CVE-2025-52565).
            if (container.Create(terminal ? ["--console-socket", socket.Path] : []).ExitCode == 0)
                Assert.DoesNotContain("core_pattern", File.ReadAllText($"/proc/{container.Pid}/mountinfo"));
            AssertUntouched(canary);
        }
    }

    [Fact]
    public void A_link_to_proc_is_no_way_to_mount_there()
    {
        Container container = NewContainer();
        File.CreateSymbolicLink(container.Inside("/link"), "/proc/self/attr");
        container.Config.Mount("/link", "bind", NewDirectory(), "bind");
        container.Refused();
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
    public void The_waiting_init_holds_no_directory_of_the_host()
    {
        Container container = NewContainer().Created();
        Outcome list = HostCommand.Run("find", $"/proc/{container.Pid}/fd", "-type", "l", "-xtype", "d");
        Assert.Equal("", list.Succeeded().Output);
    }

    [Fact]
    public void Libraries_of_the_image_are_not_loaded_by_the_runtime()
    {
        // CVE-2019-14271: what is loaded after the change of root is the image's.
        Container container = NewContainer();
        foreach (string name in (string[])["/evil.so", "/libc.so.6", "/libnss_files.so.2"])
            File.WriteAllText(container.Inside(name), "no library");
        container.Config.With("/process/env", """["LD_PRELOAD=/evil.so", "LD_LIBRARY_PATH=/", "PATH=/bin"]""");
        container.RunScript("true");
    }

    private string Canary()
    {
        string directory = NewDirectory();
        File.WriteAllText(directory + "/file", "safe");
        return directory;
    }

    private static void AssertUntouched(string canary)
    {
        Assert.Equal([canary + "/file"], Directory.GetFileSystemEntries(canary));
        Assert.Equal("safe", File.ReadAllText(canary + "/file"));
        Assert.DoesNotContain(
            MountEntry.ParseAll(File.ReadAllText("/proc/self/mountinfo")),
            mount => mount.Destination.StartsWith(canary, StringComparison.Ordinal));
    }
}
