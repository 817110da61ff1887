using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>
/// The steps of init as bytes: tag and fields of each, little-endian, texts with their length before them.
/// </summary>
/// <remarks>Parent and init are the same executable or of the same version, so the form needs none.</remarks>
internal static class PlanCodec
{
    public static byte[] Encode(ValueList<InitStep> steps)
    {
        var writer = new PlanWriter();
        writer.Number("", steps.Count);
        foreach (InitStep step in steps)
        {
            writer.Number("", (int)step.Tag);
            writer.Text("", step.Property);
            step.Write(writer);
        }
        return writer.ToArray();
    }

    public static InitStep[] Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PlanReader(bytes);
        // A tag and a property at the least.
        var steps = new InitStep[reader.Count(2 * sizeof(long))];
        for (int i = 0; i < steps.Length; i++)
        {
            var tag = (StepTag)reader.Int32();
            steps[i] = StepTable.Read(tag, reader.Text(), ref reader);
        }
        return steps;
    }
}

/// <summary>Writes fields as bytes.</summary>
internal sealed class PlanWriter : StepWriter
{
    private const int NoText = -1;
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public override void Text(string name, string? value)
    {
        if (value is null)
        {
            Number(name, NoText);
            return;
        }
        int length = Encoding.UTF8.GetByteCount(value);
        Number(name, length);
        Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length));
        _bytes.Advance(length);
    }

    public override void Number(string name, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    public override void Unsigned(string name, ulong value) => Number(name, (long)value);

    public override void Attributes(string name, MountAttributes value) => Number(name, (long)value);

    public override void Flag(string name, bool value) => Number(name, value ? 1 : 0);

    public override void Texts(string name, ValueList<string> values)
    {
        Number(name, values.Count);
        foreach (string value in values)
            Text(name, value);
    }

    public override void Numbers(string name, ValueList<uint> values)
    {
        Number(name, values.Count);
        foreach (uint value in values)
            Number(name, value);
    }
}

/// <summary>Reads the fields that <see cref="PlanWriter"/> wrote, in the same order.</summary>
internal ref struct PlanReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public string? OptionalText()
    {
        int length = Int32();
        if (length < 0)
            return null;
        return Encoding.UTF8.GetString(Take(length));
    }

    public string Text() => OptionalText() ?? throw Malformed();

    public char Letter() => Text() is [var letter, ..] ? letter : throw Malformed();

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public int Int32() => (int)Int64();

    /// <summary>How many entries follow, each of so many bytes at the least.</summary>
    public int Count(int size) => Int64() is >= 0 and long count && count <= _left.Length / size ? (int)count : throw Malformed();

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _left.Length)
            throw Malformed();
        ReadOnlySpan<byte> taken = _left[..length];
        _left = _left[length..];
        return taken;
    }

    private static RuntimeFailure Malformed() => new("read", "the plan", "it is damaged");

    public uint UInt32() => (uint)Int64();

    public ulong UInt64() => (ulong)Int64();

    public bool Flag() => Int64() != 0;

    public ValueList<string> Texts()
    {
        var values = new string[Count(sizeof(long))];
        for (int i = 0; i < values.Length; i++)
            values[i] = Text();
        return [.. values];
    }

    public ValueList<uint> Numbers()
    {
        var values = new uint[Count(sizeof(long))];
        for (int i = 0; i < values.Length; i++)
            values[i] = UInt32();
        return [.. values];
    }
}
