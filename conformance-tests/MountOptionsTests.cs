using System.Collections.Generic;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config.md, section Mounts: every option that the specification lists, as mountinfo shows it.</summary>
public sealed class MountOptionsTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("ro", "ro")]
    [InlineData("nosuid", "nosuid")]
    [InlineData("nodev", "nodev")]
    [InlineData("noexec", "noexec")]
    [InlineData("noatime", "noatime")]
    [InlineData("nodiratime", "nodiratime")]
    [InlineData("relatime", "relatime")]
    [InlineData("nosymfollow", "nosymfollow")]
    [InlineData("sync", "sync")]
    [InlineData("dirsync", "dirsync")]
    [InlineData("lazytime", "lazytime")]
    [InlineData("size=64k", "size=64k")]
    [InlineData("mode=700", "mode=700")]
    public void An_option_of_a_new_file_system_is_set(string option, string shown)
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", option);
        Assert.Contains(shown, Mount(container, "/mnt").AllOptions);
    }

    [Theory]
    [InlineData("strictatime", "relatime")]
    [InlineData("strictatime", "noatime")]
    public void An_option_that_is_the_absence_of_others_is_kept(string option, string absent)
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", option);
        Assert.DoesNotContain(absent, Mount(container, "/mnt").Options);
    }

    [Theory]
    [InlineData("ro", "rw", "ro")]
    [InlineData("nosuid", "suid", "nosuid")]
    [InlineData("nodev", "dev", "nodev")]
    [InlineData("noexec", "exec", "noexec")]
    [InlineData("noatime", "atime", "noatime")]
    [InlineData("nodiratime", "diratime", "nodiratime")]
    [InlineData("nosymfollow", "symfollow", "nosymfollow")]
    [InlineData("sync", "async", "sync")]
    [InlineData("lazytime", "nolazytime", "lazytime")]
    public void Of_two_contrary_options_the_last_one_counts(string first, string second, string absent)
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", first, second);
        Assert.DoesNotContain(absent, Mount(container, "/mnt").AllOptions);
    }

    [Fact]
    public void Defaults_is_no_option_of_the_file_system()
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", "defaults", "nosuid");
        MountEntry mount = Mount(container, "/mnt");
        Assert.Contains("nosuid", mount.Options);
        Assert.Contains("rw", mount.Options);
    }

    [Theory]
    [InlineData("ro")]
    [InlineData("nosuid")]
    [InlineData("nodev")]
    [InlineData("noexec")]
    [InlineData("noatime")]
    [InlineData("nosymfollow")]
    public void An_option_of_a_bind_mount_is_set_on_it_and_not_below_it(string option)
    {
        (MountEntry top, MountEntry below) = BindTree("rbind", option);
        Assert.Contains(option, top.Options);
        Assert.DoesNotContain(option, below.Options);
    }

    [Theory]
    [InlineData("rro", "ro")]
    [InlineData("rnosuid", "nosuid")]
    [InlineData("rnodev", "nodev")]
    [InlineData("rnoexec", "noexec")]
    [InlineData("rnoatime", "noatime")]
    [InlineData("rnodiratime", "nodiratime")]
    [InlineData("rrelatime", "relatime")]
    [InlineData("rnosymfollow", "nosymfollow")]
    public void A_recursive_option_is_set_on_a_bind_mount_and_below_it(string option, string shown)
    {
        (MountEntry top, MountEntry below) = BindTree("rbind", option);
        Assert.Contains(shown, top.Options);
        Assert.Contains(shown, below.Options);
    }

    [Theory]
    [InlineData("rrw", "ro")]
    [InlineData("rsuid", "nosuid")]
    [InlineData("rdev", "nodev")]
    [InlineData("rexec", "noexec")]
    [InlineData("rdiratime", "nodiratime")]
    [InlineData("rstrictatime", "relatime")]
    [InlineData("rsymfollow", "nosymfollow")]
    public void A_recursive_option_clears_what_is_set_below(string option, string absent)
    {
        string source = NewDirectory();
        string already = absent == "relatime" ? "nosuid" : absent;
        HostCommand.Shell($"mkdir {source}/below; mount -t tmpfs -o {already} tmpfs {source}/below");
        Container container = NewContainer();
        container.Config.Mount("/mnt", "bind", source, "rbind", option);
        MountEntry below = Mount(container, "/mnt/below");
        Assert.DoesNotContain(absent, below.Options);
    }

    [Theory]
    [InlineData("private")]
    [InlineData("rprivate")]
    [InlineData("shared", "shared:")]
    [InlineData("rshared", "shared:")]
    [InlineData("unbindable", "unbindable")]
    [InlineData("runbindable", "unbindable")]
    public void The_propagation_of_a_mount_is_set(string option, params string[] shown)
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", option);
        Mount(container, "/mnt").AssertPropagation(shown);
    }

    [Theory]
    [InlineData("private")]
    [InlineData("rprivate")]
    [InlineData("shared", "shared:")]
    [InlineData("rshared", "shared:")]
    [InlineData("unbindable", "unbindable")]
    [InlineData("runbindable", "unbindable")]
    public void The_propagation_of_a_bind_mount_is_set(string option, params string[] shown)
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "bind", NewDirectory(), "bind", option);
        Mount(container, "/mnt").AssertPropagation(shown);
    }

    [Theory]
    [InlineData("slave", "master:")]
    [InlineData("rslave", "master:")]
    [InlineData("rshared", "shared:")]
    [InlineData("rprivate")]
    public void The_propagation_of_a_shared_source_is_set(string option, params string[] shown)
    {
        string source = NewDirectory();
        HostCommand.Shell($"mount -t tmpfs tmpfs {source}; mount --make-shared {source}");
        Container container = NewContainer();
        container.Config["/linux/rootfsPropagation"] = "slave";
        container.Config.Mount("/mnt", "bind", source, "rbind", option);
        MountEntry mount = Mount(container, "/mnt");
        mount.AssertPropagation(shown);
    }

    [Fact]
    public void A_bind_mount_takes_only_the_top_and_rbind_what_is_below_too()
    {
        string source = NewDirectory();
        HostCommand.Shell($"mkdir {source}/below; mount -t tmpfs tmpfs {source}/below; touch {source}/below/file");
        Container container = NewContainer();
        container.Config.Mount("/top", "bind", source, "bind").Mount("/all", "bind", source, "rbind");
        Outcome run = container.RunScript("ls /top/below; echo -; ls /all/below");
        Assert.Equal(["-", "file"], run.Lines);
    }

    [Fact]
    public void Remount_changes_the_options_of_what_is_mounted_there()
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", "nosuid")
            .Mount("/mnt", "tmpfs", "tmpfs", "remount", "ro", "nosuid", "nodev");
        IReadOnlyList<MountEntry> mounts = MountEntry.ParseAll(container.RunScript("cat /proc/self/mountinfo").Output);
        MountEntry mount = Assert.Single(mounts, entry => entry.Destination == "/mnt");
        Assert.Contains("nodev", mount.AllOptions);
        Assert.Contains("ro", mount.AllOptions);
    }

    [Fact]
    public void Tmpcopyup_fills_a_tmpfs_with_what_was_there()
    {
        Container container = NewContainer();
        HostCommand.Shell($"cd {container.Rootfs}; mkdir -m 750 kept; echo text >kept/file; ln -s file kept/link");
        container.Config.Mount("/kept", "tmpfs", "tmpfs", "tmpcopyup");
        Outcome run = container.RunScript("cat /kept/file; readlink /kept/link; stat -c %a /kept; stat -f -c %T /kept");
        Assert.Equal(["text", "file", "750", "tmpfs"], run.Lines);
    }

    [Fact]
    public void Tmpcopyup_of_what_is_missing_or_empty_is_an_empty_tmpfs()
    {
        Container container = NewContainer();
        HostCommand.Shell($"mkdir -m 711 {container.Inside("/empty")}");
        container.Config.Mount("/empty", "tmpfs", "tmpfs", "tmpcopyup").Mount("/missing", "tmpfs", "tmpfs", "tmpcopyup");
        Outcome run = container.RunScript("ls -A /empty /missing | grep -v :; stat -c %a /empty; stat -f -c %T /empty /missing");
        Assert.Equal(["", "711", "tmpfs", "tmpfs"], run.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Tmpcopyup_fills_a_tmpfs_that_is_read_only_afterwards()
    {
        Container container = NewContainer();
        HostCommand.Shell($"mkdir {container.Inside("/kept")}; echo text >{container.Inside("/kept/file")}");
        container.Config.Mount("/kept", "tmpfs", "tmpfs", "tmpcopyup", "ro");
        Outcome run = container.RunScript("cat /kept/file; touch /kept/new 2>/dev/null || echo refused");
        Assert.Equal(["text", "refused"], run.Lines);
    }

    [Theory]
    [InlineData("bind", "size=64k")]
    [InlineData("rbind", "mode=700")]
    public void An_option_that_a_bind_mount_cannot_have_stops_nothing(string bind, string option)
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "bind", NewDirectory(), bind, option);
        container.RunScript("grep ' /mnt ' /proc/self/mountinfo");
    }

    [Fact]
    public void A_bind_mount_is_not_filled()
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "bind", NewDirectory(), "bind", "tmpcopyup");
        container.Refused();
    }

    [Theory]
    [InlineData("async atime defaults dev diratime dirsync exec iversion lazytime loud noatime nodev nodiratime noexec")]
    [InlineData("noiversion nolazytime norelatime nostrictatime nosuid nosymfollow private relatime ro rprivate rshared")]
    [InlineData("rslave runbindable rw shared silent slave strictatime suid symfollow sync unbindable mand nomand tmpcopyup")]
    [InlineData("ratime rdev rdiratime rexec rnoatime rnodiratime rnoexec rnorelatime rnostrictatime rnosuid rnosymfollow")]
    [InlineData("rrelatime rro rrw rstrictatime rsuid rsymfollow rnodev")]
    public void Every_option_of_the_specification_is_accepted_by_a_new_file_system(string options)
    {
        Container container = NewContainer();
        foreach (string option in options.Split(' '))
            container.Config.Mount("/mnt/" + option, "tmpfs", "tmpfs", option);
        Assert.Equal(options.Split(' ').Order(), container.RunScript("ls /mnt | sort").Lines.Order());
    }

    [Theory]
    [InlineData("async atime defaults dev diratime dirsync exec iversion lazytime loud noatime nodev nodiratime noexec")]
    [InlineData("noiversion nolazytime norelatime nostrictatime nosuid nosymfollow private relatime ro rprivate rshared")]
    [InlineData("rslave runbindable rw shared silent slave strictatime suid symfollow sync unbindable mand nomand")]
    [InlineData("ratime rdev rdiratime rexec rnoatime rnodiratime rnoexec rnorelatime rnostrictatime rnosuid rnosymfollow")]
    [InlineData("rrelatime rro rrw rstrictatime rsuid rsymfollow rnodev")]
    public void Every_option_of_the_specification_is_accepted_by_a_bind_mount(string options)
    {
        Container container = NewContainer();
        string source = NewDirectory();
        foreach (string option in options.Split(' '))
            container.Config.Mount("/mnt/" + option, "bind", source, "rbind", option);
        Assert.Equal(options.Split(' ').Order(), container.RunScript("ls /mnt | sort").Lines.Order());
    }

    private (MountEntry Top, MountEntry Below) BindTree(params string[] options)
    {
        string source = NewDirectory();
        HostCommand.Shell($"mkdir {source}/below; mount -t tmpfs -o strictatime tmpfs {source}/below");
        Container container = NewContainer();
        container.Config.Mount("/mnt", "bind", source, options);
        string mountinfo = container.RunScript("cat /proc/self/mountinfo").Output;
        return (MountEntry.At(mountinfo, "/mnt"), MountEntry.At(mountinfo, "/mnt/below"));
    }

    private static MountEntry Mount(Container container, string destination) =>
        MountEntry.At(container.RunScript("cat /proc/self/mountinfo").Output, destination);

    [Theory]
    [InlineData("async")]
    [InlineData("atime")]
    [InlineData("dev")]
    [InlineData("diratime")]
    [InlineData("exec")]
    [InlineData("iversion")]
    [InlineData("loud")]
    [InlineData("mand")]
    [InlineData("noiversion")]
    [InlineData("nolazytime")]
    [InlineData("nomand")]
    [InlineData("norelatime")]
    [InlineData("nostrictatime")]
    [InlineData("rw")]
    [InlineData("silent")]
    [InlineData("suid")]
    [InlineData("symfollow")]
    public void An_option_that_names_what_is_so_anyway_is_accepted(string option)
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", option);
        string mountinfo = container.RunScript("cat /proc/self/mountinfo").Output;
        Assert.Equal(["rw", "relatime"], MountEntry.At(mountinfo, "/mnt").Options);
    }

    [Theory]
    [InlineData("ratime", "noatime")]
    [InlineData("rnorelatime", "noatime")]
    [InlineData("rnostrictatime", "noatime")]
    public void A_recursive_option_that_names_what_is_so_anyway_is_accepted(string option, string absent)
    {
        Container container = NewContainer();
        string source = NewDirectory();
        HostCommand.Shell($"mount -t tmpfs tmpfs {source}; mkdir {source}/sub; mount -t tmpfs tmpfs {source}/sub");
        container.Config.Mount("/mnt", "bind", source, "rbind", option);
        string mountinfo = container.RunScript("cat /proc/self/mountinfo").Output;
        Assert.DoesNotContain(absent, MountEntry.At(mountinfo, "/mnt/sub").Options);
    }

    [Fact]
    public void A_bind_mount_keeps_the_restrictions_of_its_source()
    {
        Container container = NewContainer();
        string source = NewDirectory();
        HostCommand.Shell($"mount -t tmpfs -o nosuid,nodev,noexec tmpfs {source}");
        container.Config.Mount("/mnt", "bind", source, "bind", "ro");
        string mountinfo = container.RunScript("cat /proc/self/mountinfo").Output;
        string[] options = MountEntry.At(mountinfo, "/mnt").Options;
        Assert.All((string[])["ro", "nosuid", "nodev", "noexec"], option => Assert.Contains(option, options));
    }
}
