using System;
using System.Collections.Generic;
using System.Linq;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>The calls of an undisturbed <c>create</c>, and which of them are made to go wrong.</summary>
internal static class FaultPoints
{
    /// <summary>OCI_FAULTS=all takes every call instead of a sample: minutes instead of seconds.</summary>
    private static bool All => Environment.GetEnvironmentVariable("OCI_FAULTS") == "all";

    /// <summary>Creates a container, records every system call, and deletes it.</summary>
    public static List<TracedCall> Record(ContainerFixture fixture)
    {
        var calls = new List<TracedCall>();
        ChildResult created = Tracer.Run(fixture.CreateCommand, call =>
        {
            calls.Add(call);
            return null;
        });
        Assert.True(created.ExitCode == 0, $"create without a fault failed: {created.Errors}");

        ChildResult deleted = Child.Run(fixture.DeleteCommand);
        Assert.True(deleted.ExitCode == 0, $"delete --force failed: {deleted.Errors}");
        return calls;
    }

    /// <summary>At most this many of the calls, evenly spread.</summary>
    public static List<TracedCall> Sample(IReadOnlyList<TracedCall> calls, int most) =>
        All || calls.Count <= most ? [.. calls] : [.. Enumerable.Range(0, most).Select(index => calls[index * calls.Count / most])];
}
