using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Oci.Runtime.Interop;

/// <summary>A line to the kernel's routing family (rtnetlink(7)), in the network namespace it was opened in.</summary>
internal sealed class RouteSocket : IDisposable
{
    private const int HeaderSize = 16;
    private const ushort Error = 2;
    private const ushort Done = 3;

    private readonly Fd _socket = Sockets.ForRoutes();
    private readonly byte[] _buffer = new byte[64 << 10];

    /// <summary>Sends a request and returns the bodies of what comes back.</summary>
    /// <returns>Null when the kernel refuses; why is in the other two.</returns>
    public List<byte[]>? TryAsk(RouteMessage request, out int errno, out string? words)
    {
        Sockets.Send(_socket, request.Bytes, [], "the kernel's routing family");
        var answers = new List<byte[]>();
        (errno, words) = (0, null);
        while (true)
        {
            int length = Sockets.Receive(_socket, _buffer, null, "the kernel's routing family");
            if (TakeAll(_buffer.AsSpan(0, length), answers, ref errno, ref words))
                return errno == 0 ? answers : null;
        }
    }

    /// <summary>The same, where a refusal is a failure.</summary>
    public List<byte[]> Ask(RouteMessage request, string operation, string subject) =>
        TryAsk(request, out int errno, out string? words) ?? throw KernelFailure.Of(errno, operation, subject, words);

    // One datagram holds one or more messages; an error message (also with the error 0) or the end of a list is the last.
    private static bool TakeAll(ReadOnlySpan<byte> data, List<byte[]> answers, ref int errno, ref string? words)
    {
        while (data.Length >= HeaderSize)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(data);
            if (length < HeaderSize || length > data.Length)
                break;
            ReadOnlySpan<byte> body = data[HeaderSize..length];
            switch (BinaryPrimitives.ReadUInt16LittleEndian(data[4..]))
            {
                case Error:
                    errno = -BinaryPrimitives.ReadInt32LittleEndian(body);
                    words = errno == 0 ? null : WordsIn(data[..length]);
                    return true;
                case Done:
                    return true;
                default: answers.Add(body.ToArray()); break;
            }
            data = data[Math.Min(RouteMessage.Aligned(length), data.Length)..];
        }
        return false;
    }

    // With NETLINK_EXT_ACK the kernel says in words what it did not like, after the error and the request's header.
    private static string? WordsIn(ReadOnlySpan<byte> message)
    {
        const ushort HasAttributes = 0x200;
        const ushort Message = 1;
        const int Fixed = HeaderSize + sizeof(int) + HeaderSize;
        bool has = (BinaryPrimitives.ReadUInt16LittleEndian(message[6..]) & HasAttributes) != 0 && message.Length > Fixed;
        return has && RouteMessage.TryFind(message[Fixed..], Message, out ReadOnlySpan<byte> text)
            ? Encoding.UTF8.GetString(text.TrimEnd((byte)0))
            : null;
    }

    public void Dispose() => _socket.Dispose();
}
