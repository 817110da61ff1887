using System;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Oci.Conformance.Harness;

/// <summary>The listener of <c>--console-socket</c>, to which the runtime sends the master of the terminal.</summary>
public sealed partial class ConsoleSocket : IDisposable
{
    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int MSG_CMSG_CLOEXEC = 0x40000000;

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public ConsoleSocket(string directory)
    {
        Path = System.IO.Path.Combine(directory, "console.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
    }

    public string Path { get; }

    /// <summary>Take the terminal which the runtime sends.</summary>
    public FileStream Receive()
    {
        AwaitReadable(_listener, "nobody has connected to the console socket");
        using Socket connection = _listener.Accept();
        AwaitReadable(connection, "nothing has come by the console socket");
        return new FileStream(ReceiveDescriptor(connection), FileAccess.ReadWrite, bufferSize: 0);
    }

    /// <summary>Read a terminal until everybody at its other side has closed it.</summary>
    public static string ReadToEnd(FileStream terminal)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            for (int count; (count = terminal.Read(buffer)) > 0;)
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // EIO: the last one has closed it, see pty(7).
        }
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private static void AwaitReadable(Socket socket, string otherwise) =>
        Assert.True(socket.Poll(Patiently.Seconds(10), SelectMode.SelectRead), otherwise);

    private static unsafe SafeFileHandle ReceiveDescriptor(Socket connection)
    {
        byte* text = stackalloc byte[256];
        ControlMessage control = default;
        var part = new IoVector { Base = text, Length = 256 };
        var message = new MessageHeader
        {
            Parts = &part, PartCount = 1, Control = &control, ControlLength = (nuint)sizeof(ControlMessage),
        };
        nint count = recvmsg(connection.SafeHandle, &message, MSG_CMSG_CLOEXEC);
        Assert.True(count > 0, "the message has no byte of data, which must go with a descriptor");
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
