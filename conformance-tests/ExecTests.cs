using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary><c>exec</c>: when it can be used, what it returns, and what it leaves.</summary>
public sealed class ExecTests(Workspace workspace) : ContainerTest(workspace)
{
    private const int Failed = 255;

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -KILL $$", 137)]
    [InlineData("kill -TERM $$", 143)]
    public void The_exit_code_is_the_programs(string script, int code) =>
        Assert.Equal(code, NewSleeper().Started().Exec("sh", "-c", script).ExitCode);

    [Fact]
    public void The_streams_are_the_callers()
    {
        Container container = NewSleeper().Started();
        using HostCommand exec = container.Begin(
            ["exec", container.Id, "sh", "-c", "read line; echo out $line; echo err >&2"], input: "typed\n");
        Outcome outcome = exec.Wait();
        Assert.Equal(("out typed", "err"), (outcome.Text, outcome.Error.TrimEnd('\n')));
    }

    [Fact]
    public void All_that_follows_the_id_belongs_to_the_command() =>
        Assert.Equal("x --tty -- -e", NewSleeper().Started().Exec("echo", "x", "--tty", "--", "-e").Text);

    [Fact]
    public void In_a_created_container_it_runs_before_the_containers_own_program()
    {
        Container container = NewContainer();
        container.Config.Script("echo >/started; sleep 100");
        container.Created();
        Assert.Equal("here", container.ExecScript("[ -e /started ] || echo here").Text);
        Assert.Equal("created", container.Status());
        container.Start().Succeeded();
        Patiently.Until("the program has started", () => File.Exists(container.Inside("/started")));
    }

    [Fact]
    public void In_a_paused_container_it_is_an_error_at_once()
    {
        Container container = NewSleeper().Started();
        container.Ask("pause", container.Id).Succeeded();
        Outcome exec = container.Exec("true");
        container.Ask("resume", container.Id).Succeeded();
        Assert.Equal(Failed, exec.ExitCode);
        Assert.Contains("cannot exec in a paused container (use --ignore-paused to override)", exec.Error);
    }

    [Fact]
    public void In_a_paused_container_it_waits_for_the_resumption_when_it_is_told_to()
    {
        Container container = NewSleeper().Started();
        container.Ask("pause", container.Id).Succeeded();
        using HostCommand exec = container.Begin(["exec", "--ignore-paused", container.Id, "sh", "-c", "echo >/ran; echo ran"]);
        Thread.Sleep(200);
        Assert.False(File.Exists(container.Inside("/ran")));
        container.Ask("resume", container.Id).Succeeded();
        Assert.Equal("ran", exec.Wait().Succeeded().Text);
    }

    [Fact]
    public void In_a_stopped_container_it_is_an_error()
    {
        Container container = NewContainer().Started().AwaitStopped();
        Outcome exec = container.Exec("true");
        Assert.Equal(Failed, exec.ExitCode);
        Assert.Contains("cannot exec in a stopped container", exec.Error);
    }

    [Fact]
    public void A_container_that_does_not_exist_is_an_error()
    {
        Outcome exec = NewContainer().Exec("true");
        Assert.Equal(Failed, exec.ExitCode);
        Assert.Contains("does not exist", exec.Error);
    }

