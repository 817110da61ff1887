using System;

namespace Oci.Conformance.Harness;

/// <summary>How a command may fail on a machine that lets it down.</summary>
public static class CleanFailure
{
    private const int FirstOfShells = 126;
    private const int OfExec = 255;

    /// <summary>
    /// The outcome itself where the command failed with a sentence; a failed test where it succeeded, crashed or said nothing.
    /// </summary>
    public static Outcome FailedInOneLine(this Outcome outcome)
    {
        outcome.Refused();
        string report = $"{outcome.Command}: exit code {outcome.ExitCode}\nstderr: {outcome.Error}";
        Assert.True(outcome.ExitCode is < FirstOfShells or OfExec, report);
        Assert.True(outcome.Error.Trim().Length > 0 && !outcome.Error.Contains("   at ", StringComparison.Ordinal), report);
        if (RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal))
            Assert.True(outcome.Error.TrimEnd('\n').Split('\n').Length == 1, report);
        return outcome;
    }

    /// <summary>The same, where success is as good.</summary>
    public static Outcome SucceededOrFailedInOneLine(this Outcome outcome) =>
        outcome.ExitCode == 0 ? outcome : outcome.FailedInOneLine();
}
