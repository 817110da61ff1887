using Oci.Runtime;
using Oci.Runtime.Planning;
using Xunit;

namespace Oci.Cli.Tests;

/// <summary>How the variables of a service manager are read.</summary>
public sealed class ServiceManagerTests
{
    private const int OwnId = 7;

    [Theory]
    [InlineData("7", "2", null, 2)]
    [InlineData("7", "1", "web", 1)]
    [InlineData("7", "0", null, 0)]
    [InlineData("8", "2", null, 0)]
    [InlineData("8", "many", null, 0)]
    [InlineData(null, "2", null, 0)]
    [InlineData("7", null, null, 0)]
    [InlineData("07", "2", null, 0)]
    public void Sockets_count_if_they_are_meant_for_this_process(string? owner, string? count, string? names, int expected) =>
        Assert.Equal(
            expected == 0 ? null : new SocketActivation(expected, names), ServiceManager.SocketsOf(owner, count, names, OwnId));

    [Theory]
    [InlineData("-1")]
    [InlineData("1 ")]
    [InlineData("0x1")]
    [InlineData("4294967296")]
    public void A_number_that_is_none_is_an_error(string count) =>
        Assert.Contains(count, Assert.Throws<RuntimeFailure>(() => ServiceManager.SocketsOf("7", count, null, OwnId)).Message);
}
