using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>What ended a waiting.</summary>
[System.Flags]
internal enum Wake
{
    /// <summary>The time is over.</summary>
    Time = 0,
    First = 1,
    Second = 2,
}

/// <summary>Waiting for descriptors (ppoll(2)).</summary>
internal static unsafe class Polling
{
    public const short Readable = 0x1;
    public const short Exceptional = 0x2;
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

    /// <summary>Waits until one of two descriptors is ready, or a moment of <see cref="System.Environment.TickCount64"/>.</summary>
    /// <param name="first">Is ready when it is readable.</param>
    /// <param name="second">Is ready with these events; may be missing.</param>
    public static Wake WaitForEither(Fd first, Fd? second, short events, long moment)
    {
        pollfd* entries = stackalloc pollfd[2];
        entries[0] = new() { fd = first.Value, events = Readable };
        entries[1] = new() { fd = second?.Value ?? -1, events = events };
        while (true)
        {
            long left = long.Clamp(moment - System.Environment.TickCount64, 0, int.MaxValue);
            int ready = Wait(entries, 2, (int)left);
            if (ready > 0)
                return (entries[0].revents != 0 ? Wake.First : 0) | (entries[1].revents != 0 ? Wake.Second : 0);
            if (System.Environment.TickCount64 >= moment)
                return Wake.Time;
        }
    }

    /// <summary>Waits a little, where the kernel offers no event to wait for.</summary>
    public static void Pause(int milliseconds) => Wait(null, 0, milliseconds);
}
