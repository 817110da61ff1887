using System;
using System.Globalization;
using System.Text;

namespace Oci.Spec.Json;

/// <summary>The texts of all strings of a document that are written with escapes, one after another.</summary>
internal sealed class DecodedText
{
    public byte[] Bytes { get; private set; } = [];

    public int Length { get; private set; }

    /// <summary>
    /// Decodes a string whose escapes are well-formed. Says what is wrong with it when it holds what a file name or an
    /// argument cannot.
    /// </summary>
    public string? Append(ReadOnlySpan<byte> escaped)
    {
        // No escape decodes to more bytes than it is written with.
        if (Bytes.Length - Length < escaped.Length)
            Bytes = Grow(Bytes, Length + escaped.Length);
        string? problem = null;
        while (!escaped.IsEmpty)
        {
            int plain = escaped.IndexOf((byte)'\\');
            if (plain != 0)
            {
                ReadOnlySpan<byte> run = plain < 0 ? escaped : escaped[..plain];
                run.CopyTo(Bytes.AsSpan(Length));
                Length += run.Length;
                escaped = escaped[run.Length..];
            }
            else
            {
                escaped = escaped[AppendEscape(escaped, ref problem)..];
            }
        }
        return problem;
    }

    private int AppendEscape(ReadOnlySpan<byte> escaped, ref string? problem)
    {
        if (escaped[1] != (byte)'u')
        {
            Bytes[Length++] = escaped[1] switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                byte itself => itself,
            };
            return 2;
        }
        char first = Unit(escaped);
        if (first == '\0')
            problem ??= "contains U+0000, which no path, name or argument can hold";
        int used = 6;
        if (!Rune.TryCreate(first, out Rune rune))
        {
            if (escaped[6..].StartsWith("\\u"u8) && Rune.TryCreate(first, Unit(escaped[6..]), out rune))
                used = 12;
            else
                problem ??= $"contains half of a surrogate pair, \\u{(int)first:x4}";
        }
        Length += rune.EncodeToUtf8(Bytes.AsSpan(Length));
        return used;
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static byte[] Grow(byte[] bytes, int needed)
    {
        Array.Resize(ref bytes, Math.Max(needed, bytes.Length * 2));
        return bytes;
    }
}
