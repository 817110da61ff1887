using System.Collections.Generic;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>Makes the calls of <c>state</c> fail one after the other: it tells all that is known, or says why it cannot.</summary>
public sealed class StateFaultTests(ITestOutputHelper output)
{
    private const int InputOutput = 5; // EIO
    private const int NoDescriptors = 24; // EMFILE
    private const int Usual = 200; // all

    [Theory]
    [InlineData(InputOutput)]
    [InlineData(NoDescriptors)]
    public void What_is_told_of_a_container_that_has_ended_is_the_whole_or_nothing(int errno)
    {
        using var fixture = new ContainerFixture(RuntimeUnderTest.PathOrSkip(), BundleKind.Usual);
        FaultPoints.NeedTracer();
        Assert.Equal(0, Child.Run(fixture.RunAndKeepCommand).ExitCode);
        (List<TracedCall> calls, string expected) = FaultOutcome.Record(fixture.StateCommand, ended: 0);
        Assert.Contains("\"exitCode\": 0", expected, System.StringComparison.Ordinal);
        List<TracedCall> points = FaultPoints.Sample(calls, Usual);
        int told = 0;
        var problems = new List<string>();
        foreach (TracedCall point in points)
        {
            ChildResult result = Tracer.Run(fixture.StateCommand, call => call.IsSameAs(point) ? new Fault.Error(errno) : null);
            told += result.ExitCode == 0 ? 1 : 0;
            if (FaultOutcome.ProblemOf(result, ended: 0, notStarted: 1, expected) is { } problem)
                problems.Add($"{point}: {problem}");
        }
        output.WriteLine($"state: {points.Count} of {calls.Count} calls failed, {told} told all the same, {problems.Count} problems");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(points.Count > 20 && told < points.Count, "the test has missed what it is about");
    }
}
