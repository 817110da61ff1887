using System;
using System.Text;

namespace Oci.Runtime.Interop;

/// <summary>A NUL-terminated UTF-8 string for one system call; <c>fixed</c> works on it.</summary>
/// <remarks>
/// Refuses embedded NULs: the kernel would stop there and act on a shorter path than the one that was checked.
/// </remarks>
internal readonly ref struct CString
{
    /// <summary>Room that callers put on the stack; longer strings go to the heap.</summary>
    public const int StackSize = 256;

    private readonly ReadOnlySpan<byte> _bytes;

    public CString(string text, Span<byte> scratch)
    {
        RefuseNul(text);
        int size = Encoding.UTF8.GetMaxByteCount(text.Length) + 1;
        Span<byte> target = size <= scratch.Length ? scratch : new byte[size];
        int length = KernelText.Encode(text, target);
        target[length] = 0;
        _bytes = target[..(length + 1)];
    }

    public ref readonly byte GetPinnableReference() => ref _bytes.GetPinnableReference();

    /// <summary>The bytes with the NUL, on the heap; for what must outlive one call.</summary>
    public static byte[] ToArray(string text)
    {
        RefuseNul(text);
        byte[] room = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return [.. room.AsSpan(0, KernelText.Encode(text, room)), 0];
    }

    /// <summary>Throws for a text that the kernel would take for a shorter one.</summary>
    public static void RefuseNul(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new RuntimeFailure("use", text.Replace("\0", "\\0", StringComparison.Ordinal), "contains a NUL character");
    }
}
