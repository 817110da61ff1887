using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// config-linux.md, sections Default Devices and Devices; runtime-linux.md, section Dev symbolic links.
/// </summary>
public sealed class DevicesTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string Fuse =
        """{ "path": "/dev/fuse", "type": "c", "major": 10, "minor": 229, "fileMode": 438 }""";

    private const string Describe = "stat -c '%F %t:%T %a %u:%g' ";

    [Theory]
    [InlineData("null", "1:3")]
    [InlineData("zero", "1:5")]
    [InlineData("full", "1:7")]
    [InlineData("random", "1:8")]
    [InlineData("urandom", "1:9")]
    [InlineData("tty", "5:0")]
    public void A_default_device_exists_for_everybody(string name, string numbers) =>
        Assert.Equal(
            $"character special file {numbers} 666 0:0", NewContainer().RunScript(Describe + "/dev/" + name).Text);

    [Fact]
    public void The_default_devices_work()
    {
        Outcome run = NewContainer().RunScript("""
            echo lost >/dev/null
            head -c 4 /dev/zero | xxd -p
            head -c 4 /dev/urandom | wc -c
            echo full 2>/dev/null >/dev/full || echo 'no space'
            """);
        Assert.Equal(["00000000", "4", "no space"], run.Lines);
    }

    [Fact]
    public void Ptmx_is_the_one_of_the_containers_devpts()
    {
        Outcome run = NewContainer().RunScript("readlink /dev/ptmx; stat -c '%t:%T %a' /dev/pts/ptmx; ls /dev/pts");
        Assert.Contains(run.Lines[0], (string[])["pts/ptmx", "/dev/pts/ptmx"]);
        Assert.Equal("5:2 666", run.Lines[1]);
        Assert.Equal(["ptmx"], run.Lines[2..]);
    }

    [Theory]
    [InlineData("fd", "/proc/self/fd")]
    [InlineData("stdin", "/proc/self/fd/0")]
    [InlineData("stdout", "/proc/self/fd/1")]
    [InlineData("stderr", "/proc/self/fd/2")]
    public void A_default_link_exists(string name, string target) =>
        Assert.Equal(target, NewContainer().RunScript("readlink /dev/" + name).Text);

    [Theory]
    [InlineData("c", 10, 229, 416, "character special file a:e5 640 7:8")]
    [InlineData("b", 7, 300, 384, "block special file 7:12c 600 7:8")]
    [InlineData("u", 10, 200, 438, "character special file a:c8 666 7:8")]
    public void A_device_gets_its_type_numbers_mode_and_owner(string type, int major, int minor, int mode, string shown)
    {
        Container container = NewContainer();
        container.Config.With("/linux/devices/-", $$"""
            { "path": "/dev/deep/er/thing", "type": "{{type}}", "major": {{major}}, "minor": {{minor}},
              "fileMode": {{mode}}, "uid": 7, "gid": 8 }
            """);
        Assert.Equal(shown, container.RunScript(Describe + "/dev/deep/er/thing").Text);
    }

    [Theory]
    [InlineData("c", 8630, "character special file 666")]
    [InlineData("b", 25008, "block special file 660")]
    [InlineData("p", 4480, "fifo 600")]
    [InlineData("p", 8576, "fifo 600")]
    public void Bits_of_a_type_in_the_mode_do_not_count(string type, int mode, string shown)
    {
        Container container = NewContainer();
        container.Config.With("/linux/devices/-", $$"""
            { "path": "/dev/thing", "type": "{{type}}", "major": 7, "minor": 9, "fileMode": {{mode}} }
            """);
        Assert.Equal(shown, container.RunScript("stat -c '%F %a' /dev/thing").Text);
    }

    [Fact]
    public void A_device_that_the_image_has_gets_the_mode_and_owner_of_the_list()
    {
        Container container = NewContainer();
        HostCommand.Shell($"mknod -m 600 {container.Inside("/device")} c 1 3; chown 3:4 {container.Inside("/device")}");
        container.Config.With("/linux/devices/-", """
            { "path": "/device", "type": "c", "major": 1, "minor": 3, "fileMode": 438, "uid": 7, "gid": 8 }
            """);
        Assert.Equal("character special file 1:3 666 7:8", container.RunScript(Describe + "/device").Text);
    }

    [Fact]
    public void With_a_user_namespace_a_fifo_gets_its_mode_and_owner()
    {
        Container container = NewContainer().OwnedBy(100000);
        container.Config.UserNamespace(100000, 1000).With("/linux/devices/-", """
            { "path": "/run/pipe", "type": "p", "fileMode": 416, "uid": 7, "gid": 8 }
            """);
        Assert.Equal("fifo 640 7:8", container.RunScript("stat -c '%F %a %u:%g' /run/pipe").Text);
    }

    [Fact]
    public void With_a_user_namespace_a_device_that_the_host_has_not_is_refused()
    {
        Container container = NewContainer().OwnedBy(100000);
        container.Config.UserNamespace(100000, 1000)
            .With("/linux/devices/-", """{ "path": "/dev/hosts-not", "type": "c", "major": 1, "minor": 3 }""");
        container.Refused();
    }

    [Fact]
    public void A_fifo_needs_no_numbers_and_works()
    {
        Container container = NewContainer();
        container.Config.With("/linux/devices/-", """{ "path": "/dev/pipe", "type": "p", "fileMode": 432 }""");
        Outcome run = container.RunScript("stat -c '%F %a' /dev/pipe; echo through >/dev/pipe & cat /dev/pipe");
        Assert.Equal(["fifo 660", "through"], run.Lines);
    }

    [Fact]
    public void The_umask_does_not_take_from_the_mode()
    {
        Container container = NewContainer();
        container.Config.With("/linux/devices/-", """
            { "path": "/dev/open", "type": "c", "major": 1, "minor": 3, "fileMode": 438 }
            """)["/process/user/umask"] = 63;
        Assert.Equal("666", container.RunScript("stat -c %a /dev/open").Text);
    }

    [Fact]
    public void A_device_that_the_list_repeats_among_the_defaults_takes_the_lists_mode()
    {
        Container container = NewContainer();
        container.Config.With("/linux/devices/-", """
            { "path": "/dev/full", "type": "c", "major": 1, "minor": 7, "fileMode": 438, "uid": 0, "gid": 5 }
            """);
        Assert.Equal("character special file 1:7 666 0:5", container.RunScript(Describe + "/dev/full").Text);
    }

    [Fact]
    public void A_file_of_the_image_in_the_place_of_a_device_is_refused()
    {
        Container container = NewContainer();
        File.WriteAllText(container.Inside("/dev/thing"), "not a device");
        container.Config.WithoutDev()
            .With("/linux/devices/-", """{ "path": "/dev/thing", "type": "c", "major": 10, "minor": 229 }""");
        container.Create().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void With_a_user_namespace_the_default_devices_are_there_and_work()
    {
        Container container = NewContainer();
        container.Config.UserNamespace(100000, 1000);
        Outcome run = container.RunScript("""
            for name in null zero full random urandom tty; do stat -c '%n %t:%T' /dev/$name; done
            echo lost >/dev/null && head -c 4 /dev/zero | xxd -p
            """);
        Assert.Equal("/dev/null 1:3,/dev/zero 1:5,/dev/full 1:7,/dev/random 1:8,/dev/urandom 1:9,/dev/tty 5:0,00000000",
            string.Join(',', run.Lines));
    }

    [Fact]
    public void A_device_that_is_not_allowed_cannot_be_opened()
    {
        Container container = NewContainer();
        container.Config.With("/linux/devices/-", Fuse);
        Outcome run = container.RunScript("(: </dev/fuse) 2>&1 || true");
        Assert.Contains("not permitted", run.Text);
    }

    [Fact]
    public void An_allowed_device_can_be_opened_and_only_as_allowed()
    {
        Container container = NewContainer();
        container.Config
            .With("/linux/devices/-", Fuse)
            .With("/linux/resources/devices/-", """
                { "allow": true, "type": "c", "major": 10, "minor": 229, "access": "r" }
                """);
        Outcome run = container.RunScript("""
            (: </dev/fuse) 2>&1 && echo read
            (: >/dev/fuse) 2>&1 || echo 'no write'
            """);
        Assert.Equal("read", run.Lines[0]);
        Assert.Equal("no write", run.Lines[^1]);
    }

    [Theory]
    [InlineData(true, false, "refused")]
    [InlineData(false, true, "read")]
    public void Of_two_contrary_rules_the_later_one_counts(bool first, bool second, string answer)
    {
        Container container = NewContainer();
        container.Config.With("/linux/devices/-", Fuse);
        foreach (bool allow in (bool[])[first, second])
        {
            container.Config.With("/linux/resources/devices/-", $$"""
                { "allow": {{(allow ? "true" : "false")}}, "type": "c", "major": 10, "minor": 229, "access": "rwm" }
                """);
        }
        Assert.Equal(answer, container.RunScript("(: </dev/fuse) 2>/dev/null && echo read || echo refused").Text);
    }

    [Fact]
    public void Making_a_node_of_a_device_that_is_not_allowed_does_not_open_it()
    {
        Container container = NewContainer();
        string caps = """["CAP_MKNOD"]""";
        container.Config.With("/process/capabilities",
            $$"""{ "bounding": {{caps}}, "permitted": {{caps}}, "effective": {{caps}} }""");
        Outcome run = container.RunScript("""
            mknod /dev/memory c 1 1 2>/dev/null
            (: </dev/memory) 2>/dev/null || echo refused
            """);
        Assert.Equal("refused", run.Lines.Last());
    }

    [Fact]
    public void A_device_of_the_image_with_other_numbers_is_refused()
    {
        Container container = NewContainer();
        HostCommand.Run("mknod", container.Inside("/device"), "c", "1", "5").Succeeded();
        container.Config.With("/linux/devices/-", """{ "path": "/device", "type": "c", "major": 1, "minor": 3 }""");
        container.Refused();
    }

    [Fact]
    public void Nothing_else_of_the_hosts_devices_is_there()
    {
        string[] allowed = ["core", "fd", "full", "mqueue", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin",
            "stdout", "tty", "urandom", "zero"];
        Assert.Empty(NewContainer().RunScript("ls /dev").Lines.Except(allowed));
    }
}
