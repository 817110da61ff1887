using System;
using System.Net.Sockets;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>`--timeout`: whatever keeps a command waiting is named when the time is over, and nothing is left behind.</summary>
public sealed class TimeLimitTests : ContainerTest
{
    public TimeLimitTests(Workspace workspace)
        : base(workspace) => Assert.SkipUnless(
            RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "no other runtime has this flag");

    [Theory]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    public void A_hook_that_hangs_is_killed(string kind)
    {
        Container container = NewContainer();
        container.Config.Args("true");
        container.Config.Hook(kind, "sleep 1000");
        container.GlobalFlags = Limit;
        AssertOver(container.Refused(), kind == "createRuntime" ? "hook /bin/sh" : "init to run the createContainer hooks");
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_hook_of_the_start_that_hangs_takes_the_container_with_it()
    {
        Container container = NewContainer();
        container.Config.InnerHook("sleep 1000");
        container.Config.Args("true");
        container.Created();
        container.GlobalFlags = Limit;
        AssertOver(container.Start(), "init to run the startContainer hooks");
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Another_command_that_holds_the_container_is_named()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        container.Created();
        container.GlobalFlags = Limit;
        using HostCommand holder = new("/", ["flock", $"{container.StateRoot}/{container.Id}", "sh", "-c", "echo held; sleep 1000"]);
        Patiently.Until("the lock is held", () => holder.OutputSoFar.Length > 0);
        AssertOver(container.Start(), $"another command to release {container.StateRoot}/{container.Id}");
        AssertOver(container.Delete("--force"), "another command");
        container.GlobalFlags = [];
    }

    [Fact]
    public void The_end_of_a_container_is_not_waited_for_longer()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        container.Started();
        container.GlobalFlags = Limit;
        AssertOver(container.Ask("wait", container.Id), $"container {container.Id} to end", exitCode: 255);
    }

    [Fact]
    public void A_socket_that_nobody_accepts_connections_from_is_not_waited_for_longer()
    {
        Container container = NewContainer();
        container.Config.Args("sh").With("/process/terminal", "true");
        string path = container.Bundle + "/full.sock";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(0);
        using var first = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        first.Connect(new UnixDomainSocketEndPoint(path));
        container.GlobalFlags = Limit;
        AssertOver(container.Refused("--console-socket", path), "somebody to accept the connection");
    }

    [Fact]
    public void A_process_in_a_paused_container_is_not_waited_for_longer()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        container.Started();
        container.GlobalFlags = Limit;
        container.Ask("pause", container.Id).Succeeded();
        AssertOver(container.Ask("exec", "--ignore-paused", container.Id, "true"), "init to", exitCode: 255);
        container.Ask("resume", container.Id).Succeeded();
        Patiently.Until("the process is gone", () => container.Listed().Length == 1);
    }

    [Fact]
    public void Input_that_does_not_come_is_not_waited_for_longer()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        container.Started();
        container.GlobalFlags = Limit;
        string fifo = container.Bundle + "/fifo";
        HostCommand.Run("mkfifo", fifo).Succeeded();
        using HostCommand update = container.Begin(["update", "--resources", "-", container.Id], $"<>{fifo}");
        AssertOver(update.Wait(), "standard input");
    }

    [Fact]
    public void The_life_of_a_container_in_the_foreground_is_not_limited()
    {
        Container container = NewContainer();
        container.Config.Script("sleep 4; exit 4").WriteTo(container.Bundle);
        container.GlobalFlags = Limit;
        Assert.Equal(4, container.Ask("run", "--bundle", container.Bundle, container.Id).ExitCode);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("-1s")]
    [InlineData("soon")]
    public void What_is_no_time_is_refused(string time)
    {
        Container container = NewContainer();
        container.GlobalFlags = ["--timeout", time];
        Assert.Contains("--timeout", container.Ask("list").Refused().Error);
    }

    private static readonly string[] Limit = ["--timeout", "2.5s"];

    private static void AssertOver(Outcome outcome, string what, int exitCode = 1)
    {
        Assert.Equal(exitCode, outcome.ExitCode);
        string line = Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.Contains("wait for " + what, line);
        Assert.Contains("2.5 s (ETIMEDOUT)", line);
    }
}
