namespace Oci.Conformance.Harness;

/// <summary>What a finished command left behind.</summary>
public sealed record Outcome(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>
    /// The outcome itself where the command succeeded; a failed test with everything it said otherwise.
    /// </summary>
    public Outcome Succeeded()
    {
        Assert.True(ExitCode == 0, $"{Command}: exit code {ExitCode}\nstdout: {Output}\nstderr: {Error}");
        return this;
    }

    /// <summary>The outcome itself where the command refused; a failed test otherwise.</summary>
    public Outcome Refused()
    {
        Assert.True(
            ExitCode != 0, $"{Command}: succeeded, though it must be refused\nstdout: {Output}\nstderr: {Error}");
        return this;
    }

    /// <summary>Standard output without the last line's end.</summary>
    public string Text => Output.TrimEnd('\n');

    /// <summary>The lines of standard output.</summary>
    public string[] Lines => Text.Split('\n');
}
