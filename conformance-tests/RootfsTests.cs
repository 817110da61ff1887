using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config.md, section Root, and config-linux.md, section Rootfs Mount Propagation.</summary>
public sealed class RootfsTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void What_the_program_writes_is_in_the_bundle()
    {
        Container container = NewContainer();
        container.RunScript("echo text >/file");
        Assert.Equal("text\n", File.ReadAllText(container.Inside("/file")));
    }

    [Fact]
    public void A_path_with_dots_is_followed()
    {
        Container container = NewContainer();
        container.Config["/root/path"] = "./rootfs/../rootfs/";
        container.RunScript("true");
    }

    [Fact]
    public void A_config_without_a_root_is_refused()
    {
        Container container = NewContainer();
        container.Config.Without("/root");
        container.Refused();
    }

    [Fact]
    public void A_missing_destination_is_made_in_a_read_only_root_too()
    {
        Container container = NewContainer();
        container.Config.Mount("/new/place", "tmpfs", "tmpfs")["/root/readonly"] = true;
        container.RunScript("touch /new/place/file");
    }

    [Fact]
    public void A_root_on_a_read_only_mount_works()
    {
        Container container = NewContainer();
        string host = NewDirectory();
        HostCommand.Shell($"""
            cp -al {container.Rootfs} {host}/root; mount --bind {host} {host}; mount -o remount,bind,ro {host}
            """);
        container.Config["/root/path"] = host + "/root";
        container.RunScript("true");
    }

    [Theory]
    [InlineData("slave")]
    [InlineData("rslave")]
    public void A_slave_root_receives_the_hosts_mounts_and_sends_none(string propagation)
    {
        Container container = NewContainer();
        string host = NewDirectory(), root = host + "/root";
        HostCommand.Shell($"""
            cp -al {container.Rootfs} {root}; mkdir {root}/in {root}/out
            mount --bind {host} {host}; mount --make-shared {host}
            """);
        container.Config["/root/path"] = root;
        container.Config["/linux/rootfsPropagation"] = propagation;
        container.Config.Capabilities("CAP_SYS_ADMIN").Script("""
            mount -t tmpfs mounted-inside /in; touch /ready
            while ! grep -q mounted-outside /proc/self/mountinfo; do sleep 0.05; done; touch /seen
            """);
        container.Started();
        Patiently.Until("the program has mounted", () => File.Exists(root + "/ready"));
        HostCommand.Run("mount", "-t", "tmpfs", "mounted-outside", root + "/out").Succeeded();
        Patiently.Until("the host's mount is seen inside", () => File.Exists(root + "/seen"));
        Assert.DoesNotContain("mounted-inside", File.ReadAllText("/proc/self/mountinfo"));
    }

    [Fact]
    public void Without_pivot_the_root_is_changed_all_the_same()
    {
        Container container = NewContainer();
        container.Config.Script($"ls -d /proc/1/root{container.Bundle} 2>/dev/null || ls /");
        string[] seen = container.Run("--no-pivot").Succeeded().Lines;
        Assert.Equal(Directory.GetDirectories(container.Rootfs).Select(Path.GetFileName).Order(), seen);
    }

    [Fact]
    public void The_waiting_init_is_in_the_containers_root_already()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        container.Created();
        Assert.True(Directory.Exists($"/proc/{container.Pid}/root/bin"));
        Assert.False(Path.Exists($"/proc/{container.Pid}/root{container.Bundle}"));
        Assert.Equal("/", HostCommand.Run("readlink", $"/proc/{container.Pid}/cwd").Text);
    }
}
