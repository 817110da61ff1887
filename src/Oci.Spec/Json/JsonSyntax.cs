using System;
using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Oci.Spec.Json;

/// <summary>Explains why a text is no JSON. The reader's own texts are left out of the executable.</summary>
internal static class JsonSyntax
{
    /// <summary>Where reading stopped, and why.</summary>
    public static (int Offset, string Message) Explain(
        JsonException error, ReadOnlySpan<byte> source, bool rootIsComplete)
    {
        int offset = Math.Min(OffsetOf(error, source), source.Length);
        if (rootIsComplete)
            return (offset, $"nothing may follow the document, found {Character(source[offset..])}");
        if (source[offset..].Trim(" \t\r\n,:"u8).IsEmpty)
            return (source.Length, "the document ends too early");
        string found = Character(source[offset..]);
        return (offset, source[offset] switch
        {
            (byte)'/' => "JSON has no comments",
            (byte)'}' or (byte)']' when FollowsComma(source[..offset]) => $"a comma must not stand before {found}",
            < 0x20 => $"a control character must be escaped, found {found}",
            _ => $"is not JSON here, found {found}",
        });
    }

    public static string ExplainNotUtf8(ReadOnlySpan<byte> source)
    {
        int line = 1;
        int lineStart = 0;
        int offset = 0;
        while (Rune.DecodeFromUtf8(source[offset..], out Rune rune, out int length) == OperationStatus.Done)
        {
            offset += length;
            if (rune.Value == '\n')
                (line, lineStart) = (line + 1, offset);
        }
        return $"is not UTF-8: byte 0x{source[offset]:x2} in line {line}, column {offset - lineStart + 1}";
    }

    private static int OffsetOf(JsonException error, ReadOnlySpan<byte> source)
    {
        int start = 0;
        for (long line = error.LineNumber ?? 0; line > 0; line--)
            start += source[start..].IndexOf((byte)'\n') + 1;
        return start + (int)(error.BytePositionInLine ?? 0);
    }

    private static bool FollowsComma(ReadOnlySpan<byte> before)
    {
        int last = before.LastIndexOfAnyExcept(" \t\r\n"u8);
        return last >= 0 && before[last] == (byte)',';
    }

    private static string Character(ReadOnlySpan<byte> source)
    {
        Rune.DecodeFromUtf8(source, out Rune rune, out _);
        return Rune.IsControl(rune) ? $"U+{rune.Value:X4}" : $"'{rune}'";
    }
}
