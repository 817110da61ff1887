using System;
using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Oci.Runtime.Interop;

/// <summary>
/// Names as the kernel has them, which are bytes, and as we have them. A byte that is no part of UTF-8 becomes a lone
/// low surrogate, U+DC00 and the byte, and that becomes the byte again: a name that a container chose can be opened,
/// emptied and removed whatever is in it.
/// </summary>
internal static class KernelText
{
    private const char First = '\uDC80', Last = '\uDCFF', Base = '\uDC00';

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done;
            if (isText)
                text.Append(rune.ToString());
            else
                text.Append((char)(Base | bytes[0]));
            bytes = bytes[(isText ? length : 1)..];
        }
        return text.ToString();
    }

    /// <summary>Returns the number of bytes written.</summary>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> target)
    {
        if (!text.ContainsAnyInRange(First, Last))
            return Encoding.UTF8.GetBytes(text, target);
        int written = 0;
        while (!text.IsEmpty)
        {
            bool isPair = text.Length > 1 && char.IsSurrogatePair(text[0], text[1]);
            if (!isPair && text[0] is >= First and <= Last)
                target[written++] = (byte)text[0];
            else
                written += Encoding.UTF8.GetBytes(text[..(isPair ? 2 : 1)], target[written..]);
            text = text[(isPair ? 2 : 1)..];
        }
        return written;
    }
}
