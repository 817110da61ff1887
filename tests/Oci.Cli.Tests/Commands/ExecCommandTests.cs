using System.Collections.Generic;
using Oci.Cli.Commands;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Runtime.Lifecycle;
using Oci.Spec;
using Xunit;

namespace Oci.Cli.Tests.Commands;

/// <summary>The command lines of <c>exec</c>, from the words to the options.</summary>
public class ExecCommandTests
{
    private static readonly ExecOptions Plain = new() { Id = "c1", StateRoot = "/r" };

    private static ExecOptions Read(params string[] words)
    {
        var command = new ExecCommand();
        NormalizedArguments arguments = ArgumentNormalizer.NormalizeUpToOperand(command, words);
        return command.Read(CommandParser.Parse(command, arguments), GlobalOptions.Default with { GivenRoot = "/r" });
    }

    [Fact]
    public void Containerd_starts_a_process_that_a_file_describes() => Assert.Equal(
        Plain with { ProcessFile = "/tmp/p", Detach = true, PidFile = "/b/1.pid", ConsoleSocket = "/tmp/pty.sock" },
        Read("--process", "/tmp/p", "--console-socket", "/tmp/pty.sock", "--detach", "--pid-file", "/b/1.pid", "c1"));

    [Fact]
    public void Conmon_does_so_too() => Assert.Equal(
        Plain with { ProcessFile = "/p", Detach = true, PidFile = "/f", PreserveFds = 2 },
        Read("--pid-file", "/f", "--process", "/p", "--detach", "--preserve-fds", "2", "c1"));

    [Fact]
    public void Every_flag_reaches_the_runtime() => Assert.Equal(
        Plain with
        {
            Args = ["sh", "-c", "x"], Terminal = true, Detach = true, ConsoleSocket = "s", PidFile = "f", PidfdSocket = "d",
            Cwd = "/w", Env = ["A=1", "B=x y"], User = "1:2", AdditionalGids = [3, 4], Capabilities = ["CAP_A", "CAP_B"],
            NoNewPrivileges = true, ApparmorProfile = "p", SelinuxLabel = "l", PreserveFds = 5, Cgroups = ["a", "cpu:b"],
            IgnorePaused = true,
        },
        Read(
            "-t", "-d", "--console-socket", "s", "--pid-file", "f", "--pidfd-socket", "d", "--cwd", "/w", "-e", "A=1",
            "--env=B=x y", "-u", "1:2", "-g", "3", "--additional-gids", "4", "-c", "CAP_A", "--cap", "CAP_B", "--no-new-privs",
            "--apparmor", "p", "--process-label", "l", "--preserve-fds", "5", "--cgroup", "a", "--cgroup", "cpu:b",
            "--ignore-paused", "c1", "sh", "-c", "x"));

    [Fact]
    public void Without_flags_nothing_is_changed() => Assert.Equal(Plain with { Args = ["true"] }, Read("c1", "true"));

    [Fact]
    public void Flags_after_the_id_are_the_commands() =>
        Assert.Equal(Plain with { Args = ["--tty", "--", "-h"] }, Read("c1", "--tty", "--", "-h"));

    [Fact]
    public void No_new_privileges_can_be_switched_off() =>
        Assert.Equal(Plain with { NoNewPrivileges = false, Args = ["x"] }, Read("--no-new-privs=false", "c1", "x"));

    [Theory]
    [InlineData("--env", "A")]
    [InlineData("--env", "=x")]
    [InlineData("--additional-gids", "-1")]
    [InlineData("--additional-gids", "4294967296")]
    [InlineData("--additional-gids", "4294967295")]
    [InlineData("--additional-gids", "staff")]
    public void A_value_that_is_none_is_refused(string flag, string value) =>
        Assert.Throws<UsageException>(() => Read(flag, value, "c1", "true"));

    [Fact]
    public void What_a_file_makes_pointless_is_a_warning()
    {
        List<string> warnings = [];
        try
        {
            Diagnostics.Warn = warnings.Add;
            Read("--process", "/p", "--tty", "--cwd", "/", "c1");
        }
        finally
        {
            Diagnostics.Warn = null;
        }
        // Not of --tty, which conmon sends beside a process that has a terminal.
        Assert.Contains("ignoring --cwd", Assert.Single(warnings));
    }

    [Fact]
    public void Its_failures_have_an_exit_code_of_their_own() => Assert.Equal(255, new ExecCommand().FailureCode);
}
