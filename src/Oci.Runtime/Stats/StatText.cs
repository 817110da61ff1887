using System;
using System.Collections.Generic;
using System.Globalization;
using Oci.Spec;

namespace Oci.Runtime.Stats;

/// <summary>Reads the formats that files of cgroups have (cgroup-v2.rst, "Format"; blkio-controller.rst). Pure.</summary>
/// <remarks>What is not understood is left out: a later kernel may say more.</remarks>
internal static class StatText
{
    /// <summary>One number; the largest for <c>max</c>, 0 for what is none.</summary>
    public static ulong Number(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text is "max")
            return ulong.MaxValue;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : 0;
    }

    /// <summary>Lines of a name and a number.</summary>
    public static ValueList<NamedCount> FlatKeyed(string text)
    {
        var counts = new List<NamedCount>();
        foreach (string line in Lines(text))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0)
                counts.Add(new NamedCount(line[..space], Number(line.AsSpan(space))));
        }
        return [.. counts];
    }

    /// <summary>The number of one name, 0 when it is not there.</summary>
    public static ulong Value(ValueList<NamedCount> counts, string name)
    {
        foreach (NamedCount count in counts)
        {
            if (count.Name == name)
                return count.Value;
        }
        return 0;
    }

    /// <summary>Numbers with spaces between them, as cpuacct.usage_percpu has them.</summary>
    public static ValueList<ulong> Numbers(string text)
    {
        var numbers = new List<ulong>();
        foreach (string word in Words(text))
            numbers.Add(Number(word));
        return [.. numbers];
    }

    /// <summary>A column of a table with a header, as cpuacct.usage_all is one.</summary>
    public static ValueList<ulong> Column(string text, string name)
    {
        string[] lines = Lines(text);
        int column = lines.Length == 0 ? -1 : Array.IndexOf(Words(lines[0]), name);
        if (column < 0)
            return [];
        var numbers = new List<ulong>();
        foreach (string line in lines.AsSpan(1))
        {
            string[] words = Words(line);
            if (column < words.Length)
                numbers.Add(Number(words[column]));
        }
        return [.. numbers];
    }

    /// <summary>Processors or memory nodes; none where the file is empty.</summary>
    public static ValueList<NumberRange> Ranges(string text) =>
        NumberList.TryParse(text.Trim(), out ValueList<NumberRange> ranges) is null ? ranges : [];

    /// <summary>A file such as cpu.pressure.</summary>
    public static PressureStats? Pressure(string text)
    {
        PressureLine? some = null, full = null;
        foreach (string line in Lines(text))
        {
            string[] words = Words(line);
            if (words[0] == "some")
                some = ReadPressure(words);
            else if (words[0] == "full")
                full = ReadPressure(words);
        }
        return some is null && full is null ? null : new PressureStats(some, full);
    }

    private static PressureLine ReadPressure(string[] words) => new(
        Average(words, "avg10="), Average(words, "avg60="), Average(words, "avg300="), Number(After(words, "total=")));

    private static double Average(string[] words, string key) =>
        double.TryParse(After(words, key), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? value
            : 0;

    private static string After(string[] words, string key)
    {
        foreach (string word in words)
        {
            if (word.StartsWith(key, StringComparison.Ordinal))
                return word[key.Length..];
        }
        return "";
    }

    /// <summary>A file of blkio: device, operation and number, or device and number. The sum at its end is left out.</summary>
    public static ValueList<BlockIoEntry> BlockIo(string text)
    {
        var entries = new List<BlockIoEntry>();
        foreach (string line in Lines(text))
        {
            string[] words = Words(line);
            if (words.Length is 2 or 3 && Device(words[0]) is var (major, minor))
                entries.Add(new BlockIoEntry(major, minor, words.Length == 3 ? words[1] : "", Number(words[^1])));
        }
        return [.. entries];
    }

    private static readonly (string Letter, string Name)[] Operations = [("r", "Read"), ("w", "Write"), ("d", "Discard")];

    /// <summary>The keys of io.stat that end so, such as <c>bytes</c>.</summary>
    public static ValueList<BlockIoEntry> IoStat(string text, string ending)
    {
        var entries = new List<BlockIoEntry>();
        foreach (string line in Lines(text))
        {
            string[] words = Words(line);
            if (Device(words[0]) is not var (major, minor))
                continue;
            foreach ((string letter, string operation) in Operations)
            {
                if (After(words, $"{letter}{ending}=") is { Length: > 0 } value)
                    entries.Add(new BlockIoEntry(major, minor, operation, Number(value)));
            }
        }
        return [.. entries];
    }

    private static (ulong Major, ulong Minor)? Device(string word)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || TryNumber(word.AsSpan(0, colon)) is not { } major || TryNumber(word.AsSpan(colon + 1)) is not { } minor)
            return null;
        return (major, minor);

        static ulong? TryNumber(ReadOnlySpan<char> text) =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
    }

    // Each has a word at the least.
    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string[] Words(string line) => line.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
