using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;

namespace Oci.Runtime.Tracing;

/// <summary>What has become of a step.</summary>
internal enum StepOutcome
{
    /// <summary>It is still at work, or its process has ended in it.</summary>
    Open,

    Done,

    Failed,
}

/// <summary>When init was in which step, by its own clock.</summary>
/// <param name="End">0 while it is open.</param>
internal readonly record struct StepRecord(StepTag Tag, string Property, long Begin, long End, StepOutcome Outcome);

/// <summary>
/// The form of init's records in the memory that it shares with whoever watches: they are there whatever becomes of init,
/// and writing them takes no system call, no allocation, and no limit that a container may have.
/// </summary>
internal static class StepRecords
{
    // Begin and end (8 + 8), tag, outcome, length of the property (3 × 4), the property.
    public const int Size = 128;
    private const int EndPlace = 8;
    private const int TagPlace = 16;
    private const int OutcomePlace = 20;
    private const int LengthPlace = 24;
    private const int PropertyPlace = 28;

    public static void Begin(Span<byte> record, StepTag tag, string property, long now)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record[TagPlace..], (int)tag);
        // As much of it as there is room for.
        Encoding.UTF8.GetEncoder().Convert(property, record[PropertyPlace..Size], flush: true, out _, out int length, out _);
        BinaryPrimitives.WriteInt32LittleEndian(record[LengthPlace..], length);
        BinaryPrimitives.WriteInt64LittleEndian(record, now);
    }

    public static void End(Span<byte> record, StepOutcome outcome, long now)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record[OutcomePlace..], (int)outcome);
        BinaryPrimitives.WriteInt64LittleEndian(record[EndPlace..], now);
    }

    /// <summary>A record; null where none was begun.</summary>
    public static StepRecord? Read(ReadOnlySpan<byte> record)
    {
        long begin = BinaryPrimitives.ReadInt64LittleEndian(record);
        if (begin == 0)
            return null;
        int length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(record[LengthPlace..]), 0, Size - PropertyPlace);
        return new StepRecord(
            (StepTag)BinaryPrimitives.ReadInt32LittleEndian(record[TagPlace..]),
            Encoding.UTF8.GetString(record.Slice(PropertyPlace, length)),
            begin,
            BinaryPrimitives.ReadInt64LittleEndian(record[EndPlace..]),
            (StepOutcome)BinaryPrimitives.ReadInt32LittleEndian(record[OutcomePlace..]));
    }
}

/// <summary>Init's side: writes a record for each of its steps.</summary>
internal sealed class StepRecorder(SharedMemory memory)
{
    private int _next;
    private bool _isOpen;

    public void Begin(InitStep step)
    {
        if ((_next + 1) * StepRecords.Size > memory.Bytes.Length)
            return;
        StepRecords.Begin(Place(_next++), step.Tag, step.Property, Stopwatch.GetTimestamp());
        _isOpen = true;
    }

    /// <summary>Ends the open one, if there is one.</summary>
    public void End(StepOutcome outcome)
    {
        if (_isOpen)
            StepRecords.End(Place(_next - 1), outcome, Stopwatch.GetTimestamp());
        _isOpen = false;
    }

    private Span<byte> Place(int index) => memory.Bytes.Slice(index * StepRecords.Size, StepRecords.Size);
}
