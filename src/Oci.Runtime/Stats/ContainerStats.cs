using Oci.Spec;

namespace Oci.Runtime.Stats;

/// <summary>What a container uses and has used.</summary>
internal sealed record ContainerStats
{
    public CpuStats Cpu { get; init; } = new();
    public CpusetStats Cpuset { get; init; } = new();
    public MemoryStats Memory { get; init; } = new();
    public PidsStats Pids { get; init; } = new();
    public BlockIoStats BlockIo { get; init; } = new();
    public ValueList<HugetlbStats> Hugetlb { get; init; } = [];
}

/// <summary>Processor time, in nanoseconds.</summary>
internal sealed record CpuStats
{
    public ulong Total { get; init; }
    public ulong Kernel { get; init; }
    public ulong User { get; init; }

    /// <summary>Of each processor; only version 1 counts so.</summary>
    public ValueList<ulong> PerCpu { get; init; } = [];
    public ValueList<ulong> PerCpuKernel { get; init; } = [];
    public ValueList<ulong> PerCpuUser { get; init; } = [];

    /// <summary>Periods of the quota, those in which it was used up, and how long processes waited then.</summary>
    public ulong Periods { get; init; }
    public ulong ThrottledPeriods { get; init; }
    public ulong ThrottledTime { get; init; }
    public PressureStats? Pressure { get; init; }
}

/// <summary>Processors and memory nodes; the switches are of version 1.</summary>
internal sealed record CpusetStats
{
    public ValueList<NumberRange> Cpus { get; init; } = [];
    public ValueList<NumberRange> Mems { get; init; } = [];
    public ulong CpuExclusive { get; init; }
    public ulong MemHardwall { get; init; }
    public ulong MemExclusive { get; init; }
    public ulong MemoryMigrate { get; init; }
    public ulong MemorySpreadPage { get; init; }
    public ulong MemorySpreadSlab { get; init; }
    public ulong MemoryPressure { get; init; }
    public ulong SchedLoadBalance { get; init; }
    public long SchedRelaxDomainLevel { get; init; }
}

/// <summary>Memory, in bytes.</summary>
internal sealed record MemoryStats
{
    public ulong Cache { get; init; }
    public MemoryUsage Usage { get; init; }

    /// <summary>Memory and swap together, in both versions.</summary>
    public MemoryUsage Swap { get; init; }
    public MemoryUsage Kernel { get; init; }
    public MemoryUsage KernelTcp { get; init; }

    /// <summary>memory.stat as it is.</summary>
    public ValueList<NamedCount> Raw { get; init; } = [];
    public PressureStats? Pressure { get; init; }
}

/// <summary>One kind of memory: its limit, what is in use, the most that was, how often the limit was hit.</summary>
internal readonly record struct MemoryUsage(ulong Limit, ulong Usage, ulong Most, ulong Failures);

/// <summary>A line of a file such as memory.stat.</summary>
internal readonly record struct NamedCount(string Name, ulong Value);

/// <summary>Tasks; a limit of 0 is none.</summary>
internal sealed record PidsStats(ulong Current = 0, ulong Limit = 0);

/// <summary>What was done with block devices, by device and kind of operation.</summary>
internal sealed record BlockIoStats
{
    public ValueList<BlockIoEntry> ServiceBytes { get; init; } = [];
    public ValueList<BlockIoEntry> Serviced { get; init; } = [];
    public ValueList<BlockIoEntry> Queued { get; init; } = [];
    public ValueList<BlockIoEntry> ServiceTime { get; init; } = [];
    public ValueList<BlockIoEntry> WaitTime { get; init; } = [];
    public ValueList<BlockIoEntry> Merged { get; init; } = [];
    public ValueList<BlockIoEntry> Time { get; init; } = [];
    public ValueList<BlockIoEntry> Sectors { get; init; } = [];
    public PressureStats? Pressure { get; init; }
}

/// <param name="Operation">Such as <c>Read</c>; empty where the file does not tell them apart.</param>
internal sealed record BlockIoEntry(ulong Major, ulong Minor, string Operation, ulong Value);

/// <summary>Huge pages of one size, in bytes.</summary>
internal sealed record HugetlbStats(string PageSize, ulong Usage, ulong Most, ulong Failures);

/// <summary>How long processes waited for a resource (Documentation/accounting/psi.rst).</summary>
internal sealed record PressureStats(PressureLine? Some, PressureLine? Full);

/// <summary>Percent of the last 10, 60 and 300 seconds, and microseconds in total.</summary>
internal sealed record PressureLine(double Average10, double Average60, double Average300, ulong Total);
