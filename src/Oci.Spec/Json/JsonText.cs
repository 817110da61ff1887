using System;
using System.Buffers.Text;
using System.Text;

namespace Oci.Spec.Json;

/// <summary>The escapes of JSON strings (RFC 8259, section 7), for text whose syntax has been checked.</summary>
internal static class JsonText
{
    private const int UnicodeEscapeLength = 6;

    /// <summary>What makes an escaped text unusable, or null. Unescaped text cannot have either problem.</summary>
    /// <remarks>A NUL would end the string early in every system call; half a surrogate pair has no UTF-8.</remarks>
    public static string? FindProblem(ReadOnlySpan<byte> escaped)
    {
        for (int start = escaped.IndexOf((byte)'\\'); start >= 0;)
        {
            Rune? character = ReadEscape(escaped[start..], out int length);
            if (character is null)
                return "contains half of a surrogate pair";
            if (character.Value.Value == 0)
                return "contains the character U+0000";
            int next = escaped[(start + length)..].IndexOf((byte)'\\');
            start = next < 0 ? next : start + length + next;
        }
        return null;
    }

    /// <summary>The text that an escaped one stands for, as UTF-8. Half a surrogate pair becomes U+FFFD.</summary>
    public static byte[] Unescape(ReadOnlySpan<byte> escaped)
    {
        // An escape is never shorter than the UTF-8 of its character.
        byte[] text = new byte[escaped.Length];
        int written = 0;
        while (!escaped.IsEmpty)
        {
            if (escaped[0] != '\\')
            {
                text[written++] = escaped[0];
                escaped = escaped[1..];
                continue;
            }
            Rune character = ReadEscape(escaped, out int length) ?? Rune.ReplacementChar;
            written += character.EncodeToUtf8(text.AsSpan(written));
            escaped = escaped[length..];
        }
        return text[..written];
    }

    private static Rune? ReadEscape(ReadOnlySpan<byte> escaped, out int length)
    {
        length = 2;
        switch (escaped[1])
        {
            case (byte)'b': return new Rune('\b');
            case (byte)'f': return new Rune('\f');
            case (byte)'n': return new Rune('\n');
            case (byte)'r': return new Rune('\r');
            case (byte)'t': return new Rune('\t');
            case (byte)'u': return ReadUnicodeEscape(escaped, out length);
            default: return new Rune((char)escaped[1]);
        }
    }

    private static Rune? ReadUnicodeEscape(ReadOnlySpan<byte> escaped, out int length)
    {
        length = UnicodeEscapeLength;
        char first = ReadCodeUnit(escaped);
        if (Rune.TryCreate(first, out Rune character))
            return character;
        ReadOnlySpan<byte> rest = escaped[UnicodeEscapeLength..];
        if (!rest.StartsWith("\\u"u8) || !Rune.TryCreate(first, ReadCodeUnit(rest), out character))
            return null;
        length = 2 * UnicodeEscapeLength;
        return character;
    }

    private static char ReadCodeUnit(ReadOnlySpan<byte> escape)
    {
        _ = Utf8Parser.TryParse(escape[2..UnicodeEscapeLength], out ushort unit, out _, 'x');
        return (char)unit;
    }
}
