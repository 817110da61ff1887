using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Oci.Hostile.Tests.Harness;

/// <summary>What is wrong with the runtime's answer to an input.</summary>
internal static class Verdict
{
    private const string Name = "ociruntime: ";
    private const long MostKilobytes = 200 * 1024;
    private const int LongestLine = 16 * 1024;
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(5);

    private static readonly string[] Traces =
        ["   at ", "Unhandled", "Exception", "internal error", "Segmentation", "Aborted", "Stack overflow", "Out of memory"];

    /// <summary>Each breach in a few words.</summary>
    public static IEnumerable<string> Of(HostileInput input, ProgramEnd end)
    {
        if (end.Hung)
            yield return "it hangs";
        else if (end.ExitCode != input.ExitCode && !(input.MayWork && end.ExitCode == 0))
            yield return end.ExitCode < 0 ? "a signal ended it" : $"exit code {end.ExitCode} in place of {input.ExitCode}";
        // The processor's time does not depend on what else the machine has to do.
        if (end.Processor > LongestWork)
            yield return $"it worked for {end.Processor.TotalSeconds:F1} s";
        if (end.PeakKilobytes > MostKilobytes)
            yield return $"it took {end.PeakKilobytes >> 10} MB of memory";
        if (end.ExitCode == input.ExitCode)
        {
            foreach (string breach in OfMessage(input, end.Errors))
                yield return breach;
        }
    }

    private static IEnumerable<string> OfMessage(HostileInput input, byte[] errors)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(errors);
        }
        catch (ArgumentException)
        {
            return ["the message is not UTF-8"];
        }
        return Enumerable.Concat(OfContent(text, input.Expected), OfForm(text, mustFail: input.ExitCode != 0));
    }

    private static IEnumerable<string> OfContent(string text, string expected)
    {
        foreach (string trace in Traces)
        {
            if (text.Contains(trace, StringComparison.Ordinal))
                yield return $"the message has '{trace}'";
        }
        if (!text.Contains(expected, StringComparison.Ordinal))
            yield return $"the message has no '{expected}'";
        if (text.Any(static letter => (char.IsControl(letter) && letter != '\n') || letter is '\u2028' or '\u2029'))
            yield return "the message has control characters";
    }

    // Warnings; then one line, or the number of problems and a line for each.
    private static IEnumerable<string> OfForm(string text, bool mustFail)
    {
        if (text.Length == 0 && !mustFail)
            yield break;
        if (!text.EndsWith('\n'))
        {
            yield return "the message has no end of line";
            yield break;
        }
        string[] lines = [.. text[..^1].Split('\n').SkipWhile(static line => line.StartsWith(Name + "warning: ",
            StringComparison.Ordinal))];
        if (lines.Any(static line => line.Length > LongestLine))
            yield return $"a line has {lines.Max(static line => line.Length)} characters";
        if (lines.Length == 0 && !mustFail)
            yield break;
        bool isList = lines.Length > 1 && lines[0].EndsWith(" problems:", StringComparison.Ordinal);
        if (lines.Length == 0 || !lines[0].StartsWith(Name, StringComparison.Ordinal))
            yield return "the message does not begin with the program's name";
        else if (isList ? !lines.Skip(1).All(static line => line.StartsWith("  ", StringComparison.Ordinal)) : lines.Length != 1)
            yield return "the message is not one line";
    }
}
