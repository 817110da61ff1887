using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using Oci.Integration.Tests.Machine;

namespace Oci.Integration.Tests.Faults;

/// <summary>Judges a command that starts a program, which tells what it finds, where one call has failed.</summary>
internal static class FaultOutcome
{
    // What reads and looks is among them: who takes "I could not look" for "it is not there" does less than was asked for.
    private static readonly FrozenSet<string> More =
    [
        .. CreateFaultTests.Failing, .. DeleteFaultTests.Failing,
        "prctl", "ioprio_set", "fcntl", "wait4", "waitid", "capget", "readlinkat", "pipe2", "faccessat2",
    ];

    public static bool IsFailing(TracedCall call) => More.Contains(call.Name) && !DeleteFaultTests.IsOfStart(call);

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
