using System.IO;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>Containers on a network that somebody else has made.</summary>
public sealed class NetworkTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void Two_containers_that_join_network_namespaces_on_one_bridge_ping_each_other()
    {
        HostCommand.Shell("""
            ip link add testbridge type bridge
            ip link set testbridge up
            for n in 1 2; do
                ip netns add testnet$n
                ip link add testveth$n type veth peer name eth0 netns testnet$n
                ip link set testveth$n master testbridge up
                ip -n testnet$n address add 10.88.7.$n/24 dev eth0
                ip -n testnet$n link set eth0 up
                ip -n testnet$n link set lo up
            done
            """);
        Container first = Pinger("/run/netns/testnet1", "10.88.7.2");
        Container second = Pinger("/run/netns/testnet2", "10.88.7.1");
        Patiently.Until("the first reaches the second", () => File.Exists(first.Inside("/tmp/reached")));
        Patiently.Until("the second reaches the first", () => File.Exists(second.Inside("/tmp/reached")));
        HostCommand.Shell("ip netns delete testnet1; ip netns delete testnet2; ip link delete testbridge");
    }

    [Fact]
    public void In_a_new_network_namespace_only_the_loopback_device_exists_and_is_up()
    {
        Outcome run = NewContainer().RunScript("""
            ls /sys/class/net
            ip -o addr show dev lo up
            nc -l -p 7777 -e echo hello &
            until nc 127.0.0.1 7777 </dev/null 2>/dev/null; do sleep 0.1; done
            """);
        Assert.Equal("lo", run.Lines[0]);
        Assert.Contains("127.0.0.1/8", run.Output);
        Assert.Equal("hello", run.Lines[^1]);
    }

    private Container Pinger(string networkNamespace, string peer)
    {
        Container container = NewContainer();
        container.Config.Namespace("network", networkNamespace)
            .With("/process/capabilities", """
                { "bounding": ["CAP_NET_RAW"], "permitted": ["CAP_NET_RAW"], "effective": ["CAP_NET_RAW"] }
                """)
            .Script($"until ping -c 1 -W 1 {peer}; do sleep 0.1; done; touch /tmp/reached; sleep 100");
        return container.Started();
    }
}
