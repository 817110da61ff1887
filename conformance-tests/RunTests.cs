using System.Diagnostics;
using System.IO;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>The `run` command: create, start, wait and delete in one.</summary>
public sealed class RunTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    public void The_exit_code_is_the_programs(string script, int code)
    {
        Container container = NewContainer();
        container.Config.Script(script);
        Assert.Equal(code, container.Run().ExitCode);
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("TERM", 143)]
    [InlineData("SEGV", 139)]
    public void A_program_that_a_signal_ends_gives_128_and_the_signals_number(string signal, int code)
    {
        Container container = NewContainer();
        // Process 1 of a pid namespace is safe from all signals but KILL that it has no handler for, see
        // pid_namespaces(7).
        container.Config.WithoutNamespace("pid").Args("sleep", "100");
        using HostCommand run = container.Launch("--pid-file", container.PidFile);
        container.AwaitProgram("sleep");
        HostCommand.Run("kill", "-s", signal, $"{container.Pid}").Succeeded();
        Assert.Equal(code, run.Wait().ExitCode);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("USR1")]
    public void A_signal_to_run_reaches_the_program(string signal)
    {
        Container container = NewContainer();
        container.Config.Script($"trap 'echo got; exit 5' {signal}; echo ready; while :; do sleep 0.05; done");
        using HostCommand run = container.Launch();
        Patiently.Until("the trap is set", () => run.OutputSoFar.Contains("ready"));
        run.Signal(signal);
        Outcome outcome = run.Wait();
        Assert.Equal((5, "ready\ngot\n"), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public void After_the_end_nothing_is_left()
    {
        Container container = NewContainer();
        container.Run().Succeeded();
        container.Ask("state", container.Id).Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void With_keep_the_stopped_container_stays()
    {
        Container container = NewContainer();
        container.Config.Script("exit 3");
        Assert.Equal(3, container.Run("--keep").ExitCode);
        Assert.Equal("stopped", container.Status());
        container.Delete().Succeeded();
    }

    [Fact]
    public void With_detach_run_returns_while_the_program_goes_on()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        long start = Stopwatch.GetTimestamp();
        container.Run("--detach", "--pid-file", container.PidFile).Succeeded();
        Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 20);
        Assert.Equal("running", container.Status());
        Assert.True(Directory.Exists($"/proc/{container.Pid}"));
    }

    [Fact]
    public void A_process_that_outlives_the_program_in_the_hosts_pid_namespace_is_ended()
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace("pid").Script("sleep 1000 & exit 0");
        container.Run().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_program_that_does_not_exist_is_an_error_and_leaves_nothing()
    {
        Container container = NewContainer();
        container.Config.Args("no-such-program");
        Outcome run = container.Run().Refused();
        Assert.Contains("no-such-program", run.Error);
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_hundred_short_containers_in_turn_leave_nothing()
    {
        Container container = NewContainer();
        for (int i = 0; i < 100; i++)
            container.Run().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }
}
