using System.IO;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config-linux.md, section User namespace mappings.</summary>
public sealed class UserNamespaceTests(Workspace workspace) : ContainerTest(workspace)
{
    private const int First = 100000;

    [Fact]
    public void An_ordinary_user_and_his_groups_are_mapped_too()
    {
        Container container = NewMapped();
        container.Config.With("/process/user", """{ "uid": 1000, "gid": 2000, "additionalGids": [7] }""");
        container.Config.Args("sleep", "100");
        container.Started().AwaitProgram("sleep");
        string[] status = File.ReadAllLines($"/proc/{container.Pid}/status");
        Assert.Contains("Uid:\t101000\t101000\t101000\t101000", status);
        Assert.Contains("Gid:\t102000\t102000\t102000\t102000", status);
        Assert.Contains("Groups:\t100007 ", status);
    }

    [Fact]
    public void Root_inside_cannot_read_what_only_the_hosts_root_may()
    {
        string secret = NewDirectory() + "/secret";
        File.WriteAllText(secret, "secret");
        HostCommand.Run("chmod", "600", secret).Succeeded();
        Container container = NewMapped();
        container.Config.Mount("/secret", "bind", secret, "bind").Capabilities("CAP_DAC_OVERRIDE");
        Assert.Equal("refused", container.RunScript("cat /secret 2>/dev/null || echo refused").Text);
    }

    [Fact]
    public void What_is_read_only_on_the_host_stays_read_only_for_root_inside()
    {
        string volume = NewDirectory();
        HostCommand.Shell($"mount -t tmpfs volume {volume}; touch {volume}/file; mount -o remount,bind,ro {volume}");
        Container container = NewMapped();
        container.Config.Mount("/volume", "bind", volume, "bind").Capabilities("CAP_SYS_ADMIN");
        string said = container.RunScript(
            "mount -o remount,bind,rw /volume 2>/dev/null; echo changed 2>/dev/null >/volume/file || echo refused").Text;
        HostCommand.Run("umount", volume).Succeeded();
        Assert.Equal("refused", said);
    }

    [Fact]
    [Cve("CVE-2016-9962", "CVE-2019-5736")]
    public void The_program_that_sets_a_mapped_container_up_cannot_be_read_inside()
    {
        Container container = NewMapped();
        container.Config.Args("sleep", "100");
        container.Create().Succeeded();
        // While it waits it is still the runtime: who shares its namespaces must find nothing of the host through it.
        string seen = HostCommand.Shell(
            $"nsenter --target {container.Pid} --user --pid --setuid 0 --setgid 0 ls /proc/{container.Pid}/fd 2>&1 || echo refused").Output;
        Assert.Contains("refused", seen);
    }

    [Fact]
    public void A_volume_below_a_directory_that_is_closed_to_the_mapped_root_can_be_mounted()
    {
        string closed = NewDirectory();
        HostCommand.Shell($"mkdir {closed}/volume; touch {closed}/volume/file; chmod 700 {closed}");
        Container container = NewMapped();
        container.Config.Mount("/volume", "bind", closed + "/volume", "bind");
        Assert.Equal("file", container.RunScript("ls /volume").Text);
    }

    [Fact]
    public void The_other_namespaces_belong_to_the_mapped_root()
    {
        Container container = NewMapped();
        container.Config.Capabilities("CAP_SYS_ADMIN");
        Assert.Equal("changed", container.RunScript("hostname changed; mount -t tmpfs tmpfs /tmp && hostname").Text);
    }

    [Fact]
    public void A_read_only_root_and_protected_paths_are_protected_here_too()
    {
        Container container = NewMapped();
        container.Config["/root/readonly"] = true;
        container.Config.Capabilities("CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE");
        Outcome run = container.RunScript("""
            touch /file 2>/dev/null || echo refused
            echo name 2>/dev/null >/proc/sys/kernel/domainname || echo refused
            ls /sys/firmware | wc -l
            """);
        Assert.Equal(["refused", "refused", "0"], run.Lines);
    }

    [Fact]
    public void A_device_of_the_list_is_the_hosts()
    {
        string path = "/dev/mapped-test";
        HostCommand.Run("mknod", path, "c", "1", "3").Succeeded();
        Container container = NewMapped();
        container.Config.With("/linux/devices/-", $$"""{ "path": "{{path}}", "type": "c", "major": 1, "minor": 3 }""");
        Outcome run = container.RunScript($"stat -c %t:%T {path}");
        File.Delete(path);
        Assert.Equal("1:3", run.Text);
    }

    [Fact]
    public void A_user_without_a_mapping_is_refused()
    {
        Container container = NewMapped();
        container.Config["/process/user/uid"] = 70000;
        container.Refused();
    }

    [Theory]
    [InlineData("""[{ "containerID": 0, "hostID": 9000, "size": 9 }, { "containerID": 5, "hostID": 7000, "size": 9 }]""")]
    [InlineData("""[{ "containerID": 0, "hostID": 100000, "size": 0 }]""")]
    [InlineData("""[{ "containerID": 0, "hostID": 4294967295, "size": 2 }]""")]
    [InlineData("[]")]
    public void Mappings_that_the_kernel_cannot_take_are_refused(string mappings)
    {
        Container container = NewMapped();
        container.Config.With("/linux/uidMappings", mappings);
        container.Refused();
    }

    [Fact]
    public void Mappings_without_a_user_namespace_are_refused()
    {
        Container container = NewMapped();
        container.Config.WithoutNamespace("user");
        container.Refused();
    }

    private Container NewMapped()
    {
        Container container = NewContainer().OwnedBy(First);
        container.Config.UserNamespace(First, 65536);
        return container;
    }
}
