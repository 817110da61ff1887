namespace Oci.Runtime.Tracing;

/// <summary>One thing that took its time. Times are nanoseconds of the monotonic clock.</summary>
internal sealed class TimelineEvent(string kind, string name, long begin)
{
    /// <summary><c>phase</c>, <c>step</c> or <c>detail</c>.</summary>
    public string Kind { get; } = kind;

    public string Name { get; } = name;

    public long Begin { get; } = begin;

    /// <summary>0 while it goes on.</summary>
    public long End { get; set; }

    /// <summary>The property of config.json that it comes from; empty for what every container gets.</summary>
    public string Pointer { get; init; } = "";

    /// <summary>What it does, as a phrase for people.</summary>
    public string? Description { get; init; }

    public string? Error { get; set; }

    /// <summary>It is over, if it was not.</summary>
    public void EndAt(long time)
    {
        if (End == 0)
            End = time;
    }

    /// <summary>It was not over when the timeline was written.</summary>
    public bool IsUnfinished { get; init; }
}
