using System;
using System.Buffers;
using System.Text.Json;
using Oci.Spec;

namespace Oci.Runtime.Stats;

/// <summary>
/// Writes what <c>events</c> prints, in the form that engines read (go-runc): an object a line, and what is zero or empty
/// left out, but for the few numbers that are always there.
/// </summary>
internal static class EventJson
{
    public static byte[] Oom(string id) => Line("oom", id, null);

    public static byte[] Stats(string id, ContainerStats stats, RdtStats? rdt = null) =>
        Line("stats", id, json => Data(json, stats, rdt));

    private static byte[] Line(string type, string id, Action<Utf8JsonWriter>? data)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("id"u8, id);
        if (data is not null)
        {
            json.WriteStartObject("data"u8);
            data(json);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Data(Utf8JsonWriter json, ContainerStats stats, RdtStats? rdt)
    {
        Cpu(json, stats.Cpu);
        Cpuset(json, stats.Cpuset);
        Memory(json, stats.Memory);
        json.WriteStartObject("pids"u8);
        Count(json, "current"u8, stats.Pids.Current);
        Count(json, "limit"u8, stats.Pids.Limit);
        json.WriteEndObject();
        BlockIo(json, stats.BlockIo);
        Hugetlb(json, stats.Hugetlb);
        json.WriteStartObject("intel_rdt"u8);
        rdt?.Write(json);
        json.WriteEndObject();
    }

    private static void Cpu(Utf8JsonWriter json, CpuStats cpu)
    {
        json.WriteStartObject("cpu"u8);
        json.WriteStartObject("usage"u8);
        Count(json, "total"u8, cpu.Total);
        Counts(json, "percpu"u8, cpu.PerCpu);
        Counts(json, "percpu_kernel"u8, cpu.PerCpuKernel);
        Counts(json, "percpu_user"u8, cpu.PerCpuUser);
        json.WriteNumber("kernel"u8, cpu.Kernel);
        json.WriteNumber("user"u8, cpu.User);
        json.WriteEndObject();
        json.WriteStartObject("throttling"u8);
        Count(json, "periods"u8, cpu.Periods);
        Count(json, "throttledPeriods"u8, cpu.ThrottledPeriods);
        Count(json, "throttledTime"u8, cpu.ThrottledTime);
        json.WriteEndObject();
        Pressure(json, cpu.Pressure);
        json.WriteEndObject();
    }

    private static void Cpuset(Utf8JsonWriter json, CpusetStats cpuset)
    {
        json.WriteStartObject("cpuset"u8);
        Ranges(json, "cpus"u8, cpuset.Cpus);
        json.WriteNumber("cpu_exclusive"u8, cpuset.CpuExclusive);
        Ranges(json, "mems"u8, cpuset.Mems);
        json.WriteNumber("mem_hardwall"u8, cpuset.MemHardwall);
        json.WriteNumber("mem_exclusive"u8, cpuset.MemExclusive);
        json.WriteNumber("memory_migrate"u8, cpuset.MemoryMigrate);
        json.WriteNumber("memory_spread_page"u8, cpuset.MemorySpreadPage);
        json.WriteNumber("memory_spread_slab"u8, cpuset.MemorySpreadSlab);
        json.WriteNumber("memory_pressure"u8, cpuset.MemoryPressure);
        json.WriteNumber("sched_load_balance"u8, cpuset.SchedLoadBalance);
        json.WriteNumber("sched_relax_domain_level"u8, cpuset.SchedRelaxDomainLevel);
        json.WriteEndObject();
    }

    private static void Memory(Utf8JsonWriter json, MemoryStats memory)
    {
        json.WriteStartObject("memory"u8);
        Count(json, "cache"u8, memory.Cache);
        Usage(json, "usage"u8, memory.Usage);
        Usage(json, "swap"u8, memory.Swap);
        Usage(json, "kernel"u8, memory.Kernel);
        Usage(json, "kernelTCP"u8, memory.KernelTcp);
        if (memory.Raw.Count > 0)
        {
            json.WriteStartObject("raw"u8);
            foreach (NamedCount count in memory.Raw)
                json.WriteNumber(count.Name, count.Value);
            json.WriteEndObject();
        }
        Pressure(json, memory.Pressure);
        json.WriteEndObject();
    }

    private static void Usage(Utf8JsonWriter json, ReadOnlySpan<byte> name, MemoryUsage usage)
    {
        json.WriteStartObject(name);
        json.WriteNumber("limit"u8, usage.Limit);
        Count(json, "usage"u8, usage.Usage);
        Count(json, "max"u8, usage.Most);
        json.WriteNumber("failcnt"u8, usage.Failures);
        json.WriteEndObject();
    }

    private static void BlockIo(Utf8JsonWriter json, BlockIoStats io)
    {
        json.WriteStartObject("blkio"u8);
        Entries(json, "ioServiceBytesRecursive"u8, io.ServiceBytes);
        Entries(json, "ioServicedRecursive"u8, io.Serviced);
        Entries(json, "ioQueueRecursive"u8, io.Queued);
        Entries(json, "ioServiceTimeRecursive"u8, io.ServiceTime);
        Entries(json, "ioWaitTimeRecursive"u8, io.WaitTime);
        Entries(json, "ioMergedRecursive"u8, io.Merged);
        Entries(json, "ioTimeRecursive"u8, io.Time);
        Entries(json, "sectorsRecursive"u8, io.Sectors);
        Pressure(json, io.Pressure);
        json.WriteEndObject();
    }

    private static void Entries(Utf8JsonWriter json, ReadOnlySpan<byte> name, ValueList<BlockIoEntry> entries)
    {
        if (entries.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (BlockIoEntry entry in entries)
        {
            json.WriteStartObject();
            Count(json, "major"u8, entry.Major);
            Count(json, "minor"u8, entry.Minor);
            if (entry.Operation.Length > 0)
                json.WriteString("op"u8, entry.Operation);
            Count(json, "value"u8, entry.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Hugetlb(Utf8JsonWriter json, ValueList<HugetlbStats> sizes)
    {
        json.WriteStartObject("hugetlb"u8);
        foreach (HugetlbStats size in sizes)
        {
            json.WriteStartObject(size.PageSize);
            Count(json, "usage"u8, size.Usage);
            Count(json, "max"u8, size.Most);
            json.WriteNumber("failcnt"u8, size.Failures);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Pressure(Utf8JsonWriter json, PressureStats? pressure)
    {
        if (pressure is null)
            return;
        json.WriteStartObject("psi"u8);
        PressureLine(json, "some"u8, pressure.Some);
        PressureLine(json, "full"u8, pressure.Full);
        json.WriteEndObject();
    }

    private static void PressureLine(Utf8JsonWriter json, ReadOnlySpan<byte> name, PressureLine? line)
    {
        if (line is null)
            return;
        json.WriteStartObject(name);
        json.WriteNumber("avg10"u8, line.Average10);
        json.WriteNumber("avg60"u8, line.Average60);
        json.WriteNumber("avg300"u8, line.Average300);
        json.WriteNumber("total"u8, line.Total);
        json.WriteEndObject();
    }

    private static void Count(Utf8JsonWriter json, ReadOnlySpan<byte> name, ulong value)
    {
        if (value != 0)
            json.WriteNumber(name, value);
    }

    private static void Counts(Utf8JsonWriter json, ReadOnlySpan<byte> name, ValueList<ulong> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (ulong value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static void Ranges(Utf8JsonWriter json, ReadOnlySpan<byte> name, ValueList<NumberRange> ranges)
    {
        if (ranges.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (NumberRange range in ranges)
        {
            for (int number = range.First; number <= range.Last; number++)
                json.WriteNumberValue(number);
        }
        json.WriteEndArray();
    }
}
