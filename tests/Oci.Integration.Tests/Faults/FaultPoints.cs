using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>The calls of an undisturbed <c>create</c>, and which of them are made to go wrong.</summary>
internal static class FaultPoints
{
    /// <summary>
    /// OCI_FAULTS: how many calls of each test go wrong; <c>all</c> takes minutes instead of seconds.
    /// </summary>
    private static int? Wanted => Environment.GetEnvironmentVariable("OCI_FAULTS") switch
    {
        null or "" => null,
        "all" => int.MaxValue,
        { } number => int.Parse(number, CultureInfo.InvariantCulture),
    };

    /// <summary>Creates a container, records every system call, and deletes it.</summary>
    public static List<TracedCall> Record(ContainerFixture fixture) => Record(fixture, fixture.CreateCommand);

    /// <summary>Runs a command that makes a container, records every system call, and deletes it.</summary>
    public static List<TracedCall> Record(ContainerFixture fixture, string[] command)
    {
        NeedTracer();
        var calls = new List<TracedCall>();
        ChildResult created = Tracer.Run(command, call =>
        {
            calls.Add(call);
            return null;
        });
        Assert.True(created.ExitCode == 0, $"{command[3]} without a fault failed: {created.Errors}");

        ChildResult deleted = Child.Run(fixture.DeleteCommand);
        Assert.True(deleted.ExitCode == 0, $"delete --force failed: {deleted.Errors}");
        return calls;
    }

    public static void NeedTracer() => Assert.SkipUnless(
        RuntimeInformation.ProcessArchitecture == Architecture.X64, "the tracer knows x86-64's registers only");

    /// <summary>At most so many of the calls, evenly spread.</summary>
    public static List<TracedCall> Sample(IReadOnlyList<TracedCall> calls, int usual)
    {
        int most = Math.Min(Wanted ?? usual, calls.Count);
        return [.. Enumerable.Range(0, most).Select(index => calls[(int)((long)index * calls.Count / most)])];
    }
}
