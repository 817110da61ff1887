using System;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>Network interfaces of the current network namespace.</summary>
internal static unsafe class Networking
{
    private const int GetFlags = 0x8913;
    private const int SetFlags = 0x8914;
    private const short Up = 1;

    /// <summary>Sets the loopback interface up (netdevice(7)).</summary>
    public static void BringUpLoopback()
    {
        // struct ifreq: a name of 16 bytes, then a union of 24 that begins with the flags.
        byte* request = stackalloc byte[40];
        new Span<byte>(request, 40).Clear();
        "lo"u8.CopyTo(new Span<byte>(request, 16));
        using Fd socket = Sockets.ForInterfaces();
        if (LibC.ioctl(socket.Value, GetFlags, request) != 0)
            throw KernelFailure.Last("read flags of interface", "lo");
        *(short*)(request + 16) |= Up;
        if (LibC.ioctl(socket.Value, SetFlags, request) != 0)
            throw KernelFailure.Last("set up interface", "lo");
    }
}
