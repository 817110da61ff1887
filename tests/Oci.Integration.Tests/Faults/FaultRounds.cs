using System;
using System.Collections.Generic;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>
/// One round for each call that goes wrong. What is wrong with the runtime is wrong again in a second round of the same
/// call; what shows only once is written out, and was the machine: a stalled kernel worker, a slow end of a process.
/// </summary>
internal static class FaultRounds
{
    /// <summary>Returns the problems, one line each, that showed twice.</summary>
    /// <param name="play">Plays the round of one call; returns what is wrong, null when nothing is.</param>
    public static List<string> Play(
        IReadOnlyList<TracedCall> points, ContainerFixture fixture, ITestOutputHelper output, Func<TracedCall, string?> play)
    {
        var problems = new List<string>();
        foreach (TracedCall point in points)
        {
            if (play(point) is not { } first)
                continue;
            fixture.CleanUp();
            if (play(point) is { } second)
            {
                problems.Add($"{point}: {second}");
                fixture.CleanUp();
            }
            else
            {
                output.WriteLine($"only once: {point}: {first}");
            }
        }
        return problems;
    }
}
