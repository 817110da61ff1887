using System;
using System.Buffers;
using System.Globalization;

namespace Oci.Cli.Parsing;

/// <summary>A length of time as Go's time.ParseDuration takes it: <c>5s</c>, <c>1m30s</c>, <c>1.5h</c>.</summary>
internal static class GoDuration
{
    private static readonly (string Name, decimal Ticks)[] Units =
    [
        ("ns", 0.01m), ("us", 10), ("µs", 10), ("μs", 10), ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static TimeSpan Parse(string text, string flag) =>
        TryParse(text) ?? throw UsageException.InvalidValue(text, flag, "a time such as 500ms, 5s or 1m30s");

    private static TimeSpan? TryParse(string text)
    {
        bool isNegative = text.StartsWith('-');
        ReadOnlySpan<char> rest = text.AsSpan(text is ['-' or '+', ..] ? 1 : 0);
        if (rest is "0")
            return TimeSpan.Zero;
        decimal ticks = 0;
        do
        {
            if (TakePart(ref rest) is not { } part)
                return null;
            ticks += part;
        }
        while (!rest.IsEmpty);
        // What is not zero stays so: less than a tick is no time to wait, but it is one.
        ticks = decimal.Ceiling(ticks);
        return ticks > long.MaxValue ? null : TimeSpan.FromTicks(isNegative ? -(long)ticks : (long)ticks);
    }

    // One number with its unit.
    private static decimal? TakePart(ref ReadOnlySpan<char> rest)
    {
        int digits = rest.IndexOfAnyExcept(Digits);
        if (digits <= 0)
            return null;
        int unit = rest[digits..].IndexOfAny(Digits);
        ReadOnlySpan<char> name = unit < 0 ? rest[digits..] : rest.Slice(digits, unit);
        bool isNumber = decimal.TryParse(
            rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number);
        rest = rest[(digits + name.Length)..];
        foreach ((string known, decimal ticks) in Units)
        {
            if (isNumber && name.SequenceEqual(known) && number <= decimal.MaxValue / 1e13m)
                return number * ticks;
        }
        return null;
    }
}
