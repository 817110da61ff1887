using System.Text;
using Oci.Runtime.Notify;
using Oci.Runtime.Planning;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>What a service manager adds to the environment of config.json, and what it hears.</summary>
public sealed class PassedEnvironmentTests
{
    [Fact]
    public void Sockets_and_the_place_to_report_to_are_added_in_place_of_what_was_there() => Assert.Equal(
        ["A=1", "LISTEN_FDS=2", "LISTEN_FDNAMES=a:b", "NOTIFY_SOCKET=/run/notify/notify.sock"],
        PassedEnvironment.Of(
            ["NOTIFY_SOCKET=/x", "LISTEN_PID=9", "LISTEN_FDNAMES=c", "LISTEN_FDS=7", "A=1"], new SocketActivation(2, "a:b"), true));

    [Fact]
    public void Without_a_service_manager_nothing_changes() => Assert.Equal(
        ["LISTEN_PID=9", "NOTIFY_SOCKET=/x"], PassedEnvironment.Of(["LISTEN_PID=9", "NOTIFY_SOCKET=/x"], null, false));

    [Theory]
    [InlineData("READY=1", true)]
    [InlineData("STATUS=a\nREADY=1\nX=2", true)]
    [InlineData("READY=1\n", true)]
    [InlineData("READY=10", false)]
    [InlineData("READY=0", false)]
    [InlineData("XREADY=1", false)]
    [InlineData("READY=1 ", false)]
    [InlineData("", false)]
    public void Readiness_is_a_line_of_its_own(string message, bool ready) =>
        Assert.Equal(ready, NotifyRelay.SaysReady(Encoding.UTF8.GetBytes(message)));
}
