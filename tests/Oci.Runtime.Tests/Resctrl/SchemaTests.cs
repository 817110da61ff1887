using Oci.Runtime.Resctrl;
using Xunit;

namespace Oci.Runtime.Tests.Resctrl;

public sealed class SchemaTests
{
    // As the kernel writes it: names are aligned, masks have leading zeros and bandwidths leading spaces.
    private const string File = "    MB:0= 100;1=  50\n    L3:0=0007f0;1=00001f\nL3CODE:0=ff\n";

    [Theory]
    [InlineData("L3:0=7f0;1=1f")]
    [InlineData("L3:0=7F0")]
    [InlineData("L3: 1 = 01f")]
    [InlineData("MB:0=100;1=50")]
    [InlineData("MB:1=050\n")]
    [InlineData("L3:0=7f0\nL3CODE:0=ff")]
    [InlineData("")]
    public void A_wish_that_the_file_says_holds(string wish) => Assert.True(Schema.Holds(wish, File));

    [Theory]
    [InlineData("L3:0=7f1")]
    [InlineData("L3:0=7f0;1=1e")]
    [InlineData("L3:2=7f0")]
    [InlineData("L2:0=7f0")]
    [InlineData("MB:0=10")]
    [InlineData("MB:0=1000")]
    [InlineData("L3:0=7f0\nL3CODE:0=f")]
    [InlineData("L3:")]
    [InlineData("L3")]
    [InlineData("L3:0")]
    [InlineData("nonsense")]
    public void Any_other_does_not(string wish) => Assert.False(Schema.Holds(wish, File));

    [Fact]
    public void Nothing_is_nothing_but_zero_is_zero()
    {
        Assert.True(Schema.Holds("L3:0=0", "L3:0=00000"));
        Assert.False(Schema.Holds("L3:0=1", "L3:0=00000"));
    }
}
