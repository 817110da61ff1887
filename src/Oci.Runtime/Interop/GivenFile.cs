using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>A file that a flag names: one on a disk, or a pipe that somebody writes to, such as a shell's &lt;(…).</summary>
internal static unsafe class GivenFile
{
    private const int SetFlags = 4; // F_SETFL of fcntl(2)

    /// <summary>Its content. Of a fifo that nobody has open for writing that is nothing: to wait might be for ever.</summary>
    /// <param name="flag">What the hint of a failure names.</param>
    public static byte[] Read(string path, string flag, int limit)
    {
        using Fd file = Files.TryOpen(path, Files.ReadOnly | Files.NonBlocking | Files.NoControllingTerminal, out int errno)
            ?? throw KernelFailure.Of(errno, "open", path, $"see {flag}");
        // Opened, even a fifo may be waited for: it has a writer, or ends.
        return LibC.fcntl(file.Value, SetFlags, 0) == 0
            ? Files.ReadAll(file, path, limit)
            : throw KernelFailure.Last("read", path);
    }
}
