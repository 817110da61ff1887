using System;
using System.Buffers.Binary;
using System.Text;

namespace Oci.Runtime.Systemd;

/// <summary>Reads marshalled values, and trusts none of their lengths.</summary>
internal ref struct DBusReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly bool IsAtEnd => _position == _bytes.Length;

    public readonly int Position => _position;

    public void Align(int alignment) => Take(-_position & (alignment - 1));

    public byte Byte() => Take(1)[0];

    public uint UInt32()
    {
        Align(sizeof(uint));
        return BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
    }

    public ulong UInt64()
    {
        Align(sizeof(ulong));
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
    }

    /// <summary>A text, or the path of an object.</summary>
    public string Text()
    {
        uint length = UInt32();
        return Terminated(length);
    }

    public string Signature() => Terminated(Byte());

    private string Terminated(uint length)
    {
        ReadOnlySpan<byte> text = Take(length);
        if (Take(1)[0] != 0 || text.Contains((byte)0))
            throw Malformed();
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>The text in a variant that holds one; null when it holds another type, which is passed over.</summary>
    public string? TextInVariant() => Variant() as string;

    public uint? NumberInVariant() => Variant() as uint?;

    public ulong? LongInVariant() => Variant() as ulong?;

    private object? Variant()
    {
        string signature = Signature();
        switch (signature)
        {
            case "s" or "o": return Text();
            case "g": return Signature();
            case "u": return UInt32();
            case "t": return UInt64();
            case [var type] when DBusTypes.IsBasic(type):
                Align(DBusTypes.SizeOf(type));
                Take(DBusTypes.SizeOf(type));
                return null;
            // Nothing that we ask for or wait for has more in it.
            default: throw Malformed();
        }
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > _bytes.Length - _position)
            throw Malformed();
        ReadOnlySpan<byte> taken = _bytes.Slice(_position, (int)count);
        _position += (int)count;
        return taken;
    }

    public static RuntimeFailure Malformed() => new RuntimeFailure("read", "a message of systemd", "it is no message of D-Bus")
        .As(FailureCode.SystemdFailed);
}
