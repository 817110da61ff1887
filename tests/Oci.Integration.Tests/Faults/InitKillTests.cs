using System;
using System.Collections.Generic;
using System.Linq;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>Kills the container's first process before it has become the container's program.</summary>
public sealed class InitKillTests(ITestOutputHelper output)
{
    private const int Usual = 60;

    [Theory]
    [InlineData(BundleKind.Usual)]
    [InlineData(BundleKind.UserNamespace)]
    [InlineData(BundleKind.HostMounts)]
    public void Its_end_is_never_taken_for_that_of_the_program_and_nothing_is_left(BundleKind kind)
    {
        using var fixture = new ContainerFixture(RuntimeUnderTest.PathOrSkip(), kind);
        List<TracedCall> calls = CallsOfInit(FaultPoints.Record(fixture, fixture.RunCommand));
        // The last ones most of all: there the line to the runtime ends as it does when all is well.
        List<TracedCall> points = [.. FaultPoints.Sample(calls, Usual), .. calls.TakeLast(10)];
        var before = MachineSnapshot.Take(fixture);
        int killed = 0;
        List<string> problems = FaultRounds.Play(points, fixture, output, point =>
        {
            bool isKilled = false;
            ChildResult run = Tracer.Run(fixture.RunCommand, call =>
            {
                if (call.Role != point.Role || call.Position != point.Position)
                    return null;
                isKilled = true;
                return new Fault.KillCaller();
            });
            killed += isKilled ? 1 : 0;
            bool isReported = run.ExitCode == 1 && run.Errors.IndexOf('\n', StringComparison.Ordinal) == run.Errors.Length - 1;
            return isKilled && !isReported ? $"exit code {run.ExitCode}, stderr: '{run.Errors}'" : before.Difference(fixture);
        });

        output.WriteLine($"killed {killed} times at {points.Count} of {calls.Count} calls, {problems.Count} problems");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(killed > points.Count / 2, "most points were not met: the calls of init are not reproducible");
    }

    // The last call before the execution announces it: from there on only the program's end can be told.
    private static List<TracedCall> CallsOfInit(List<TracedCall> calls)
    {
        List<TracedCall> init = [.. calls.Where(call => call.Role == Role.Init)];
        int program = init.FindLastIndex(call => call.Name == "execve");
        return init[..(program - 1)];
    }
}
