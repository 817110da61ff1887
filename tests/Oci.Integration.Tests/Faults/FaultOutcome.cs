using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>Judges a command that tells something, itself or by the program that it starts, where one call has failed.</summary>
internal static class FaultOutcome
{
    // What reads and looks is among them: who takes "I could not look" for "it is not there" does less than was asked for.
    private static readonly FrozenSet<string> More =
    [
        .. CreateFaultTests.Failing, .. DeleteFaultTests.Failing,
        "prctl", "ioprio_set", "fcntl", "wait4", "waitid", "capget", "readlinkat", "pipe2", "faccessat2",
    ];

    /// <summary>Runs a command undisturbed.</summary>
    /// <returns>The calls that may fail, but for those of the program that it starts, and what is written.</returns>
    public static (List<TracedCall> Calls, string Output) Record(string[] command, int ended)
    {
        var calls = new List<TracedCall>();
        bool isProgram = false;
        ChildResult result = Tracer.Run(command, call =>
        {
            bool isOurs = call.Role == Role.Parent || !isProgram;
            if (isOurs && More.Contains(call.Name) && !DeleteFaultTests.IsOfStart(call))
                calls.Add(call);
            // The runtime executes itself by descriptor, with execveat.
            isProgram |= call is { Role: not Role.Parent, Name: "execve" };
            return null;
        });
        Assert.True(result.ExitCode == ended, result.Errors);
        return (calls, result.Output);
    }

    /// <summary>Null when the program has run and found what was expected, or has not, which one line says.</summary>
    public static string? ProblemOf(ChildResult result, int ended, int notStarted, string expected)
    {
        if (result.ExitCode == ended && result.Output == expected)
            return null;
        bool isOneLine = result.Errors.Length > 0 && result.Errors.IndexOf('\n', StringComparison.Ordinal) == result.Errors.Length - 1;
        // The program may be running, and only its end could not be waited for.
        bool isNothingElse = expected.StartsWith(result.Output, StringComparison.Ordinal);
        if (!result.WasSignalled && result.ExitCode == notStarted && isOneLine && isNothingElse)
            return null;
        IEnumerable<string> other = result.Output.Split('\n').Except(expected.Split('\n'));
        IEnumerable<string> missing = expected.Split('\n').Except(result.Output.Split('\n'));
        return $"exit code {result.ExitCode}, stderr: '{result.Errors}', '{string.Join("; ", other)}' in place of "
            + $"'{string.Join("; ", missing)}'";
    }
}
