using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// config.md, sections Root and Mounts; config-linux.md, sections Rootfs Mount Propagation and Cgroups.
/// </summary>
public sealed class MountsTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void A_missing_destination_is_made_for_a_directory_and_for_a_file()
    {
        string source = NewDirectory();
        File.WriteAllText(source + "/file", "text");
        Container container = NewContainer();
        container.Config.Mount("/a/b/directory", "bind", source, "bind")
            .Mount("/c/d/file", "bind", source + "/file", "bind");
        Assert.Equal("file\ntext", container.RunScript("ls /a/b/directory; cat /c/d/file").Text);
    }

    [Fact]
    public void Mounts_are_made_in_the_order_of_the_list()
    {
        Container container = NewContainer();
        string first = NewDirectory(), second = NewDirectory();
        File.WriteAllText(first + "/first", "");
        File.WriteAllText(second + "/second", "");
        container.Config.Mount("/mnt", "bind", first, "bind").Mount("/mnt", "bind", second, "bind")
            .Mount("/over", "tmpfs", "tmpfs").Mount("/over/inner", "bind", first, "bind");
        Assert.Equal(["second", "first"], container.RunScript("ls /mnt; ls /over/inner").Lines);
    }

    [Fact]
    public void A_relative_source_of_a_bind_mount_is_taken_from_the_bundle()
    {
        Container container = NewContainer();
        Directory.CreateDirectory(container.Bundle + "/data");
        File.WriteAllText(container.Bundle + "/data/file", "text");
        container.Config.Mount("/data", "bind", "data", "bind");
        Assert.Equal("text", container.RunScript("cat /data/file").Text);
    }

    [Fact]
    public void A_bind_option_counts_whatever_the_type_says()
    {
        string source = NewDirectory();
        File.WriteAllText(source + "/file", "text");
        Container container = NewContainer();
        container.Config.Mount("/one", "none", source, "bind").Mount("/two", "ext9", source, "rbind");
        Assert.Equal("text\ntext", container.RunScript("cat /one/file; echo; cat /two/file").Text);
    }

    [Fact]
    public void A_readonly_root_refuses_writes_and_mounts_on_it_do_not()
    {
        Container container = NewContainer();
        container.Config["/root/readonly"] = true;
        container.Config.Mount("/mnt", "tmpfs", "tmpfs");
        Outcome run = container.RunScript("touch /new 2>/dev/null || echo refused; touch /mnt/new && echo written");
        Assert.Equal(["refused", "written"], run.Lines);
    }

    [Fact]
    public void A_root_path_may_be_absolute_and_elsewhere()
    {
        Container container = NewContainer();
        string elsewhere = NewDirectory();
        HostCommand.Shell($"cp -al {container.Rootfs} {elsewhere}/root; touch {elsewhere}/root/here");
        container.Config["/root/path"] = elsewhere + "/root";
        container.RunScript("test -e /here");
    }

    [Theory]
    [InlineData("private")]
    [InlineData("slave", "master:")]
    [InlineData("shared", "shared:")]
    [InlineData("unbindable", "unbindable")]
    [InlineData("rprivate")]
    [InlineData("rslave", "master:")]
    [InlineData("rshared", "shared:")]
    [InlineData("runbindable", "unbindable")]
    public void The_propagation_of_the_root_is_set(string propagation, params string[] shown)
    {
        Container container = NewContainer();
        string host = NewDirectory();
        HostCommand.Shell($"""
            cp -al {container.Rootfs} {host}/root; mount --bind {host} {host}; mount --make-shared {host}
            """);
        container.Config["/root/path"] = host + "/root";
        container.Config["/linux/rootfsPropagation"] = propagation;
        Outcome run = container.RunScript("cat /proc/self/mountinfo");
        MountEntry.At(run.Output, "/").AssertPropagation(shown);
    }

    [Fact]
    public void A_mount_inside_never_reaches_the_host_by_default()
    {
        Container container = NewContainer();
        string source = NewDirectory();
        HostCommand.Shell($"mount -t tmpfs tmpfs {source}; mount --make-shared {source}; mkdir {source}/sub");
        container.Config.With("/process/capabilities", """
            { "bounding": ["CAP_SYS_ADMIN"], "permitted": ["CAP_SYS_ADMIN"], "effective": ["CAP_SYS_ADMIN"] }
            """).Mount("/mnt", "bind", source, "rbind", "rprivate");
        container.RunScript("mount -t tmpfs tmpfs /mnt/sub; touch /mnt/sub/new");
        Assert.False(File.Exists(source + "/sub/new"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cgroup_mount_shows_the_containers_own_cgroup(bool cgroupNamespace)
    {
        Container container = NewContainer();
        container.Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro");
        if (cgroupNamespace)
            container.Config.Namespace("cgroup");
        // On v1 there is a directory for each hierarchy, on v2 the cgroup itself.
        Outcome run = container.RunScript("""
            cd /sys/fs/cgroup
            [ -e cgroup.procs ] || cd pids
            grep -x 1 cgroup.procs
            mkdir new 2>/dev/null || echo refused
            """);
        Assert.Equal(["1", "refused"], run.Lines);
    }

    [Fact]
    public void A_sysfs_of_a_new_network_namespace_can_be_read_only()
    {
        string mountinfo = NewContainer().RunScript("cat /proc/self/mountinfo").Output;
        Assert.Contains("ro", MountEntry.At(mountinfo, "/sys").Options);
    }

    [Fact]
    public void A_file_system_option_that_the_kernel_does_not_know_is_refused()
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", "nonsense=1");
        container.Create().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_later_mount_of_a_parent_hides_an_earlier_one()
    {
        Container container = NewContainer();
        container.Config.Mount("/a/b", "tmpfs", "tmpfs").Mount("/a", "tmpfs", "tmpfs");
        Assert.Equal("", container.RunScript("ls /a").Text);
    }

    [Fact]
    public void A_relative_destination_is_taken_from_the_root()
    {
        Container container = NewContainer();
        container.Config.Mount("relative/place", "tmpfs", "tmpfs");
        string mountinfo = container.RunScript("cat /proc/self/mountinfo").Output;
        Assert.Equal("tmpfs", MountEntry.At(mountinfo, "/relative/place").Type);
    }

    [Fact]
    public void A_source_that_is_a_link_of_the_host_is_followed()
    {
        string folder = NewDirectory(), link = NewDirectory() + "/link";
        File.WriteAllText(folder + "/file", "");
        File.CreateSymbolicLink(link, folder);
        Container container = NewContainer();
        container.Config.Mount("/mnt", "bind", link, "bind");
        Assert.Equal("file", container.RunScript("ls /mnt").Text);
    }

    [Fact]
    public void A_tmpfs_over_a_directory_of_the_image_has_that_ones_mode()
    {
        Container container = NewContainer();
        HostCommand.Shell($"mkdir {container.Inside("/private")}; chmod 1750 {container.Inside("/private")}");
        container.Config.Mount("/private", "tmpfs", "tmpfs");
        Assert.Equal("1750", container.RunScript("stat -c %a /private").Text);
    }

    [Fact]
    public void A_device_of_the_host_can_be_bound()
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt/zero", "bind", "/dev/zero", "bind");
        Assert.Equal(["1:5", "3"], container.RunScript("stat -c %t:%T /mnt/zero; head -c 3 /mnt/zero | wc -c").Lines);
    }

    [Fact]
    public void A_bind_mount_needs_a_source()
    {
        Container container = NewContainer();
        container.Config.With("/mounts/-", """{ "destination": "/mnt", "options": ["bind"] }""");
        container.Refused();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/..")]
    [InlineData("")]
    public void The_root_is_no_destination(string destination)
    {
        Container container = NewContainer();
        container.Config.Mount(destination, "tmpfs", "tmpfs");
        container.Refused();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_container_without_mounts_works(bool absent)
    {
        Container container = NewContainer();
        container.Config["/mounts"] = absent ? null : new JsonArray();
        container.Config.Without("/linux/maskedPaths").Without("/linux/readonlyPaths").Script("echo fine");
        Assert.Equal("fine", container.Run().Succeeded().Text);
    }
}
