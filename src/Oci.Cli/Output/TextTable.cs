using System;
using System.Collections.Generic;
using System.Text;

namespace Oci.Cli.Output;

/// <summary>Rows in columns, padded as runc's are: at least 12 wide and 3 apart, the last one as it is.</summary>
internal static class TextTable
{
    private const int LeastWidth = 12;
    private const int Gap = 3;

    public static string Format(IReadOnlyList<string[]> rows)
    {
        int[] widths = WidthsOf(rows);
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length; column++)
            {
                text.Append(row[column]);
                if (column < row.Length - 1)
                    text.Append(' ', widths[column] - LengthOf(row[column]));
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    private static int[] WidthsOf(IReadOnlyList<string[]> rows)
    {
        var widths = new int[rows[0].Length];
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length; column++)
                widths[column] = Math.Max(Math.Max(widths[column], LeastWidth), LengthOf(row[column]) + Gap);
        }
        return widths;
    }

    /// <summary>The number of characters, where UTF-16 may need two for one.</summary>
    private static int LengthOf(string text)
    {
        int length = 0;
        foreach (Rune _ in text.EnumerateRunes())
            length++;
        return length;
    }
}
