using System;
using System.Collections.Generic;
using System.Text;

namespace Oci.Spec.Schema;

/// <summary>Names in one literal, separated by line feeds: data that needs no initialization at start.</summary>
internal ref struct NameList(ReadOnlySpan<byte> names)
{
    /// <summary>Longer words are no typing errors of a name.</summary>
    private const int LongestName = 64;
    private const int MaxDistance = 2;

    private ReadOnlySpan<byte> _rest = names;

    public bool TryTake(out ReadOnlySpan<byte> name)
    {
        int end = _rest.IndexOf((byte)'\n');
        name = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? [] : _rest[(end + 1)..];
        return !name.IsEmpty;
    }

    public static bool Contains(ReadOnlySpan<byte> names, ReadOnlySpan<byte> wanted)
    {
        var list = new NameList(names);
        while (list.TryTake(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual(wanted))
                return true;
        }
        return false;
    }

    public static string Quote(ReadOnlySpan<byte> names)
    {
        var quoted = new List<string>();
        var list = new NameList(names);
        while (list.TryTake(out ReadOnlySpan<byte> name))
            quoted.Add($"\"{Encoding.UTF8.GetString(name)}\"");
        return string.Join(", ", quoted);
    }

    /// <summary>The question after the one of the names that was probably meant, or nothing.</summary>
    public static string Suggest(ReadOnlySpan<byte> names, ReadOnlySpan<byte> found)
    {
        ReadOnlySpan<byte> nearest = [];
        int least = MaxDistance + 1;
        var list = new NameList(names);
        while (found.Length <= LongestName && list.TryTake(out ReadOnlySpan<byte> name))
        {
            int distance = Distance(name, found);
            if (distance >= least || distance * 2 > name.Length)
                continue;
            least = distance;
            nearest = name;
        }
        return nearest.IsEmpty ? "" : $"; did you mean \"{Encoding.UTF8.GetString(nearest)}\"?";
    }

    /// <summary>How many letters to insert, remove or replace (Levenshtein); upper and lower case are the same.</summary>
    private static int Distance(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<int> row = stackalloc int[LongestName + 1];
        for (int column = 0; column <= right.Length; column++)
            row[column] = column;
        for (int index = 0; index < left.Length; index++)
        {
            int diagonal = row[0]++;
            for (int column = 1; column <= right.Length; column++)
            {
                int cost = Lower(left[index]) == Lower(right[column - 1]) ? 0 : 1;
                int least = Math.Min(diagonal + cost, Math.Min(row[column], row[column - 1]) + 1);
                diagonal = row[column];
                row[column] = least;
            }
        }
        return row[right.Length];
    }

    private static int Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? letter | 0x20 : letter;
}
