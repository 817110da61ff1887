using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Oci.Runtime.Interop;

/// <summary>A message to the kernel's routing family (rtnetlink(7)): a header, a fixed part, and attributes.</summary>
internal sealed class RouteMessage
{
    public const ushort NewLink = 16;
    public const ushort GetLink = 18;
    public const ushort NewAddress = 20;
    public const ushort GetAddress = 22;

    /// <summary>NLM_F_DUMP: all entries, not one.</summary>
    public const ushort All = 0x300;

    /// <summary>NLM_F_CREATE and NLM_F_EXCL: make it new.</summary>
    public const ushort Create = 0x600;

    private const ushort Request = 1;
    private const ushort Acknowledge = 4;
    private const int HeaderSize = 16;

    private readonly byte[] _bytes = new byte[1024];
    private int _length;

    public RouteMessage(ushort type, ushort flags, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(4), type);
        ushort acknowledge = flags == All ? (ushort)0 : Acknowledge;
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(6), (ushort)(Request | acknowledge | flags));
        body.CopyTo(_bytes.AsSpan(HeaderSize));
        _length = HeaderSize + body.Length;
    }

    /// <summary>struct ifinfomsg.</summary>
    public static RouteMessage OfLink(ushort type, ushort flags, int index, uint linkFlags = 0, uint change = 0)
    {
        Span<byte> body = stackalloc byte[16];
        body.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(body[4..], index);
        BinaryPrimitives.WriteUInt32LittleEndian(body[8..], linkFlags);
        BinaryPrimitives.WriteUInt32LittleEndian(body[12..], change);
        return new RouteMessage(type, flags, body);
    }

    /// <summary>The whole message, with its length in front.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            BinaryPrimitives.WriteInt32LittleEndian(_bytes, _length);
            return _bytes.AsSpan(0, _length);
        }
    }

    public RouteMessage Add(ushort type, ReadOnlySpan<byte> value)
    {
        const int AttributeHeader = 4;
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_length), (ushort)(AttributeHeader + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_length + 2), type);
        value.CopyTo(_bytes.AsSpan(_length + AttributeHeader));
        _length = Aligned(_length + AttributeHeader + value.Length);
        return this;
    }

    public RouteMessage Add(ushort type, uint value) => Add(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    public RouteMessage Add(ushort type, int value) => Add(type, (uint)value);

    public RouteMessage Add(ushort type, string value) => Add(type, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>Messages and attributes begin at multiples of four.</summary>
    public static int Aligned(int length) => (length + 3) & ~3;

    /// <summary>The value of an attribute in a list of them; false when it is not there.</summary>
    public static bool TryFind(ReadOnlySpan<byte> attributes, ushort type, out ReadOnlySpan<byte> value)
    {
        const ushort TypeMask = 0x3FFF;
        while (attributes.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(attributes);
            if (length < 4 || length > attributes.Length)
                break;
            value = attributes[4..length];
            if ((BinaryPrimitives.ReadUInt16LittleEndian(attributes[2..]) & TypeMask) == type)
                return true;
            attributes = attributes[Math.Min(Aligned(length), attributes.Length)..];
        }
        value = default;
        return false;
    }
}
