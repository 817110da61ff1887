using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;

namespace Oci.Runtime.Tracing;

/// <summary>The process inside of the container, seen by its records.</summary>
/// <param name="ahead">How far its clock is ahead of ours, in nanoseconds.</param>
/// <param name="cloned">When it was cloned; 0 where that was another command.</param>
/// <param name="descriptions">Of its steps, in their order; fewer where they are not known.</param>
internal sealed class WatchedInit(int pid, SharedMemory memory, long ahead, long cloned, string[] descriptions)
{
    /// <summary>What it has done until now; it may go on meanwhile.</summary>
    /// <param name="executed">When its program was executed; 0 if it was not.</param>
    public TimelineTrack Track(long executed, long now, RuntimeFailure? failure)
    {
        var events = new List<TimelineEvent>();
        for (int place = 0; place + StepRecords.Size <= memory.Bytes.Length; place += StepRecords.Size)
        {
            if (StepRecords.Read(memory.Bytes.Slice(place, StepRecords.Size)) is not { } record
                || record.Begin - ahead > now)
                break;
            if (events.Count == 0 && cloned > 0)
                events.Add(new TimelineEvent("detail", Measures.StartInit, cloned) { End = record.Begin - ahead });
            int index = place / StepRecords.Size;
            events.Add(EventOf(record, index < descriptions.Length ? descriptions[index] : null, executed, now, failure));
        }
        return new TimelineTrack(pid, "init", events);
    }

    private TimelineEvent EventOf(StepRecord record, string? description, long executed, long now, RuntimeFailure? failure)
    {
        long end = record.End > 0 ? record.End - ahead : record.Tag == StepTag.Execute ? executed : 0;
        bool isOpen = end == 0 || end > now;
        // The one that init was in when it ended is the one that it ended of.
        bool isFailed = record.Outcome == StepOutcome.Failed
            || (isOpen && failure?.Code is FailureCode.InitEnded or FailureCode.Internal);
        return new TimelineEvent("step", StepNames.Of(record.Tag), record.Begin - ahead)
        {
            End = isOpen ? now : end,
            Pointer = record.Property,
            Description = description,
            Error = isFailed ? failure?.Message : null,
            IsUnfinished = isOpen,
        };
    }
}
