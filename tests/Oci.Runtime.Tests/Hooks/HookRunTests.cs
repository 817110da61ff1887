using System;
using System.Globalization;
using System.IO;
using Oci.Runtime.Hooks;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Hooks;

/// <summary>Hooks of the host's shell, run for real: what they get, and what is said of how they end.</summary>
public sealed class HookRunTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hook-run-").FullName;

    private string Out => Path.Combine(_directory, "out");

    [Fact]
    public void A_hook_gets_the_state_and_its_own_environment_and_directory()
    {
        Run("cat >out; pwd >>out; echo $A$HOME >>out", env: ["A=1"]);

        Assert.Equal(
            [$$"""{"ociVersion":"1.3.0","id":"a","pid":7,"status":"created","bundle":"{{_directory}}"}{{_directory}}""", "1"],
            File.ReadAllLines(Out));
    }

    [Fact]
    public void A_directory_that_is_gone_is_replaced_by_the_root()
    {
        HookRun.Run(Shell($"pwd >{Out}"), State(), $"{_directory}/gone");

        Assert.Equal("/\n", File.ReadAllText(Out));
    }

    [Theory]
    [InlineData("exit 3", "it ended with exit code 3")]
    [InlineData("exit 200", "it ended with exit code 200")]
    [InlineData("echo out; echo one >&2; echo 'two ' >&2; echo >&2; exit 1", "it ended with exit code 1: two")]
    [InlineData("echo one; echo two; exit 1", "it ended with exit code 1: two")]
    [InlineData("kill -9 $$", "it was killed by signal 9")]
    public void A_failure_says_how_the_hook_ended_and_what_it_said_last(string script, string reason)
    {
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => Run(script));

        Assert.Equal($"/hooks/poststop/2: run hook /bin/sh: {reason}", failure.Message);
    }

    [Fact]
    public void A_hook_that_is_not_there_is_named()
    {
        Hook missing = Shell("") with { Path = "/no/such/hook" };

        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => HookRun.Run(missing, State(), _directory));
        Assert.Equal("/hooks/poststop/2: run /no/such/hook: no such file or directory (ENOENT)", failure.Message);
    }

    [Fact]
    public void A_hook_that_takes_too_long_is_killed_with_what_it_started()
    {
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(
            () => HookRun.Run(Shell("sleep 1000 & echo $! >out; wait") with { TimeoutSeconds = 1 }, State(), _directory));

        Assert.Equal("it timed out after 1 s", failure.Reason);
        int child = int.Parse(File.ReadAllText(Out), CultureInfo.InvariantCulture);
        Assert.True(SpinWait(() => !IsAlive(child)));
    }

    [Fact]
    public void A_state_of_any_size_need_not_be_read_and_output_of_any_size_is_no_obstacle()
    {
        ContainerState large = State() with { Annotations = [new NamedValue("a", new string('x', 1 << 20))] };

        HookRun.Run(Shell("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2"), large, _directory);
        HookRun.Run(Shell("exit 0"), large, _directory);
    }

    [Fact]
    public void What_a_hook_leaves_behind_is_not_waited_for()
    {
        Run("sleep 1000 & echo $! >out");

        int child = int.Parse(File.ReadAllText(Out), CultureInfo.InvariantCulture);
        Assert.True(IsAlive(child));
        Run($"kill -9 {child}");
    }

    [Fact]
    public void A_hook_leads_a_session_has_default_signals_and_only_three_descriptors()
    {
        Run("cut -d' ' -f1,6 /proc/$$/stat >out; sed -n 's/^Sig[BI].*:.//p' /proc/$$/status >>out; ls /proc/self/fd | wc -l >>out");

        string[] lines = File.ReadAllLines(Out);
        string[] ids = lines[0].Split(' ');
        Assert.Equal(ids[0], ids[1]);
        Assert.Equal(["0000000000000000", "0000000000000000", "4"], lines[1..]);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Run(string script, params string[] env) => HookRun.Run(Shell(script, env), State(), _directory);

    private static Hook Shell(string script, params string[] env) =>
        new("/hooks/poststop/2", "/bin/sh", ["sh", "-c", script], ["PATH=/usr/bin:/bin", .. env], 0);

    private ContainerState State() => new HookState("a", _directory, []).At(ContainerStatus.Created, 7);

    private static bool IsAlive(int pid)
    {
        string status = $"/proc/{pid}/status";
        return File.Exists(status) && !File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal);
    }

    private static bool SpinWait(Func<bool> condition) => System.Threading.SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(10));
}
