using System;
using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime.Stats;

/// <summary>Statistics from files of cgroup v1.</summary>
internal static class V1Stats
{
    public static ContainerStats Read(StatFiles files) => new()
    {
        Cpu = Cpu(files),
        Cpuset = Cpuset(files),
        Memory = Memory(files),
        Pids = new PidsStats(files.Number("pids", "pids.current"), Limit(files.Number("pids", "pids.max"))),
        BlockIo = BlockIo(files),
        Hugetlb = Hugetlb(files),
    };

    private static CpuStats Cpu(StatFiles files)
    {
        const string Account = "cpuacct";
        ValueList<NamedCount> throttling = StatText.FlatKeyed(files.Read("cpu", "cpu.stat"));
        string each = files.Read(Account, "cpuacct.usage_all");
        return new CpuStats
        {
            Total = files.Number(Account, "cpuacct.usage"),
            Kernel = files.Number(Account, "cpuacct.usage_sys"),
            User = files.Number(Account, "cpuacct.usage_user"),
            PerCpu = StatText.Numbers(files.Read(Account, "cpuacct.usage_percpu")),
            PerCpuKernel = StatText.Column(each, "system"),
            PerCpuUser = StatText.Column(each, "user"),
            Periods = StatText.Value(throttling, "nr_periods"),
            ThrottledPeriods = StatText.Value(throttling, "nr_throttled"),
            ThrottledTime = StatText.Value(throttling, "throttled_time"),
        };
    }

    private static CpusetStats Cpuset(StatFiles files)
    {
        return new CpusetStats
        {
            Cpus = StatText.Ranges(files.Read("cpuset", "cpuset.cpus")),
            Mems = StatText.Ranges(files.Read("cpuset", "cpuset.mems")),
            CpuExclusive = Number("cpu_exclusive"),
            MemHardwall = Number("mem_hardwall"),
            MemExclusive = Number("mem_exclusive"),
            MemoryMigrate = Number("memory_migrate"),
            MemorySpreadPage = Number("memory_spread_page"),
            MemorySpreadSlab = Number("memory_spread_slab"),
            MemoryPressure = Number("memory_pressure"),
            SchedLoadBalance = Number("sched_load_balance"),
            // -1 is the system's default.
            SchedRelaxDomainLevel = long.TryParse(files.Read("cpuset", "cpuset.sched_relax_domain_level"), out long level) ? level : 0,
        };

        ulong Number(string name) => files.Number("cpuset", $"cpuset.{name}");
    }

    private static MemoryStats Memory(StatFiles files)
    {
        ValueList<NamedCount> raw = StatText.FlatKeyed(files.Read("memory", "memory.stat"));
        return new MemoryStats
        {
            Cache = StatText.Value(raw, "cache"),
            Usage = Usage(files, "memory"),
            Swap = Usage(files, "memory.memsw"),
            Kernel = Usage(files, "memory.kmem"),
            KernelTcp = Usage(files, "memory.kmem.tcp"),
            Raw = raw,
        };
    }

    private static MemoryUsage Usage(StatFiles files, string kind) => new(
        files.Number("memory", $"{kind}.limit_in_bytes"), files.Number("memory", $"{kind}.usage_in_bytes"),
        files.Number("memory", $"{kind}.max_usage_in_bytes"), files.Number("memory", $"{kind}.failcnt"));

    // Which files count depends on the scheduler of the device: BFQ, the old CFQ, or neither, where only what passes
    // the throttle is counted.
    private static BlockIoStats BlockIo(StatFiles files)
    {
        return new BlockIoStats
        {
            ServiceBytes = First("io_service_bytes_recursive", "blkio.throttle."),
            Serviced = First("io_serviced_recursive", "blkio.throttle."),
            Queued = First("io_queued_recursive"),
            ServiceTime = First("io_service_time_recursive"),
            WaitTime = First("io_wait_time_recursive"),
            Merged = First("io_merged_recursive"),
            Time = First("time_recursive"),
            Sectors = First("sectors_recursive"),
        };

        ValueList<BlockIoEntry> First(string name, string? last = null)
        {
            foreach (string? beginning in (ReadOnlySpan<string?>)["blkio.bfq.", "blkio.", last])
            {
                ValueList<BlockIoEntry> entries = beginning is null ? [] : StatText.BlockIo(files.Read("blkio", beginning + name));
                if (entries.Count > 0)
                    return entries;
            }
            return [];
        }
    }

    private static ValueList<HugetlbStats> Hugetlb(StatFiles files)
    {
        var stats = new List<HugetlbStats>();
        foreach (string size in files.PageSizes(".usage_in_bytes"))
        {
            stats.Add(new HugetlbStats(
                size, files.Number("hugetlb", $"hugetlb.{size}.usage_in_bytes"),
                files.Number("hugetlb", $"hugetlb.{size}.max_usage_in_bytes"), files.Number("hugetlb", $"hugetlb.{size}.failcnt")));
        }
        return [.. stats];
    }

    internal static ulong Limit(ulong tasks) => tasks == ulong.MaxValue ? 0 : tasks;
}
