using System.IO;
using System.Text;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// config.md, properties terminal and consoleSize; runtime-linux.md, section Dev symbolic links (/dev/console).
/// </summary>
public sealed class TerminalTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void The_console_socket_receives_the_terminal_and_the_programs_output_comes_out_of_it() =>
        Assert.Equal("hello\r\n", OutputOf(WithTerminal("echo hello")));

    [Fact]
    public void All_three_streams_are_the_terminal()
    {
        string output = OutputOf(WithTerminal("for n in 0 1 2; do [ -t $n ] && echo $n; done; tty"));
        Assert.Equal("0\r\n1\r\n2\r\n/dev/pts/0\r\n", output);
    }

    [Fact]
    public void The_terminal_is_the_controlling_one_of_the_session() =>
        Assert.Equal("through\r\n", OutputOf(WithTerminal("echo through >/dev/tty")));

    [Fact]
    public void Dev_console_is_the_same_terminal()
    {
        string output = OutputOf(WithTerminal("stat -c '%F %t:%T' /dev/console /dev/pts/0; echo there >/dev/console"));
        string[] lines = output.Split("\r\n");
        Assert.Equal(lines[0], lines[1]);
        Assert.StartsWith("character special file 88:", lines[0]);
        Assert.Equal("there", lines[2]);
    }

    [Fact]
    public void The_console_size_is_the_terminals()
    {
        Container container = WithTerminal("stty size");
        container.Config.With("/process/consoleSize", """{ "height": 33, "width": 111 }""");
        Assert.Equal("33 111\r\n", OutputOf(container));
    }

    [Fact]
    public void The_terminal_belongs_to_the_containers_user()
    {
        Container container = WithTerminal("stat -c %u $(tty)");
        container.Config["/process/user/uid"] = 1000;
        Assert.Equal("1000\r\n", OutputOf(container));
    }

    [Fact]
    public void What_is_typed_reaches_the_program_and_an_interrupt_does_too()
    {
        Container container = WithTerminal("""
            trap 'echo interrupted; exit' INT
            read line
            echo got $line
            while :; do sleep 0.05; done
            """);
        using var socket = new ConsoleSocket(container.Bundle);
        container.Create("--console-socket", socket.Path).Succeeded();
        using FileStream terminal = socket.Receive();
        container.Start().Succeeded();
        terminal.Write("typed\n"u8);
        string seen = ReadUntil(terminal, "got typed");
        terminal.Write("\u0003"u8);
        Assert.Contains("interrupted", seen + ConsoleSocket.ReadToEnd(terminal));
    }

    [Fact]
    public void A_run_in_the_foreground_passes_the_callers_terminal_through()
    {
        Container container = WithTerminal("tty; [ -t 0 ] && echo terminal; exit 6");
        container.Config.WriteTo(container.Bundle);
        string command =
            $"{RuntimeUnderTest.Binary} --root {container.StateRoot} run --bundle {container.Bundle} {container.Id}";
        // script(1) is the terminal that a person would sit at.
        Outcome run = HostCommand.Run("script", "--quiet", "--return", "--command", command, "/dev/null");
        // What script(1) echoes of its own input may come before it.
        Assert.Contains("/dev/pts/0\r\nterminal\r\n", run.Output.Replace("\r\r", "\r"));
        Assert.Equal(6, run.ExitCode);
    }

    [Fact]
    public void A_terminal_without_a_console_socket_is_refused_by_create()
    {
        Container container = WithTerminal("true");
        container.Create().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_console_socket_without_a_terminal_is_refused()
    {
        Container container = NewContainer();
        using var socket = new ConsoleSocket(container.Bundle);
        container.Create("--console-socket", socket.Path).Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_console_socket_where_nobody_listens_is_refused_and_leaves_nothing()
    {
        Container container = WithTerminal("true");
        container.Create("--console-socket", container.Bundle + "/nobody.sock").Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Without_a_terminal_no_stream_is_one_and_there_is_no_console()
    {
        Outcome run = NewContainer().RunScript("[ -t 0 ] || echo none; [ -c /dev/console ] || echo 'no console'");
        Assert.Equal(["none", "no console"], run.Lines);
    }

    [Fact]
    public void With_a_user_namespace_the_terminal_works_too()
    {
        Container container = WithTerminal("tty; echo there >/dev/tty").OwnedBy(100000);
        container.Config.UserNamespace(100000, 65536);
        Assert.Equal("/dev/pts/0\r\nthere\r\n", OutputOf(container));
    }

    [Fact]
    public void A_detached_run_sends_its_terminal()
    {
        Container container = WithTerminal("echo hello");
        using var socket = new ConsoleSocket(container.Bundle);
        container.Run("--detach", "--console-socket", socket.Path).Succeeded();
        using FileStream terminal = socket.Receive();
        Assert.Equal("hello\r\n", ConsoleSocket.ReadToEnd(terminal));
    }

    [Fact]
    public void A_console_socket_that_is_no_socket_is_refused()
    {
        Container container = WithTerminal("true");
        File.WriteAllText(container.Bundle + "/file", "");
        container.Refused("--console-socket", container.Bundle + "/file");
    }

    [Fact]
    public void Without_a_terminal_the_console_size_is_ignored()
    {
        Container container = NewContainer();
        container.Config.With("/process/consoleSize", """{ "height": 33, "width": 111 }""");
        container.RunScript("[ ! -t 1 ]");
    }

    private Container WithTerminal(string script)
    {
        Container container = NewContainer();
        container.Config.Script(script)["/process/terminal"] = true;
        return container;
    }

    private static string OutputOf(Container container)
    {
        using var socket = new ConsoleSocket(container.Bundle);
        container.Create("--console-socket", socket.Path).Succeeded();
        using FileStream terminal = socket.Receive();
        container.Start().Succeeded();
        return ConsoleSocket.ReadToEnd(terminal);
    }

    private static string ReadUntil(FileStream terminal, string end)
    {
        var seen = new StringBuilder();
        byte[] buffer = new byte[256];
        while (!seen.ToString().Contains(end))
            seen.Append(Encoding.UTF8.GetString(buffer, 0, terminal.Read(buffer)));
        return seen.ToString();
    }
}
