using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>Waiting for descriptors (ppoll(2)).</summary>
internal static unsafe class Polling
{
    public const short Readable = 0x1;
    public const short HangUp = 0x10 | 0x8;

    /// <summary>The number of entries that are ready; 0 when the time is over or a signal came.</summary>
    /// <param name="milliseconds">-1 waits for ever.</param>
    /// <remarks>Not Tmds.LibC's poll, which does not keep the errno.</remarks>
    public static int Wait(pollfd* entries, int count, int milliseconds)
    {
        long* time = stackalloc long[2] { milliseconds / 1000, milliseconds % 1000 * 1_000_000L };
        long ready = SystemCall.Invoke(SystemCall.PPoll, (long)entries, count, milliseconds < 0 ? 0 : (long)time, 0, 0);
        if (ready < 0 && Errno.Last != Errno.EINTR)
            throw KernelFailure.Last("wait for", "descriptors");
        return (int)long.Max(ready, 0);
    }

    /// <summary>Waits until one descriptor has input or its end; false when the time is over.</summary>
    public static bool WaitReadable(Fd file, int milliseconds)
    {
        pollfd entry = new() { fd = file.Value, events = Readable };
        long deadline = System.Environment.TickCount64 + milliseconds;
        while (Wait(&entry, 1, (int)long.Max(deadline - System.Environment.TickCount64, 0)) == 0)
        {
            if (System.Environment.TickCount64 >= deadline)
                return false;
        }
        return true;
    }

    /// <summary>Waits a little, where the kernel offers no event to wait for.</summary>
    public static void Pause(int milliseconds) => Wait(null, 0, milliseconds);
}
