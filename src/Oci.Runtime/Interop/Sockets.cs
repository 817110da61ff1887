using System;
using System.Collections.Generic;
using System.Text;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>Unix sockets: pairs, paths, and descriptors sent along (SCM_RIGHTS).</summary>
internal static unsafe class Sockets
{
    private const int FamilyUnix = 1;
    private const int FamilyInternet = 2;
    private const int Stream = 1;
    private const int Datagram = 2;
    private const int SequencedPackets = 5;
    private const int CloseOnExec = 0x80000;
    private const int NoSignal = 0x4000;
    private const int ReceiveCloseOnExec = 0x40000000;
    private const int Truncated = 0x20;
    private const int ControlTruncated = 0x8;

    /// <summary>The most descriptors that one message may carry (SCM_MAX_FD).</summary>
    public const int MostDescriptors = 253;

    /// <summary>A connected pair that keeps message boundaries.</summary>
    public static (Fd Parent, Fd Child) Pair()
    {
        int* pair = stackalloc int[2];
        if (LibC.socketpair(FamilyUnix, SequencedPackets | CloseOnExec, 0, pair) != 0)
            throw KernelFailure.Last("make socket pair", null);
        return (new Fd(pair[0]), new Fd(pair[1]));
    }

    /// <summary>A socket to configure network interfaces with.</summary>
    public static Fd ForInterfaces()
    {
        int fd = LibC.socket(FamilyInternet, Datagram | CloseOnExec, 0);
        return fd >= 0 ? new Fd(fd) : throw KernelFailure.Last("make socket", "for interfaces");
    }

    /// <summary>A socket of the kernel's routing family, which explains its errors (netlink(7)).</summary>
    public static Fd ForRoutes()
    {
        const int FamilyNetlink = 16;
        const int Raw = 3;
        const int Routes = 0;
        const int NetlinkOptions = 270;
        int fd = LibC.socket(FamilyNetlink, Raw | CloseOnExec, Routes);
        if (fd < 0)
            throw KernelFailure.Last("make socket", "for network devices");
        // NETLINK_CAP_ACK and NETLINK_EXT_ACK; without them only the words are missing.
        int on = 1;
        foreach (int option in (ReadOnlySpan<int>)[10, 11])
            _ = LibC.setsockopt(fd, NetlinkOptions, option, &on, sizeof(int));
        return new Fd(fd);
    }

