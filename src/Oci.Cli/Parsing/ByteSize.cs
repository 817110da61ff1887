using System;
using System.Globalization;

namespace Oci.Cli.Parsing;

/// <summary>An amount of memory as people write it: <c>512M</c>, <c>1.5 GiB</c>, a number of bytes.</summary>
internal static class ByteSize
{
    private const string Units = "bkmgtp";

    /// <summary>The bytes; -1 stands for no limit.</summary>
    public static long Parse(string text, string flag) =>
        text == "-1" ? -1 : TryParse(text)
            ?? throw UsageException.InvalidValue(text, flag, "bytes such as 1048576, 512M or 1.5g, or -1");

    // All units are powers of 1024, also MB: so the engines' users know it of memory.
    private static long? TryParse(string text)
    {
        int end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        bool isNumber = decimal.TryParse(
            text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number);
        if (!isNumber || PowerOf(text.AsSpan(end)) is not { } power)
            return null;
        decimal largest = (decimal)long.MaxValue / (1L << power);
        return number <= largest ? (long)(number * (1L << power)) : null;
    }

    private static int? PowerOf(ReadOnlySpan<char> unit)
    {
        if (unit.StartsWith(" "))
            unit = unit[1..];
        if (unit.IsEmpty)
            return 0;
        int index = Units.IndexOf(char.ToLowerInvariant(unit[0]), StringComparison.Ordinal);
        ReadOnlySpan<char> rest = unit[1..];
        bool isWhole = rest.IsEmpty || (index > 0 && (Is(rest, "b") || Is(rest, "ib")));
        return index >= 0 && isWhole ? index * 10 : null;

        static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
    }
}
