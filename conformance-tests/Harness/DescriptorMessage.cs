using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Oci.Conformance.Harness;

/// <summary>A message on a unix socket that brings one descriptor (SCM_RIGHTS of unix(7)).</summary>
internal static partial class DescriptorMessage
{
    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int MSG_CMSG_CLOEXEC = 0x40000000;
    private const int Room = 16 * 1024;

    /// <summary>Take the next message, which must have a descriptor and at least a byte of data.</summary>
    public static unsafe SafeFileHandle Receive(Socket connection, out byte[] data)
    {
        byte[] buffer = new byte[Room];
        ControlMessage control = default;
        fixed (byte* text = buffer)
        {
            var part = new IoVector { Base = text, Length = Room };
            var message = new MessageHeader
            {
                Parts = &part, PartCount = 1, Control = &control, ControlLength = (nuint)sizeof(ControlMessage),
            };
            nint count = recvmsg(connection.SafeHandle, &message, MSG_CMSG_CLOEXEC);
            Assert.True(count > 0, "the message has no byte of data, which must go with a descriptor");
            data = buffer[..(int)count];
        }
        Assert.Equal((SOL_SOCKET, SCM_RIGHTS), (control.Level, control.Type));
        return new SafeFileHandle(control.Descriptor, ownsHandle: true);
    }

    // The structures of recvmsg(2) and cmsg(3) on a machine of 64 bits, with room for one descriptor.
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Parts;
        public nuint PartCount;
        public ControlMessage* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ControlMessage
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
        public int Padding;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint recvmsg(SafeHandle socket, MessageHeader* message, int flags);
}
