using System;
using System.Collections.Generic;
using System.Globalization;

namespace Oci.Spec;

/// <summary>The numbers from <see cref="First"/> to <see cref="Last"/>, both included.</summary>
internal readonly record struct NumberRange(int First, int Last);

/// <summary>
/// Numbers of processors or memory nodes as text, such as <c>0-3,7</c>: what config.md calls a comma-separated list with
/// dashes for ranges. Spaces and empty elements are skipped, as other runtimes skip them.
/// </summary>
internal static class NumberList
{
    /// <summary>The last number that set_mempolicy(2) can be given; no kernel has as many processors either.</summary>
    public const int Largest = 32767;

    private const int BitsInAWord = 64;

    /// <summary>The ranges of a list that a rule has found to be one.</summary>
    public static ValueList<NumberRange> Parse(string text) =>
        TryParse(text, out ValueList<NumberRange> ranges) is { } problem ? throw new FormatException($"{text} {problem}") : ranges;

    /// <summary>Null when the text is a list, else what is wrong with it.</summary>
    public static string? TryParse(string text, out ValueList<NumberRange> ranges)
    {
        ranges = [];
        var found = new List<NumberRange>();
        foreach (Range element in text.AsSpan().Split(','))
        {
            ReadOnlySpan<char> range = text.AsSpan(element).Trim(' ');
            if (range.IsEmpty)
                continue;
            if (ParseRange(range, out NumberRange numbers) is { } problem)
                return problem;
            found.Add(numbers);
        }
        if (found.Count == 0)
            return "names no number";
        ranges = [.. found];
        return null;
    }

    private static string? ParseRange(ReadOnlySpan<char> text, out NumberRange range)
    {
        int dash = text.IndexOf('-');
        ReadOnlySpan<char> first = dash < 0 ? text : text[..dash].TrimEnd(' ');
        ReadOnlySpan<char> last = dash < 0 ? text : text[(dash + 1)..].TrimStart(' ');
        range = default;
        if (!TryParseNumber(first, out int from) || !TryParseNumber(last, out int to))
            return $"must be numbers up to {Largest} and ranges such as 0-3,7, found \"{text}\"";
        if (from > to)
            return $"has the range {text}, which runs backwards";
        range = new NumberRange(from, to);
        return null;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Largest;

    /// <summary>
    /// The list as the kernel takes it: bit N of word N / 64 for the number N, and as many words as that takes.
    /// </summary>
    public static ulong[] MaskOf(ValueList<NumberRange> ranges)
    {
        int largest = -1;
        foreach (NumberRange range in ranges)
            largest = Math.Max(largest, range.Last);
        ulong[] mask = new ulong[(largest / BitsInAWord) + 1];
        foreach (NumberRange range in ranges)
        {
            for (int number = range.First; number <= range.Last; number++)
                mask[number / BitsInAWord] |= 1UL << number;
        }
        return mask;
    }
}
