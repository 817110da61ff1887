using System;

namespace Oci.Runtime.Interop;

/// <summary>A counter that becomes readable when somebody adds to it (eventfd(2)).</summary>
internal static class EventCounter
{
    public static Fd Make()
    {
        long fd = SystemCall.Invoke(SystemCall.EventFd2, 0, Files.CloseOnExec | Files.NonBlocking);
        return fd >= 0 ? new Fd((int)fd) : throw KernelFailure.Last("make", "an event counter");
    }

    /// <summary>What was added since the last time; 0 when nothing was.</summary>
    public static ulong Take(Fd counter)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        return Files.TryRead(counter, bytes, out _) == bytes.Length ? BitConverter.ToUInt64(bytes) : 0;
    }
}
