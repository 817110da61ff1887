using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config-linux.md, section Sysctl.</summary>
public sealed class SysctlTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("kernel.shmmax", "65536", "/proc/sys/kernel/shmmax")]
    [InlineData("kernel.msgmax", "4096", "/proc/sys/kernel/msgmax")]
    [InlineData("fs.mqueue.msg_max", "7", "/proc/sys/fs/mqueue/msg_max")]
    [InlineData("net.ipv4.ip_forward", "1", "/proc/sys/net/ipv4/ip_forward")]
    [InlineData("net.ipv4.ip_local_port_range", "2000\t3000", "/proc/sys/net/ipv4/ip_local_port_range")]
    public void A_parameter_of_a_namespace_is_set_inside_and_only_there(string name, string value, string file)
    {
        string before = HostCommand.Run("cat", file).Text;
        Container container = NewContainer();
        container.Config["/linux/sysctl"] = new JsonObject { [name] = value };
        Assert.Equal(value, container.RunScript("cat " + file).Text);
        Assert.Equal(before, HostCommand.Run("cat", file).Text);
    }

    [Theory]
    [InlineData("kernel.panic")]
    [InlineData("vm.swappiness")]
    [InlineData("kernel.core_pattern")]
    public void A_parameter_of_the_whole_machine_is_refused(string name)
    {
        // The value that the machine has: a runtime that wrongly sets it does no harm.
        string value = HostCommand.Run("cat", "/proc/sys/" + name.Replace('.', '/')).Succeeded().Text;
        Container container = NewContainer();
        container.Config["/linux/sysctl"] = new JsonObject { [name] = value };
        container.Create().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Theory]
    [InlineData("net.ipv4.ip_forward", "network")]
    [InlineData("kernel.shmmax", "ipc")]
    public void A_parameter_of_a_namespace_that_is_the_hosts_is_refused(string name, string type)
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace(type).WithoutMount("/sys").Without("/linux/maskedPaths")["/linux/sysctl"] =
            new JsonObject { [name] = "1" };
        container.Create().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_name_that_climbs_out_of_its_directory_is_refused()
    {
        string value = HostCommand.Run("cat", "/proc/sys/kernel/panic").Succeeded().Text;
        Container container = NewContainer();
        container.Config["/linux/sysctl"] = new JsonObject { ["net/../kernel/panic"] = value };
        container.Create().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void An_interface_with_a_dot_in_its_name_is_reached_with_slashes()
    {
        Container container = NewContainer();
        HostCommand.Shell($"ip netns add {container.Id}; ip -n {container.Id} link add eth0.7 type bridge");
        container.Config.Namespace("network", "/run/netns/" + container.Id)["/linux/sysctl"] =
            new JsonObject { ["net/ipv4/conf/eth0.7/rp_filter"] = "2" };
        Outcome run = container.RunScript("cat /proc/sys/net/ipv4/conf/eth0.7/rp_filter");
        HostCommand.Run("ip", "netns", "delete", container.Id).Succeeded();
        Assert.Equal("2", run.Text);
    }

    [Fact]
    public void A_parameter_of_the_hosts_network_namespace_joined_by_its_path_is_refused()
    {
        string value = HostCommand.Run("cat", "/proc/sys/net/ipv4/ip_forward").Text;
        Container container = NewContainer();
        container.Config.Namespace("network", "/proc/1/ns/net").WithoutMount("/sys").Without("/linux/maskedPaths")
            ["/linux/sysctl"] = new JsonObject { ["net.ipv4.ip_forward"] = value };
        container.Refused();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("net")]
    [InlineData("net.")]
    [InlineData("net..ipv4.ip_forward")]
    [InlineData("/net/ipv4/ip_forward")]
    [InlineData("kernel.shmmax.")]
    public void A_name_of_no_parameter_is_refused(string name)
    {
        Container container = NewContainer();
        container.Config["/linux/sysctl"] = new JsonObject { [name] = "0" };
        container.Refused();
    }
}
