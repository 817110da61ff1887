using System;
using System.Buffers;
using System.Text;

namespace Oci.Spec.Json;

/// <summary>Words for the place where a document stops being JSON.</summary>
internal static class JsonSyntax
{
    public static SpecProblem Problem(ReadOnlySpan<byte> utf8, int offset, LineIndex lines, bool isBehindRoot)
    {
        (int line, int column) = lines.Locate(offset);
        return new SpecProblem("", $"is not JSON: {Describe(utf8, offset, isBehindRoot)}", line, column);
    }

    /// <summary>The first byte that belongs to no character.</summary>
    public static int FindInvalidUtf8(ReadOnlySpan<byte> utf8)
    {
        int offset = 0;
        while (Rune.DecodeFromUtf8(utf8[offset..], out _, out int length) == OperationStatus.Done)
            offset += length;
        return offset;
    }

    private static string Describe(ReadOnlySpan<byte> utf8, int offset, bool isBehindRoot)
    {
        // The reader reports a comma with nothing behind it at the comma.
        if (utf8[offset..].TrimStart(", \t\r\n"u8).IsEmpty && !isBehindRoot)
            return "it ends too early";
        string found = Quote(utf8[offset..]);
        if (isBehindRoot)
            return $"unexpected {found} behind the end";
        if (utf8[offset] == '/')
            return "comments are not allowed";
        return utf8[offset] is (byte)'}' or (byte)']' && utf8[..offset].TrimEnd(" \t\r\n"u8).EndsWith(","u8)
            ? $"unexpected comma before {found}"
            : $"unexpected {found}";
    }

    private static string Quote(ReadOnlySpan<byte> utf8)
    {
        Rune.DecodeFromUtf8(utf8, out Rune character, out _);
        return Rune.IsControl(character) ? $"control character U+{character.Value:X4}" : $"'{character}'";
    }
}
