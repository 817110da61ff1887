using System;
using System.Collections.Generic;
using System.Linq;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;
using Oci.Runtime.Tracing;
using Xunit;

namespace Oci.Runtime.Tests.Tracing;

/// <summary>What init writes of its steps into shared memory, and what is read of it.</summary>
public sealed class StepRecordsTests
{
    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        Span<byte> record = stackalloc byte[StepRecords.Size];
        record.Clear();
        StepRecords.Begin(record, StepTag.BindMount, "/mounts/3", 17);

        Assert.Equal(new StepRecord(StepTag.BindMount, "/mounts/3", 17, 0, StepOutcome.Open), StepRecords.Read(record));

        StepRecords.End(record, StepOutcome.Failed, 19);

        Assert.Equal(new StepRecord(StepTag.BindMount, "/mounts/3", 17, 19, StepOutcome.Failed), StepRecords.Read(record));
    }

    [Fact]
    public void What_was_not_begun_is_no_record() => Assert.Null(StepRecords.Read(new byte[StepRecords.Size]));

    [Theory]
    [InlineData("x")]
    [InlineData("ö")]
    [InlineData("€")]
    [InlineData("😀")]
    public void A_long_property_is_cut_between_two_letters(string letter)
    {
        string property = "/" + string.Concat(Enumerable.Repeat(letter, StepRecords.Size));
        var record = new byte[2 * StepRecords.Size];
        StepRecords.Begin(record.AsSpan(0, StepRecords.Size), StepTag.SetSysctl, property, 1);

        string read = StepRecords.Read(record)!.Value.Property;

        Assert.StartsWith(read, property, StringComparison.Ordinal);
        Assert.InRange(read.Length, 10, StepRecords.Size);
        Assert.All(record[StepRecords.Size..], static untouched => Assert.Equal(0, untouched));
    }

    [Fact]
    public void Both_sides_see_the_same_memory_and_steps_beyond_its_end_are_left_out()
    {
        using Fd file = MemoryFile.Zeros(2 * StepRecords.Size, "test");
        using var ours = SharedMemory.Map(file, "test");
        using var theirs = SharedMemory.Map(file, "test");
        var recorder = new StepRecorder(theirs);
        foreach (InitStep step in (InitStep[])[new SetUmask(1), new SetHostname("a"), new SetUmask(2)])
        {
            recorder.Begin(step);
            recorder.End(StepOutcome.Done);
        }
        recorder.End(StepOutcome.Failed);

        List<StepRecord> read = [];
        for (int place = 0; place < ours.Bytes.Length; place += StepRecords.Size)
            read.Add(StepRecords.Read(ours.Bytes.Slice(place, StepRecords.Size))!.Value);

        Assert.Equal([StepTag.SetUmask, StepTag.SetHostname], read.Select(static record => record.Tag));
        Assert.All(read, static record => Assert.Equal(StepOutcome.Done, record.Outcome));
        Assert.True(read[0].Begin <= read[0].End && read[0].End <= read[1].Begin && read[1].Begin <= read[1].End);
    }
}
