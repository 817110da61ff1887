using System;

namespace Oci.Spec.Json;

/// <summary>
/// A number written without fraction and exponent, which is what JSON Schema draft 4 calls an integer.
/// </summary>
internal readonly struct JsonInteger
{
    private JsonInteger(bool isNegative, ulong magnitude, bool fits)
    {
        IsNegative = isNegative;
        Magnitude = magnitude;
        Fits = fits;
    }

    /// <summary>Below zero; <c>-0</c> is not.</summary>
    public bool IsNegative { get; }

    public ulong Magnitude { get; }

    /// <summary>False when the magnitude needs more than 64 bits.</summary>
    public bool Fits { get; }

    /// <summary>Reads the text of a JSON number; null when it is not written as an integer.</summary>
    public static JsonInteger? Read(ReadOnlySpan<byte> text)
    {
        bool minus = text.Length > 0 && text[0] == (byte)'-';
        ulong magnitude = 0;
        bool fits = true;
        foreach (byte character in minus ? text[1..] : text)
        {
            uint digit = (uint)(character - '0');
            if (digit > 9)
                return null;
            fits = fits && magnitude <= (ulong.MaxValue - digit) / 10;
            magnitude = unchecked(magnitude * 10 + digit);
        }
        return new JsonInteger(minus && (magnitude != 0 || !fits), magnitude, fits);
    }

    public bool TryToInt64(out long value)
    {
        value = unchecked(IsNegative ? -(long)Magnitude : (long)Magnitude);
        return Fits && Magnitude <= (IsNegative ? 1UL << 63 : long.MaxValue);
    }

    public bool IsWithin(long minimum, ulong maximum) => IsNegative
        ? TryToInt64(out long value) && value >= minimum
        : Fits && (minimum <= 0 || Magnitude >= (ulong)minimum) && Magnitude <= maximum;
}
