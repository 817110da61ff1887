using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// config-linux.md, Namespaces: without a mount namespace the container is in the runtime's. It has its mounts there,
/// they go with it, and no other mount changes.
/// </summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class HostMountsTests(Workspace workspace) : ContainerTest(workspace)
{
    private static string MountsOfHost => File.ReadAllText("/proc/self/mountinfo");

    [Fact]
    public void The_process_is_in_the_mount_namespace_of_the_runtime_and_has_its_mounts()
    {
        string source = NewDirectory();
        File.WriteAllText(source + "/file", "text");
        Container container = NewContainerOnHost();
        container.Config.Mount("/data", "bind", source, "bind", "ro");
        Outcome run = container.RunScript("""
            readlink /proc/self/ns/mnt
            cat /data/file; echo
            touch /data/new 2>/dev/null || echo refused
            stat -c %t:%T /dev/null
            echo $$
            """);
        Assert.Equal([new FileInfo("/proc/self/ns/mnt").LinkTarget!, "text", "refused", "1:3", "1"], run.Lines);
    }

    [Fact]
    public void The_mounts_are_gone_when_the_container_is()
    {
        string before = MountsOfHost;
        Container container = NewContainerOnHost();
        container.Config.Script("exec sleep 100");
        container.Started();
        Assert.NotEqual(before, MountsOfHost);
        container.Delete("--force").Succeeded();
        Assert.Equal(before, MountsOfHost);
    }

    [Fact]
    public void What_the_process_mounts_goes_with_the_container_and_reaches_no_source()
    {
        string source = NewDirectory();
        HostCommand.Shell($"mount -t tmpfs tmpfs {source}; mount --make-shared {source}; mkdir {source}/sub");
        string before = MountsOfHost;
        Container container = NewContainerOnHost();
        container.Config.Capabilities("CAP_SYS_ADMIN").Mount("/mnt", "bind", source, "rbind");
        container.RunScript("mount -t tmpfs tmpfs /mnt/sub; mount -t tmpfs tmpfs /tmp; touch /mnt/sub/new");
        Assert.False(File.Exists(source + "/sub/new"));
        Assert.Equal(before, MountsOfHost);
    }

    [Fact]
    public void A_create_that_fails_takes_back_what_it_has_mounted()
    {
        string before = MountsOfHost;
        Container container = NewContainerOnHost();
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", "nonsense=1");
        container.Refused();
        Assert.Equal(before, MountsOfHost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Two_containers_of_one_rootfs_do_not_disturb_each_other(bool firstGoesFirst)
    {
        string before = MountsOfHost;
        Container first = NewContainerOnHost(), second = NewContainerOnHost();
        second.Config["/root/path"] = first.Rootfs;
        foreach (Container container in (Container[])[first, second])
        {
            container.Config.Script("""
                while [ ! -e /dev/shm/go ]; do sleep 0.05; done
                [ -e /proc/self ] && >/dev/shm/done
                exec sleep 100
                """);
            container.Created();
        }
        Container kept = firstGoesFirst ? second : first;
        (firstGoesFirst ? first : second).Delete("--force").Succeeded();
        kept.Start().Succeeded();
        File.WriteAllText($"/proc/{kept.Pid}/root/dev/shm/go", "");
        Patiently.Until("its mounts are there", () => File.Exists($"/proc/{kept.Pid}/root/dev/shm/done"));
        kept.Delete("--force").Succeeded();
        Assert.Equal(before, MountsOfHost);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("shared")]
    [InlineData("rslave")]
    [InlineData("private")]
    public void Whatever_the_propagation_no_mount_of_the_host_changes(string? propagation)
    {
        string host = NewDirectory(), peer = NewDirectory();
        Container container = NewContainerOnHost();
        // A rootfs with mounts in it, all of them shared, with peers.
        HostCommand.Shell($"""
            cp -al {container.Rootfs} {host}/root; mount --bind {host} {host}; mount --make-shared {host}
            mkdir -p {host}/root/volume; mount -t tmpfs tmpfs {host}/root/volume; mkdir {host}/root/volume/inner
            mount -t tmpfs tmpfs {host}/root/volume/inner; mount --rbind {host} {peer}
            """);
        string before = MountsOfHost;
        container.Config["/root/path"] = host + "/root";
        container.Config.Mount("/other", "bind", host, "rbind").Script("exec sleep 100");
        if (propagation is not null)
            container.Config["/linux/rootfsPropagation"] = propagation;
        container.Started();
        string[] during = MountsOfHost.Split('\n');
        Assert.All(before.Split('\n'), line => Assert.Contains(line, during));
        container.Delete("--force").Succeeded();
        Assert.Equal(before, MountsOfHost);
    }

    [Fact]
    public void A_state_root_on_a_shared_mount_shows_other_mount_namespaces_nothing_that_stays()
    {
        string shared = NewDirectory();
        HostCommand.Shell($"mount -t tmpfs tmpfs {shared}; mount --make-shared {shared}");
        using var other = new HostCommand(shared, ["unshare", "--mount", "--propagation", "unchanged", "sleep", "100"]);
        string own = new FileInfo("/proc/self/ns/mnt").LinkTarget!;
        Patiently.Until("there is another mount namespace", () => new FileInfo($"/proc/{other.Pid}/ns/mnt").LinkTarget != own);
        string before = File.ReadAllText($"/proc/{other.Pid}/mountinfo");
        Container container = NewContainerOnHost();
        HostCommand.Shell($"cp -a {container.Bundle} {shared}/bundle");
        container.Config.Script("exec sleep 100").WriteTo($"{shared}/bundle");
        string[] command = [RuntimeUnderTest.Binary, "--root", $"{shared}/state"];
        HostCommand.Run([.. command, "create", "--bundle", $"{shared}/bundle", container.Id]).Succeeded();
        try
        {
            HostCommand.Run([.. command, "start", container.Id]).Succeeded();
        }
        finally
        {
            HostCommand.Run([.. command, "delete", "--force", container.Id]).Succeeded();
        }
        Assert.Equal(before, File.ReadAllText($"/proc/{other.Pid}/mountinfo"));
        other.Signal("KILL");
    }

    [Fact]
    public void The_root_is_read_only_and_paths_are_masked_as_with_a_mount_namespace()
    {
        Container container = NewContainerOnHost();
        container.Config.With("/root/readonly", "true").With("/linux/maskedPaths", """["/etc/passwd", "/home"]""")
            .With("/linux/readonlyPaths", """["/tmp"]""").Mount("/writable", "tmpfs", "tmpfs");
        Outcome run = container.RunScript("""
            touch /new 2>/dev/null || echo refused
            touch /tmp/new 2>/dev/null || echo refused
            touch /writable/new && echo written
            cat /etc/passwd; ls /home
            """);
        Assert.Equal(["refused", "refused", "written"], run.Lines);
        Assert.NotEqual("", File.ReadAllText(container.Inside("/etc/passwd")));
    }

    [Fact]
    public void A_terminal_is_the_console_of_the_container()
    {
        string before = MountsOfHost;
        Container container = NewContainerOnHost();
        container.Config.With("/process/terminal", "true")
            .Script("[ \"$(stat -c %t:%T /dev/console)\" = \"$(stat -c %t:%T $(tty))\" ] && echo it is");
        using var socket = new ConsoleSocket(container.Bundle);
        container.Create("--console-socket", socket.Path).Succeeded();
        using FileStream terminal = socket.Receive();
        container.Start().Succeeded();
        Assert.Equal("it is\r\n", ConsoleSocket.ReadToEnd(terminal));
        container.AwaitStopped().Delete().Succeeded();
        Assert.Equal(before, MountsOfHost);
    }

    [Fact]
    public void What_somebody_else_has_mounted_over_them_is_left_alone()
    {
        Assert.SkipUnless(
            RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "the place is one of ociruntime's");
        string before = MountsOfHost;
        Container container = NewContainerOnHost();
        string place = $"{container.Created().StateRoot}/{container.Id}/mounts";
        HostCommand.Shell($"mount -t tmpfs tmpfs {place}; touch {place}/precious");
        Outcome delete = container.Delete("--force");
        Assert.Equal(1, delete.ExitCode);
        Assert.Contains(place, delete.Error);
        Assert.Contains("(EBUSY) (something else is mounted there", delete.Error);
        Assert.True(File.Exists($"{place}/precious"));
        HostCommand.Run("umount", place).Succeeded();
        container.Delete("--force").Succeeded();
        Assert.Equal(before, MountsOfHost);
    }

    [Fact]
    public void In_a_user_namespace_mounts_without_a_mount_namespace_are_refused()
    {
        Container container = NewContainerOnHost();
        container.Config.UserNamespace(100000, 1000);
        container.Refused();
    }

    private Container NewContainerOnHost()
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace("mount").Without("/linux/maskedPaths").Without("/linux/readonlyPaths");
        return container;
    }
}
