using System;
using System.Text;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Hooks;

/// <summary>Reads what a hook writes, so that it never waits for a reader, and keeps the end of it.</summary>
internal sealed class HookOutput : IDisposable
{
    private const int Kept = 2048;
    private const int LongestLine = 300;
    private readonly byte[] _tail = new byte[2 * Kept];
    private int _length;

    public HookOutput() => (Reader, Writer) = Pipes.Make();

    /// <summary>Our end.</summary>
    public Fd Reader { get; }

    /// <summary>The hook's end, closed here as soon as the hook has it.</summary>
    public Fd Writer { get; }

    /// <summary>Takes what is there; false at the end of the output.</summary>
    public bool Take()
    {
        if (_length > Kept)
        {
            _tail.AsSpan(_length - Kept, Kept).CopyTo(_tail);
            _length = Kept;
        }
        int count = Files.TryRead(Reader, _tail.AsSpan(_length), out _);
        _length += int.Max(count, 0);
        return count > 0;
    }

    /// <summary>The last line with something on it; null when there is none.</summary>
    public string? LastLine()
    {
        ReadOnlySpan<byte> text = _tail.AsSpan(0, _length).TrimEnd("\n\r \t"u8);
        if (text.IsEmpty)
            return null;
        string line = Encoding.UTF8.GetString(text[(text.LastIndexOf((byte)'\n') + 1)..]).Trim();
        return line.Length > LongestLine ? $"{line[..LongestLine]}…" : line;
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
