using System;
using System.Buffers.Text;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Tracing;

/// <summary>How far the monotonic clock of a time namespace is ahead of the machine's (time_namespaces(7)).</summary>
internal static class ClockOffset
{
    private const long NanosecondsInASecond = 1_000_000_000;

    /// <summary>In nanoseconds; 0 where the kernel has no time namespaces, or the process is gone.</summary>
    public static long Of(Fd proc, string process)
    {
        using Fd? file = Files.TryOpenAt(proc.Value, $"{process}/timens_offsets", Files.ReadOnly, 0, out _);
        Span<byte> text = stackalloc byte[256];
        int length = file is null ? 0 : Files.TryRead(file, text, out _);
        return length <= 0 ? 0 : Parse(text[..length]);
    }

    /// <summary>Reads the text of <c>timens_offsets</c>: a line for each clock, with seconds and nanoseconds.</summary>
    public static long Parse(ReadOnlySpan<byte> text)
    {
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range];
            if (line.StartsWith("monotonic"u8))
            {
                line = line["monotonic"u8.Length..];
                return Take(ref line) * NanosecondsInASecond + Take(ref line);
            }
        }
        return 0;
    }

    private static long Take(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart((byte)' ');
        _ = Utf8Parser.TryParse(line, out long number, out int length);
        line = line[length..];
        return number;
    }
}