    /// <summary>A listening socket with a name in a directory.</summary>
    public static Fd Listen(Fd directory, string name)
    {
        Fd socket = Make(SequencedPackets);
        try
        {
            UnixAddress address = AddressIn(directory, name);
            if (LibC.bind(socket.Value, (sockaddr*)&address, UnixAddress.Size) != 0)
                throw KernelFailure.Last("bind socket", name);
            if (LibC.listen(socket.Value, 8) != 0)
                throw KernelFailure.Last("listen on", name);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects to a name in a directory, or null and the errno.</summary>
    public static Fd? TryConnect(Fd directory, string name, out int errno) =>
        TryConnect(SequencedPackets, AddressIn(directory, name), out errno);

    /// <summary>A socket that takes messages from everybody who reaches its name in a directory.</summary>
    public static Fd BindDatagrams(Fd directory, string name)
    {
        const uint Everybody = 0x1B6;
        Fd socket = Make(Datagram);
        try
        {
            UnixAddress address = AddressIn(directory, name);
            if (LibC.bind(socket.Value, (sockaddr*)&address, UnixAddress.Size) != 0)
                throw KernelFailure.Last("bind socket", name);
            using Fd place = Files.OpenAt(directory.Value, name, Files.PathOnly | Files.NoFollow);
            Files.ChangeMode(place, Everybody, name);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects to where a service manager takes messages: a path, or <c>@</c> and an abstract name (unix(7)).</summary>
    public static Fd ConnectDatagrams(string manager)
    {
        if (manager is not ['/' or '@', _, ..])
            throw new RuntimeFailure("connect to", manager, "NOTIFY_SOCKET is neither a path nor @ and a name");
        int slash = manager.LastIndexOf('/');
        using Fd? directory = manager[0] == '@'
            ? null : Files.Open(manager[..Math.Max(slash, 1)], Files.PathOnly | Files.Directory);
        UnixAddress address = directory is null ? Abstract(manager[1..]) : AddressIn(directory, manager[(slash + 1)..]);
        Fd socket = Make(Datagram);
        int size = directory is null ? sizeof(ushort) + 1 + Encoding.UTF8.GetByteCount(manager[1..]) : UnixAddress.Size;
        if (LibC.connect(socket.Value, (sockaddr*)&address, size) == 0)
            return socket;
        int errno = Errno.Last;
        socket.Dispose();
        throw KernelFailure.Of(errno, "connect to", manager, "NOTIFY_SOCKET in the environment names it");
    }

    /// <summary>Connects to a stream socket at a path of the host.</summary>
    public static Fd Connect(string path)
    {
        // sun_path holds 108 bytes; a longer path is reached through its open directory.
        int slash = path.LastIndexOf('/');
        using Fd directory = Files.Open(slash <= 0 ? (slash == 0 ? "/" : ".") : path[..slash], Files.PathOnly | Files.Directory);
        return TryConnect(Stream, AddressIn(directory, path[(slash + 1)..]), out int errno)
            ?? throw KernelFailure.Of(errno, "connect to", path);
    }

    /// <summary>
    /// Connects to a stream socket at a path of the host, or null and the errno. Neither this nor a send takes longer than
    /// told, however busy the other side is.
    /// </summary>
    public static Fd? TryConnectPatiently(string path, int seconds, out int errno)
    {
        int slash = path.LastIndexOf('/');
        using Fd? directory = Files.TryOpen(slash < 0 ? "." : path[..Math.Max(slash, 1)], Files.PathOnly | Files.Directory, out errno);
        if (directory is null)
            return null;
        Fd socket = Make(Stream);
        LimitSending(socket, Math.Min(seconds * 1000L, Math.Max(Deadline.Moment - Environment.TickCount64, 1)));
        UnixAddress address = AddressIn(directory, path[(slash + 1)..]);
        errno = LibC.connect(socket.Value, (sockaddr*)&address, UnixAddress.Size) == 0 ? 0 : Errno.Last;
        if (errno == 0)
            return socket;
        socket.Dispose();
        return null;
    }

    public static Fd Accept(Fd listener, string subject)
    {
        while (true)
        {
            int fd = LibC.accept4(listener.Value, null, null, CloseOnExec);
            if (fd >= 0)
                return new Fd(fd);
            if (Errno.Last != Errno.EINTR)
                throw KernelFailure.Last("accept on", subject);
        }
    }

    private static Fd? TryConnect(int type, UnixAddress address, out int errno)
    {
        Fd socket = Make(type);
        if (Deadline.IsSet)
            LimitSending(socket, Math.Max(Deadline.Moment - Environment.TickCount64, 1));
        errno = LibC.connect(socket.Value, (sockaddr*)&address, UnixAddress.Size) == 0 ? 0 : Errno.Last;
        if (errno == 0)
            return socket;
        socket.Dispose();
        if (errno == Errno.EAGAIN)
            Deadline.Check("somebody to accept the connection to a socket");
        return null;
    }

    // Neither connecting nor sending then takes longer, however busy the other side is (SO_SNDTIMEO, socket(7)).
    private static void LimitSending(Fd socket, long milliseconds)
    {
        const int SendTimeout = 21;
        long* time = stackalloc long[2] { milliseconds / 1000, milliseconds % 1000 * 1000 };
        _ = LibC.setsockopt(socket.Value, LibC.SOL_SOCKET, SendTimeout, time, 2 * sizeof(long));
    }

    private static Fd Make(int type)
    {
        int fd = LibC.socket(FamilyUnix, type | CloseOnExec, 0);
        return fd >= 0 ? new Fd(fd) : throw KernelFailure.Last("make socket", null);
    }

    private static UnixAddress AddressIn(Fd directory, string name)
    {
        var address = new UnixAddress { Family = FamilyUnix };
        string path = $"/proc/self/fd/{directory.Value}/{name}";
        var target = new Span<byte>(address.Path, UnixAddress.PathSize - 1);
        if (!Encoding.UTF8.TryGetBytes(path, target, out _))
            throw new RuntimeFailure("name a socket", name, "the name is too long");
        return address;
    }

    private static UnixAddress Abstract(string name)
    {
        var address = new UnixAddress { Family = FamilyUnix };
        if (!Encoding.UTF8.TryGetBytes(name, new Span<byte>(address.Path + 1, UnixAddress.PathSize - 1), out _))
            throw new RuntimeFailure("name a socket", $"@{name}", "the name is too long");
        return address;
    }

    /// <summary>Sends one message with descriptors.</summary>
    public static void Send(Fd socket, ReadOnlySpan<byte> data, ReadOnlySpan<int> descriptors, string subject)
    {
        byte* control = stackalloc byte[16 + MostDescriptors * sizeof(int) + 8];
        fixed (byte* bytes = data)
        {
            iovec vector = new() { iov_base = bytes, iov_len = data.Length };
            msghdr message = new() { msg_iov = &vector, msg_iovlen = 1 };
            if (!descriptors.IsEmpty)
            {
                long length = 16 + descriptors.Length * sizeof(int);
                *(long*)control = length;
                *(int*)(control + 8) = LibC.SOL_SOCKET;
                *(int*)(control + 12) = LibC.SCM_RIGHTS;
                descriptors.CopyTo(new Span<int>(control + 16, descriptors.Length));
                message.msg_control = control;
                message.msg_controllen = (int)((length + 7) & ~7);
            }
            while ((long)LibC.sendmsg(socket.Value, &message, NoSignal) < 0)
            {
                if (Errno.Last != Errno.EINTR)
                    throw KernelFailure.Last("send to", subject);
            }
        }
    }

    /// <summary>Sends bytes on a stream, all of them.</summary>
    public static void SendAll(Fd socket, ReadOnlySpan<byte> data, string subject)
    {
        while (!data.IsEmpty)
        {
            fixed (byte* bytes = data)
            {
                iovec vector = new() { iov_base = bytes, iov_len = data.Length };
                msghdr message = new() { msg_iov = &vector, msg_iovlen = 1 };
                long sent = (long)LibC.sendmsg(socket.Value, &message, NoSignal);
                if (sent < 0 && Errno.Last != Errno.EINTR)
                    throw KernelFailure.Last("send to", subject);
                data = data[(int)Math.Max(sent, 0)..];
            }
        }
    }

    /// <summary>Sends one message; false when it could not be sent. Allocates nothing.</summary>
    public static bool TrySend(Fd socket, ReadOnlySpan<byte> data)
    {
        fixed (byte* bytes = data)
        {
            iovec vector = new() { iov_base = bytes, iov_len = data.Length };
            msghdr message = new() { msg_iov = &vector, msg_iovlen = 1 };
            while ((long)LibC.sendmsg(socket.Value, &message, NoSignal) < 0)
            {
                if (Errno.Last != Errno.EINTR)
                    return false;
            }
            return true;
        }
    }

    /// <summary>
    /// Receives one message; its length, 0 when the other side is gone. Descriptors are added to the list.
    /// </summary>
    public static int Receive(Fd socket, Span<byte> buffer, List<Fd>? descriptors, string subject)
    {
        byte* control = stackalloc byte[16 + MostDescriptors * sizeof(int) + 8];
        fixed (byte* bytes = buffer)
        {
            iovec vector = new() { iov_base = bytes, iov_len = buffer.Length };
            msghdr message = new() { msg_iov = &vector, msg_iovlen = 1 };
            if (descriptors is not null)
            {
                message.msg_control = control;
                message.msg_controllen = 16 + MostDescriptors * sizeof(int) + 4;
            }
            long length;
            while ((length = (long)LibC.recvmsg(socket.Value, &message, ReceiveCloseOnExec)) < 0)
            {
                // The other side has gone without reading everything. What it wrote before is still to come.
                if (Errno.Last is not (Errno.EINTR or Errno.ECONNRESET))
                    throw KernelFailure.Last("receive from", subject);
            }
            if ((message.msg_flags & (Truncated | ControlTruncated)) != 0)
                throw new RuntimeFailure("receive from", subject, "the message is larger than expected");
            Collect(control, (long)(ulong)message.msg_controllen, descriptors);
            return (int)length;
        }
    }

    private static void Collect(byte* control, long length, List<Fd>? descriptors)
    {
        if (descriptors is null || length < 16 || *(int*)(control + 12) != LibC.SCM_RIGHTS)
            return;
        int count = (int)((*(long*)control - 16) / sizeof(int));
        for (int i = 0; i < count; i++)
            descriptors.Add(new Fd(((int*)(control + 16))[i]));
    }

    private struct UnixAddress
    {
        public const int PathSize = 108;
        public ushort Family;
        public fixed byte Path[PathSize];

        public const int Size = sizeof(ushort) + PathSize;
    }
}
