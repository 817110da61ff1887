using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>Hooks and the clients of sockets that go away, stay too long, or end the runtime itself.</summary>
public sealed class ClientFaultTests(Workspace workspace) : ContainerTest(workspace)
{
    public enum Client
    {
        NeverAccepts,
        ClosesBeforeAccepting,
        ClosesWhatItHasAccepted,
        ClosesTheTerminal,
    }

    [Theory]
    [InlineData(Client.NeverAccepts)]
    [InlineData(Client.ClosesBeforeAccepting)]
    [InlineData(Client.ClosesWhatItHasAccepted)]
    [InlineData(Client.ClosesTheTerminal)]
    public void A_client_that_does_not_hold_the_terminal_hinders_nothing_but_its_container(Client client)
    {
        Container other = NewContainer();
        other.Config.Args("sleep", "1000");
        other.Started();
        Container container = NewContainer();
        container.Config.Args("sleep", "1000").With("/process/terminal", "true");
        var console = new ConsoleSocket(container.Bundle);
        using (HostCommand create = Create(container, console))
        {
            Meet(client, console);
            if (create.Wait().SucceededOrFailedInOneLine().ExitCode == 0)
            {
                container.Start().SucceededOrFailedInOneLine();
                container.Ask("exec", container.Id, "true").SucceededOrFailedInOneLine();
            }
            else
                Assert.Empty(Leftovers.Of(container));
        }
        console.Dispose();
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
        Assert.Equal("running", other.Status());
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    public void What_a_hook_leaves_that_kills_the_runtime_is_deleted_by_force(string kind)
    {
        Container container = NewContainer();
        container.Config.Hook(kind, "kill -9 $PPID");
        container.Config.Args("true");
        Assert.Equal(128 + 9, container.Create().ExitCode);
        Assert.Equal("stopped", container.Status());
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_poststart_hook_that_kills_the_runtime_leaves_a_container_that_runs()
    {
        Container container = NewContainer();
        container.Config.Hook("poststart", "kill -9 $PPID");
        container.Config.Args("sleep", "1000");
        container.Created();
        Assert.Equal(128 + 9, container.Start().ExitCode);
        Assert.Equal("running", container.Status());
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_poststop_hook_that_kills_the_runtime_does_so_when_all_is_removed()
    {
        Container container = NewContainer();
        container.Config.Hook("poststop", "kill -9 $PPID");
        container.Config.Args("sleep", "1000");
        container.Started();
        Assert.Equal(128 + 9, container.Delete("--force").ExitCode);
        Assert.Empty(Leftovers.Of(container));
    }

    [Theory]
    [InlineData("createRuntime", "exec <&- >&- 2>&-; exit 0")]
    [InlineData("createRuntime", "head -c 2000000 /dev/zero; head -c 2000000 /dev/zero >&2")]
    [InlineData("createContainer", "head -c 2000000 /dev/zero; head -c 2000000 /dev/zero >&2")]
    [InlineData("poststart", "head -c 2000000 /dev/zero; head -c 2000000 /dev/zero >&2")]
    public void A_hook_may_close_its_streams_or_write_what_nobody_reads(string kind, string script)
    {
        Container container = NewContainer();
        container.Config.Hook(kind, script);
        container.Config.Args("true");
        container.Started().AwaitStopped().Delete().Succeeded();
    }

    [Fact]
    public void A_hook_that_leaves_a_daemon_with_its_streams_is_not_waited_for()
    {
        Container container = NewContainer();
        string directory = NewDirectory();
        container.Config.Hook("createRuntime", $"setsid sleep 1000 & echo $! >{directory}/daemon");
        container.Config.Args("sleep", "1000");
        container.Started();
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
        // What it has put outside of the container, nobody takes for a part of it.
        HostCommand.Run("kill", "-9", HookLog.Read($"{directory}/daemon")).Succeeded();
    }

    private static HostCommand Create(Container container, ConsoleSocket console)
    {
        container.Config.WriteTo(container.Bundle);
        return container.Begin(["create", "--bundle", container.Bundle, "--console-socket", console.Path, container.Id]);
    }

    private static void Meet(Client client, ConsoleSocket console)
    {
        switch (client)
        {
            case Client.ClosesBeforeAccepting:
                console.AwaitCaller();
                console.Dispose();
                break;
            case Client.ClosesWhatItHasAccepted:
                console.Accept().Dispose();
                break;
            case Client.ClosesTheTerminal:
                console.Receive().Dispose();
                break;
            default:
                break;
        }
    }
}
