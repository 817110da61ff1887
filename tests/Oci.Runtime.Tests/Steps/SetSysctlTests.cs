using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Steps;

public sealed class SetSysctlTests
{
    [Theory]
    [InlineData("kernel.shmmax", "kernel/shmmax")]
    [InlineData("kernel/shmmax", "kernel/shmmax")]
    [InlineData("net.ipv4.conf.eth0/1.forwarding", "net/ipv4/conf/eth0.1/forwarding")]
    [InlineData("net/ipv4/conf/eth0.1/forwarding", "net/ipv4/conf/eth0.1/forwarding")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void The_first_separator_decides_which_one_separates(string name, string path) => Assert.Equal(path, SysctlName.PathOf(name));
}
