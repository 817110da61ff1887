using System.Collections.Generic;
using Oci.Runtime.Security;
using Xunit;

namespace Oci.Runtime.Tests.Security;

public sealed class CapabilitiesTests
{
    // linux/capability.h
    [Theory]
    [InlineData("CAP_CHOWN", 0)]
    [InlineData("CAP_KILL", 5)]
    [InlineData("CAP_SETPCAP", 8)]
    [InlineData("CAP_SYS_ADMIN", 21)]
    [InlineData("CAP_MKNOD", 27)]
    [InlineData("CAP_SETFCAP", 31)]
    [InlineData("CAP_MAC_OVERRIDE", 32)]
    [InlineData("CAP_CHECKPOINT_RESTORE", 40)]
    public void A_capability_is_its_bit(string name, int number) =>
        Assert.Equal(1UL << number, Capabilities.MaskOf([name], Assert.Fail));

    [Fact]
    public void A_set_is_the_sum_of_its_names_however_often_they_stand_there()
    {
        Assert.Equal(0b10_0001UL, Capabilities.MaskOf(["CAP_KILL", "CAP_CHOWN", "CAP_KILL"], Assert.Fail));
        Assert.Equal(0UL, Capabilities.MaskOf([], Assert.Fail));
    }

    [Fact]
    public void An_unknown_name_is_told_and_left_out()
    {
        var unknown = new List<string>();

        Assert.Equal(1UL, Capabilities.MaskOf(["CAP_NONE", "CAP_CHOWN", "chown", ""], unknown.Add));
        Assert.Equal(["CAP_NONE", "chown", ""], unknown);
    }

    [Fact]
    public void The_last_one_is_CAP_CHECKPOINT_RESTORE() => Assert.Equal(40, Capabilities.Last);
}
