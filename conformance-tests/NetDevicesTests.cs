using System;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config-linux.md, section Network Devices.</summary>
public sealed class NetDevicesTests(Workspace workspace) : ContainerTest(workspace)
{
    private readonly string _device = "d" + Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public void A_device_moves_under_its_own_name_and_is_up()
    {
        Container container = WithDevice("{}");
        container.Config.Args("sleep", "100");
        container.Started();
        Assert.NotEqual(0, HostCommand.Run("ip", "link", "show", _device).ExitCode);
        Assert.Contains("UP", Inside(container, $"ip -o link show {_device}"));
    }

    [Fact]
    public void A_device_gets_a_new_name_and_keeps_what_it_had()
    {
        Container container = WithDevice("""{ "name": "moved0" }""");
        HostCommand.Shell($"ip link set {_device} mtu 1400 address 02:00:00:00:00:07");
        Outcome run = container.RunScript("cd /sys/class/net/moved0 && cat mtu address; ls /sys/class/net");
        Assert.Equal(["1400", "02:00:00:00:00:07", "lo", "moved0"], run.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_lasting_addresses_of_global_scope_move_with_it(bool hasUserNamespace)
    {
        Container container = WithDevice("""{ "name": "moved0" }""");
        if (hasUserNamespace)
            container.OwnedBy(100000).Config.UserNamespace(100000, 65536);
        HostCommand.Shell($"""
            ip address add 10.77.1.1/24 broadcast 10.77.1.255 dev {_device}
            ip address add 10.77.1.2/24 dev {_device}
            ip address add 10.77.2.1 peer 10.77.2.2/32 dev {_device}
            ip address add fd77::1/64 dev {_device}
            ip address add 10.77.3.1/24 scope link dev {_device}
            ip address add fd77::2/64 valid_lft 500 preferred_lft 500 dev {_device}
            """);
        container.Config.Args("sleep", "100");
        string addresses = Inside(container.Started(), "ip -o address show moved0");
        Assert.Contains("inet 10.77.1.1/24 brd 10.77.1.255", addresses);
        Assert.Contains("inet 10.77.1.2/24", addresses);
        Assert.Contains("inet 10.77.2.1 peer 10.77.2.2/32", addresses);
        Assert.Contains("inet6 fd77::1/64", addresses);
        Assert.DoesNotContain("10.77.3.1", addresses);
        Assert.DoesNotContain("fd77::2", addresses);
    }

    [Fact]
    public void Traffic_flows_through_it()
    {
        Container container = WithDevice("""{ "name": "moved0" }""");
        HostCommand.Shell($"""
            ip address add 10.77.4.1/24 dev {_device}
            ip address add 10.77.4.2/24 dev p{_device}
            ip link set p{_device} up
            """);
        container.Config.Capabilities("CAP_NET_RAW");
        container.RunScript("until ping -c 1 -W 1 10.77.4.2; do sleep 0.1; done");
    }

    [Fact]
    public void A_template_lets_the_kernel_number_the_devices()
    {
        Container container = WithDevice("""{ "name": "net%d" }""");
        HostCommand.Shell($"ip link add {_device}b type veth peer name q{_device}");
        container.Config.With($"/linux/netDevices/{_device}b", """{ "name": "net%d" }""");
        Assert.Equal(["lo", "net0", "net1"], container.RunScript("ls /sys/class/net").Lines);
    }

    [Fact]
    public void A_name_that_is_taken_by_a_device_of_the_same_index_is_told_apart()
    {
        HostCommand.Shell($"ip netns add {_device}");
        Container container = WithDevice("""{ "name": "moved0" }""");
        string index = HostCommand.Run("cat", $"/sys/class/net/{_device}/ifindex").Succeeded().Text;
        HostCommand.Shell($"ip -n {_device} link add taken0 index {index} type veth peer name taken1");
        container.Config.Namespace("network", $"/run/netns/{_device}");
        Assert.Contains("moved0", container.RunScript("ip -o link show moved0").Output);
        HostCommand.Shell($"ip -n {_device} link show taken0; ip netns delete {_device}");
    }

    [Fact]
    public void A_network_namespace_that_is_joined_gets_it_and_keeps_it()
    {
        HostCommand.Shell($"ip netns add {_device}");
        Container container = WithDevice("""{ "name": "moved0" }""");
        container.Config.Namespace("network", $"/run/netns/{_device}");
        container.RunScript("true");
        HostCommand.Shell($"ip -n {_device} link show moved0; ip netns delete {_device}");
    }

    [Fact]
    public void A_sysctl_of_the_device_is_set_after_it_has_come()
    {
        Container container = WithDevice("""{ "name": "moved0" }""");
        container.Config.With("/linux/sysctl", """{ "net.ipv4.conf.moved0.forwarding": "1" }""");
        Assert.Equal("1", container.RunScript("cat /proc/sys/net/ipv4/conf/moved0/forwarding").Text);
    }

    [Fact]
    public void A_device_that_is_missing_is_refused()
    {
        Container container = NewContainer();
        container.Config.With("/linux/netDevices", """{ "missing0": {} }""");
        Assert.Contains("missing0", container.Refused().Error);
    }

    [Fact]
    public void A_name_that_the_namespace_has_already_is_refused()
    {
        HostCommand.Shell($"ip netns add {_device}; ip -n {_device} link add moved0 type veth peer name moved1");
        Container container = WithDevice("""{ "name": "moved0" }""");
        container.Config.Namespace("network", $"/run/netns/{_device}");
        AssertComesBack(() => container.Refused());
        HostCommand.Shell($"ip netns delete {_device}");
    }

    [Fact]
    public void The_loopback_device_is_refused()
    {
        Container container = NewContainer();
        container.Config.With("/linux/netDevices", """{ "lo": { "name": "moved0" } }""");
        container.Refused();
    }

    [Fact]
    public void The_hosts_own_network_namespace_is_refused()
    {
        Container container = WithDevice("""{ "name": "moved0" }""");
        container.Config.Namespace("network", "/proc/self/ns/net");
        AssertComesBack(() => container.Refused());
    }

    [Fact]
    public void Without_a_network_namespace_it_is_refused()
    {
        Container container = WithDevice("{}");
        container.Config.WithoutNamespace("network");
        AssertComesBack(() => container.Refused());
    }

    [Fact]
    public void A_container_that_fails_later_gives_the_device_back_as_it_was()
    {
        Container container = WithDevice("""{ "name": "moved0" }""");
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", "size=nonsense");
        AssertComesBack(() => container.Refused());
    }

    [Fact]
    public void A_second_device_that_is_missing_gives_the_first_back()
    {
        Container container = WithDevice("{}");
        container.Config.With("/linux/netDevices/missing0", "{}");
        AssertComesBack(() => container.Refused());
    }

    /// <summary>A container that asks for one end of a new pair; the other end is the same name after a p.</summary>
    private Container WithDevice(string wish)
    {
        HostCommand.Shell($"ip link add {_device} type veth peer name p{_device}");
        Container container = NewContainer();
        container.Config.With($"/linux/netDevices/{_device}", wish);
        return container;
    }

    // The index too: whoever has remembered it finds the same device.
    private void AssertComesBack(Action attempt)
    {
        HostCommand.Shell($"""
            ip address add 10.77.9.1/24 dev {_device}
            ip address add fd77:9::1/64 nodad dev {_device}
            ip link set {_device} up
            """);
        string before = Seen();
        attempt();
        Assert.Equal(before, Seen());
        HostCommand.Shell($"ip link delete {_device}");
    }

    private string Seen() => HostCommand.Shell($"""
        ip -o link show {_device} | sed 's/ state .*//'
        ip -o address show dev {_device} scope global
        """).Output;

    private static string Inside(Container container, string command) => HostCommand.Shell(
        $"nsenter --target {container.Pid} --net {command}").Output;
}
