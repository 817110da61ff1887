using System;
using System.Collections.Generic;
using System.Text;

namespace Oci.Spec;

/// <summary>Guesses which name a misspelt one stands for.</summary>
internal static class NearestName
{
    /// <summary>Longer words are no typing errors of a name.</summary>
    private const int LongestName = 64;

    /// <summary>A hint naming the nearest of the known names, or null when none is near.</summary>
    public static string? HintFor(string wrong, IEnumerable<string> known)
    {
        byte[] misspelt = Encoding.UTF8.GetBytes(wrong);
        int least = int.MaxValue;
        string? nearest = null;
        foreach (string name in known)
        {
            if (Distance(misspelt, Encoding.UTF8.GetBytes(name)) is { } distance && distance < least)
                (least, nearest) = (distance, name);
        }
        return nearest is null ? null : $"did you mean {nearest}?";
    }

    /// <summary>
    /// How many letters to insert, remove, replace or swap with a neighbour (optimal string alignment), whatever their
    /// case; null when it is so many that the name would be a guess at random.
    /// </summary>
    internal static int? Distance(ReadOnlySpan<byte> wrong, ReadOnlySpan<byte> name)
    {
        if (wrong.Length > LongestName || name.Length > LongestName)
            return null;
        int distance = Align(wrong, name);
        return distance <= int.Max(1, wrong.Length / 3) && distance * 2 <= name.Length ? distance : null;
    }

    // Three rows of the table: the one that is filled, the one before, and for a swap the one before that.
    private static int Align(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        Span<int> before = stackalloc int[LongestName + 1];
        Span<int> last = stackalloc int[LongestName + 1];
        Span<int> row = stackalloc int[LongestName + 1];
        for (int j = 0; j <= to.Length; j++)
            row[j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            Span<int> oldest = before;
            before = last;
            last = row;
            row = oldest;
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = last[j - 1] + (Lower(from[i - 1]) == Lower(to[j - 1]) ? 0 : 1);
                row[j] = int.Min(replaced, int.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && Lower(from[i - 1]) == Lower(to[j - 2]) && Lower(from[i - 2]) == Lower(to[j - 1]))
                    row[j] = int.Min(row[j], before[j - 2] + 1);
            }
        }
        return row[to.Length];
    }

    private static int Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? letter | 0x20 : letter;
}
