using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Oci.Runtime.Interop;

/// <summary>A NULL-terminated array of C strings (argv, envp) in one unmanaged block; its owner frees it.</summary>
internal sealed unsafe class StringVector : IDisposable
{
    private byte** _block;

    private StringVector(byte** block) => _block = block;

    public StringVector(ReadOnlySpan<string> strings)
    {
        int pointers = (strings.Length + 1) * sizeof(byte*);
        int size = pointers;
        foreach (string text in strings)
        {
            CString.RefuseNul(text);
            size += Encoding.UTF8.GetByteCount(text) + 1;
        }

        _block = (byte**)NativeMemory.Alloc((nuint)size);
        var bytes = new Span<byte>((byte*)_block + pointers, size - pointers);
        byte* next = (byte*)_block + pointers;
        for (int i = 0; i < strings.Length; i++)
        {
            int length = Encoding.UTF8.GetBytes(strings[i], bytes);
            bytes[length] = 0;
            bytes = bytes[(length + 1)..];
            _block[i] = next;
            next += length + 1;
        }
        _block[strings.Length] = null;
    }

    /// <summary>The same of texts as the kernel lists them, in <c>/proc/PID/cmdline</c> for one: each ends with a NUL.</summary>
    public static StringVector OfTerminated(ReadOnlySpan<byte> texts)
    {
        int count = texts.Count((byte)0);
        int pointers = (count + 1) * sizeof(byte*);
        var block = (byte**)NativeMemory.Alloc((nuint)(pointers + texts.Length));
        byte* next = (byte*)block + pointers;
        texts.CopyTo(new Span<byte>(next, texts.Length));
        for (int i = 0; i < count; i++)
        {
            block[i] = next;
            next += new ReadOnlySpan<byte>(next, int.MaxValue).IndexOf((byte)0) + 1;
        }
        block[count] = null;
        return new StringVector(block);
    }

    public byte** Pointer => _block;

    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = null;
    }
}
