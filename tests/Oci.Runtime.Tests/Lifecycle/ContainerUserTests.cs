using Oci.Runtime.Lifecycle;
using Xunit;

namespace Oci.Runtime.Tests.Lifecycle;

/// <summary>What of <c>exec --user</c> is a number.</summary>
public sealed class ContainerUserTests
{
    [Theory]
    [InlineData("0", 0u)]
    [InlineData("1000", 1000u)]
    [InlineData("007", 7u)]
    [InlineData("4294967294", 4294967294u)]
    public void Digits_are_an_id(string text, uint id) => Assert.Equal(id, ContainerUser.TryParse(text));

    [Theory]
    [InlineData("root")]
    [InlineData("_1")]
    [InlineData("ü")]
    public void What_begins_otherwise_is_a_name(string text) => Assert.Null(ContainerUser.TryParse(text));

    [Theory]
    [InlineData("")]
    [InlineData("4294967295")]
    [InlineData("4294967296")]
    [InlineData("99999999999")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1000x")]
    [InlineData("0x10")]
    [InlineData("1 ")]
    public void What_is_neither_is_refused(string text) => Assert.Throws<RuntimeFailure>(() => ContainerUser.TryParse(text));
}