    [Theory]
    [InlineData("nosuch", "executable file not found in $PATH")]
    [InlineData("/nosuch", "no such file or directory")]
    [InlineData("/etc/passwd", "permission denied")]
    [InlineData("/etc", "")]
    [InlineData("", "")]
    public void A_program_that_cannot_be_executed_is_an_error_in_one_line(string program, string text)
    {
        Outcome exec = NewSleeper().Started().Exec(program);
        Assert.Equal(Failed, exec.ExitCode);
        Assert.Contains(text, exec.Error);
        Assert.Single(exec.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_script_without_an_interpreter_is_an_error_too()
    {
        Container container = NewSleeper().Started();
        File.WriteAllText(container.Inside("/script"), "#!/nosuch\n");
        HostCommand.Run("chmod", "755", container.Inside("/script")).Succeeded();
        Outcome exec = container.Exec("/script");
        Assert.Equal(Failed, exec.ExitCode);
        Assert.Contains("no such file or directory", exec.Error);
    }

    [Fact]
    public void Without_a_command_it_is_an_error() => Assert.Equal(Failed, NewSleeper().Started().Exec().ExitCode);

    [Fact]
    public void Detached_it_returns_while_the_process_runs_and_the_pid_file_names_it()
    {
        Container container = NewSleeper().Started();
        container.ExecWith(["--detach", "--pid-file", "exec.pid"], "sleep", "200").Succeeded();
        string pid = File.ReadAllText(container.Bundle + "/exec.pid");
        Assert.Equal("sleep\0200\0", File.ReadAllText($"/proc/{int.Parse(pid, CultureInfo.InvariantCulture)}/cmdline"));
        Assert.Equal(2, container.Ask("ps", "--format", "json", container.Id).Succeeded().Text.Split(',').Length);
    }

    [Fact]
    public void A_pid_file_that_cannot_be_written_is_an_error_and_the_program_is_gone()
    {
        Container container = NewSleeper().Started();
        Outcome exec = container.ExecWith(["--detach", "--pid-file", "nosuch/pid"], "sleep", "200");
        Assert.Equal(Failed, exec.ExitCode);
        Patiently.Until("the process is gone", () => container.Ask("ps", "-f", "json", container.Id).Text.Split(',').Length == 1);
    }

    [Fact]
    public void An_exec_that_fails_leaves_no_pid_file()
    {
        Container container = NewSleeper().Started();
        Assert.Equal(Failed, container.ExecWith(["--detach", "--pid-file", "exec.pid"], "nosuch").ExitCode);
        Assert.False(File.Exists(container.Bundle + "/exec.pid"));
    }

    [Fact]
    public void The_pidfd_socket_receives_the_process()
    {
        Container container = NewSleeper().Started();
        string path = container.Bundle + "/pidfd.sock";
        string told = PidSentTo(
            path, () => container.ExecWith(["--detach", "--pid-file", "exec.pid", "--pidfd-socket", path], "sleep", "200").Succeeded());
        Assert.Equal(File.ReadAllText(container.Bundle + "/exec.pid"), told);
    }

    [Fact]
    public void The_pidfd_socket_receives_the_first_process()
    {
        Container container = NewSleeper();
        string path = container.Bundle + "/pidfd.sock";
        string told = PidSentTo(path, () => container.Create("--pidfd-socket", path).Succeeded());
        Assert.Equal($"{container.Pid}", told);
    }

    /// <summary>The pid of the process whose pidfd comes in.</summary>
    private static string PidSentTo(string path, Action act)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        act();
        Assert.True(listener.Poll(Patiently.Seconds(10), SelectMode.SelectRead));
        using Socket connection = listener.Accept();
        using SafeFileHandle process = DescriptorMessage.Receive(connection, out _);
        string[] info = File.ReadAllLines($"/proc/self/fdinfo/{process.DangerousGetHandle()}");
        return info.Single(static line => line.StartsWith("Pid:", StringComparison.Ordinal)).Split('\t')[1];
    }

    [Fact]
    public void Signals_to_a_foreground_exec_reach_the_process()
    {
        Container container = NewSleeper().Started();
        using HostCommand exec = container.Begin(
            ["exec", container.Id, "sh", "-c", "trap 'exit 42' USR1; echo >/ready; while :; do sleep 0.05; done"]);
        container.AwaitFile("/ready");
        exec.Signal("USR1");
        Assert.Equal(42, exec.Wait().ExitCode);
    }

    [Fact]
    public void Several_at_once_run_beside_each_other()
    {
        Container container = NewSleeper().Started();
        List<HostCommand> all = [.. Enumerable.Range(0, 20).Select(number =>
            container.Begin(["exec", container.Id, "sh", "-c", $"echo {number}; exit {number}"]))];
        for (int number = 0; number < all.Count; number++)
        {
            Outcome outcome = all[number].Wait();
            Assert.Equal(($"{number}", number), (outcome.Text, outcome.ExitCode));
            all[number].Dispose();
        }
    }

    [Fact]
    public void When_the_container_ends_its_execs_end_with_it()
    {
        Container container = NewSleeper().Started();
        using HostCommand exec = container.Begin(["exec", container.Id, "sh", "-c", "echo >/ready; sleep 200"]);
        container.AwaitFile("/ready");
        container.Delete("--force").Succeeded();
        Assert.Equal(137, exec.Wait().ExitCode);
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void While_the_container_ends_an_exec_succeeds_or_fails_and_leaves_nothing()
    {
        for (int round = 0; round < 5; round++)
        {
            Container container = NewSleeper().Started();
            List<HostCommand> all = [.. Enumerable.Range(0, 4).Select(_ => container.Begin(["exec", container.Id, "sleep", "200"]))];
            container.Delete("--force").Succeeded();
            foreach (HostCommand exec in all)
            {
                Assert.Contains(exec.Wait().ExitCode, (int[])[137, Failed]);
                exec.Dispose();
            }
            Assert.Empty(Leftovers.Of(container));
        }
    }

    [Fact]
    public void Without_a_pid_namespace_it_is_gone_with_the_container_too()
    {
        Container container = NewSleeper();
        container.Config.WithoutNamespace("pid");
        container.Started();
        container.ExecWith(["--detach"], "sleep", "200").Succeeded();
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void It_starts_what_the_container_was_created_from_whatever_becomes_of_the_bundle()
    {
        Container container = NewSleeper();
        container.Config.With("/process/env/-", "\"FROM=creation\"");
        container.Started();
        File.Delete(container.Bundle + "/config.json");
        Assert.Equal("creation", container.ExecScript("echo $FROM").Text);
    }

    [Fact]
    public void The_hooks_of_the_container_do_not_run_again()
    {
        Container container = NewSleeper();
        string log = NewDirectory() + "/log";
        foreach (string kind in (string[])["prestart", "createRuntime", "poststart", "poststop"])
            container.Config.Hook(kind, $"echo {kind} >>{log}");
        container.Started();
        string before = File.ReadAllText(log);
        container.Exec("true").Succeeded();
        Assert.Equal(before, File.ReadAllText(log));
    }

    [Fact]
    public void The_terminal_goes_to_the_console_socket()
    {
        Container container = NewSleeper().Started();
        using var socket = new ConsoleSocket(container.Bundle);
        container.ExecWith(
            ["--tty", "--detach", "--console-socket", socket.Path], "sh", "-c", "tty; [ -t 0 ] && [ -t 2 ] && echo both; echo up >/dev/tty")
            .Succeeded();
        using FileStream terminal = socket.Receive();
        Assert.Equal("/dev/pts/0\r\nboth\r\nup\r\n", ConsoleSocket.ReadToEnd(terminal));
    }

    [Fact]
    public void The_terminal_has_the_size_that_the_process_asks_for_and_belongs_to_its_user()
    {
        Container container = NewSleeper().Started();
        using var socket = new ConsoleSocket(container.Bundle);
        JsonObject process = container.ProcessOf("sh", "-c", "stty size; stat -c %u $(tty)");
        process["terminal"] = true;
        process["consoleSize"] = JsonNode.Parse("""{ "height": 11, "width": 99 }""");
        process["user"] = JsonNode.Parse("""{ "uid": 1000, "gid": 1000 }""");
        container.ExecProcess(process, "--detach", "--console-socket", socket.Path).Succeeded();
        using FileStream terminal = socket.Receive();
        Assert.Equal("11 99\r\n1000\r\n", ConsoleSocket.ReadToEnd(terminal));
    }

    [Fact]
    public void Beside_a_process_file_the_flag_for_a_terminal_changes_nothing_and_is_no_warning()
    {
        Container container = NewSleeper().Started();
        JsonObject process = container.ProcessOf("sh", "-c", "[ -t 0 ] || echo none");
        Outcome exec = container.ExecProcess(process, "--tty").Succeeded();
        Assert.Equal(("none", ""), (exec.Text, exec.Error));
    }

    [Fact]
    public void In_the_foreground_the_callers_terminal_is_passed_through()
    {
        Container container = NewSleeper().Started();
        string command =
            $"{RuntimeUnderTest.Binary} --root {container.StateRoot} exec -t {container.Id} sh -c 'tty; [ -t 0 ] && echo terminal; exit 6'";
        Outcome run = HostCommand.Run("script", "--quiet", "--return", "--command", command, "/dev/null");
        Assert.Contains("/dev/pts/0\r\nterminal\r\n", run.Output.Replace("\r\r", "\r"));
        Assert.Equal(6, run.ExitCode);
    }

    [Theory]
    [InlineData("--tty", "--detach")]
    [InlineData("--detach", "--console-socket", "nobody.sock")]
    [InlineData("--tty", "--console-socket", "nobody.sock")]
    [InlineData("--tty", "--detach", "--console-socket", "nobody.sock")]
    public void A_terminal_that_nobody_holds_and_a_socket_that_nobody_needs_are_refused(params string[] flags)
    {
        Container container = NewSleeper().Started();
        Assert.Equal(Failed, container.ExecWith(flags, "true").ExitCode);
    }

    private Container NewSleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        return container;
    }
}
