using System;
using System.Buffers.Binary;
using System.Text;

namespace Oci.Runtime.Systemd;

/// <summary>
/// Marshals values, little-endian (D-Bus Specification, "Marshaling"): every one begins at a multiple of its alignment.
/// </summary>
internal sealed class DBusWriter
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Align(int alignment) => Take(-_length & (alignment - 1));

    public void Number(int size, ulong bits)
    {
        Align(size);
        Span<byte> all = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(all, bits);
        all[..size].CopyTo(Take(size));
    }

    public void Text(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Number(sizeof(uint), (ulong)length);
        Encoding.UTF8.GetBytes(value, Take(length + 1));
    }

    public void Signature(string value)
    {
        Number(sizeof(byte), (ulong)value.Length);
        Encoding.ASCII.GetBytes(value, Take(value.Length + 1));
    }

    /// <summary>Writes the elements of an array, behind the length of them all.</summary>
    /// <remarks>The padding before the first element does not count.</remarks>
    public void Array(int alignment, Action elements)
    {
        Number(sizeof(uint), 0);
        int lengthAt = _length - sizeof(uint);
        Align(alignment);
        int start = _length;
        elements();
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(lengthAt), _length - start);
    }

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>The next bytes, which are zero.</summary>
    private Span<byte> Take(int count)
    {
        if (_length + count > _bytes.Length)
            System.Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        Span<byte> taken = _bytes.AsSpan(_length, count);
        _length += count;
        return taken;
    }
}
