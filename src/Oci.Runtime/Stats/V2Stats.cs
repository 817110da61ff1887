using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime.Stats;

/// <summary>Statistics from files of cgroup v2 (cgroup-v2.rst, "Controllers"), in the terms of v1.</summary>
internal static class V2Stats
{
    private const ulong NanosecondsInAMicrosecond = 1000;

    public static ContainerStats Read(StatFiles files) => new()
    {
        Cpu = Cpu(files),
        Cpuset = new CpusetStats
        {
            Cpus = StatText.Ranges(files.Read("cpuset", "cpuset.cpus.effective")),
            Mems = StatText.Ranges(files.Read("cpuset", "cpuset.mems.effective")),
        },
        Memory = Memory(files),
        Pids = new PidsStats(files.Number("pids", "pids.current"), V1Stats.Limit(files.Number("pids", "pids.max"))),
        BlockIo = BlockIo(files),
        Hugetlb = Hugetlb(files),
    };

    private static CpuStats Cpu(StatFiles files)
    {
        ValueList<NamedCount> stat = StatText.FlatKeyed(files.Read("cpu", "cpu.stat"));
        return new CpuStats
        {
            Total = StatText.Value(stat, "usage_usec") * NanosecondsInAMicrosecond,
            Kernel = StatText.Value(stat, "system_usec") * NanosecondsInAMicrosecond,
            User = StatText.Value(stat, "user_usec") * NanosecondsInAMicrosecond,
            Periods = StatText.Value(stat, "nr_periods"),
            ThrottledPeriods = StatText.Value(stat, "nr_throttled"),
            ThrottledTime = StatText.Value(stat, "throttled_usec") * NanosecondsInAMicrosecond,
            Pressure = StatText.Pressure(files.Read("cpu", "cpu.pressure")),
        };
    }

    private static MemoryStats Memory(StatFiles files)
    {
        const string Controller = "memory";
        ValueList<NamedCount> raw = StatText.FlatKeyed(files.Read(Controller, "memory.stat"));
        ulong limit = files.Number(Controller, "memory.max"), usage = files.Number(Controller, "memory.current");
        ulong hits = StatText.Value(StatText.FlatKeyed(files.Read(Controller, "memory.events")), "max");
        return new MemoryStats
        {
            Cache = StatText.Value(raw, "file"),
            Usage = new MemoryUsage(limit, usage, files.Number(Controller, "memory.peak"), hits),
            Swap = SwapOf(files, limit, usage),
            Raw = raw,
            Pressure = StatText.Pressure(files.Read(Controller, "memory.pressure")),
        };
    }

    // Readers of v1 know memory and swap together. Without swap accounting there is nothing to tell.
    private static MemoryUsage SwapOf(StatFiles files, ulong limit, ulong usage)
    {
        if (files.TryRead("memory", "memory.swap.current") is not { } current)
            return default;
        ulong swap = files.Number("memory", "memory.swap.max");
        bool isLimited = swap != ulong.MaxValue && limit != ulong.MaxValue;
        return new MemoryUsage(isLimited ? swap + limit : ulong.MaxValue, StatText.Number(current) + usage, 0, 0);
    }

    private static BlockIoStats BlockIo(StatFiles files)
    {
        string stat = files.Read("io", "io.stat");
        return new BlockIoStats
        {
            ServiceBytes = StatText.IoStat(stat, "bytes"),
            Serviced = StatText.IoStat(stat, "ios"),
            Pressure = StatText.Pressure(files.Read("io", "io.pressure")),
        };
    }

    private static ValueList<HugetlbStats> Hugetlb(StatFiles files)
    {
        var stats = new List<HugetlbStats>();
        foreach (string size in files.PageSizes(".current"))
        {
            ulong hits = StatText.Value(StatText.FlatKeyed(files.Read("hugetlb", $"hugetlb.{size}.events")), "max");
            stats.Add(new HugetlbStats(size, files.Number("hugetlb", $"hugetlb.{size}.current"), 0, hits));
        }
        return [.. stats];
    }
}
