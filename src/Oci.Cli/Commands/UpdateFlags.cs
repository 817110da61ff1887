using System;
using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Cli.Commands;

/// <summary>The flags of <c>update</c>, as limits.</summary>
internal sealed class UpdateFlags
{
    private const string Bytes = "BYTES";
    private const string Microseconds = "USEC";

    private readonly Option<string?> _resources = Flags.Text(
        "--resources", "FILE", "read the limits from this file, - for the standard input", "-r");

    private readonly Option<string?> _blkioWeight = Flags.Text("--blkio-weight", "N", "weight of block I/O, 10 to 1000");

    private readonly Option<string?> _cpuPeriod = Flags.Text(
        "--cpu-period", Microseconds, "the period of --cpu-quota, 0 for the system's default");

    private readonly Option<string?> _cpuQuota = Flags.Text(
        "--cpu-quota", Microseconds, "processor time in each period, -1 for no limit");

    private readonly Option<string?> _cpuBurst = Flags.Text(
        "--cpu-burst", Microseconds, "unused processor time that may be saved up for later periods");

    private readonly Option<string?> _cpuShare = Flags.Text(
        "--cpu-share", "N", "share of processor time, relative to other containers");

    private readonly Option<string?> _cpuRealtimePeriod = Flags.Text(
        "--cpu-rt-period", Microseconds, "the period of --cpu-rt-runtime");

    private readonly Option<string?> _cpuRealtimeRuntime = Flags.Text(
        "--cpu-rt-runtime", Microseconds, "time of real-time processes in each period");

    private readonly Option<string?> _cpusetCpus = Flags.Text("--cpuset-cpus", "LIST", "the processors to use, such as 0-2,7");

    private readonly Option<string?> _cpusetMems = Flags.Text("--cpuset-mems", "LIST", "the memory nodes to use");

    private readonly Option<string?> _cpuIdle = Flags.Text("--cpu-idle", "N", "1: run only when nothing else wants to; 0: as usual");

    private readonly Option<string?> _memory = Flags.Text("--memory", Bytes, "limit of memory, such as 512M; -1 for none");

    private readonly Option<string?> _memoryReservation = Flags.Text(
        "--memory-reservation", Bytes, "memory to be left to the container when it becomes scarce");

    private readonly Option<string?> _memorySwap = Flags.Text(
        "--memory-swap", Bytes, "limit of memory and swap together, -1 for none");

    private readonly Option<string?> _kernelMemory = Flags.Text(
        "--kernel-memory", Bytes, "has no effect: it counts towards --memory");

    private readonly Option<string?> _kernelMemoryTcp = Flags.Text(
        "--kernel-memory-tcp", Bytes, "has no effect: it counts towards --memory");

    private readonly Option<string?> _pidsLimit = Flags.Text("--pids-limit", "N", "how many tasks there may be, -1 for no limit");

    private readonly Option<string?> _l3CacheSchema = Flags.Text(
        "--l3-cache-schema", "SCHEMA", "share of the L3 cache, such as L3:0=ff");

    private readonly Option<string?> _memBwSchema = Flags.Text(
        "--mem-bw-schema", "SCHEMA", "share of the memory bandwidth, such as MB:0=50");

    public UpdateFlags(Command command)
    {
        foreach (Option<string?> option in (ReadOnlySpan<Option<string?>>)[
            _resources, _blkioWeight, _cpuPeriod, _cpuQuota, _cpuBurst, _cpuShare, _cpuRealtimePeriod, _cpuRealtimeRuntime,
            _cpusetCpus, _cpusetMems, _cpuIdle, _memory, _memoryReservation, _memorySwap, _kernelMemory, _kernelMemoryTcp,
            _pidsLimit, _l3CacheSchema, _memBwSchema])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Shares of caches and bandwidth, each a line for the container's group.</summary>
    public ValueList<string> Schemata(ParseResult given) =>
    [
        .. Flags.ValueOf(given, _l3CacheSchema) is { } cache ? (ValueList<string>)[cache] : [],
        .. Flags.ValueOf(given, _memBwSchema) is { } bandwidth ? (ValueList<string>)[bandwidth] : [],
    ];

    public ResourcesSpec Resources(ParseResult given)
    {
        if (Flags.ValueOf(given, _resources) is { } file)
            return ReadFile(file);
        WarnOfKernelMemory(given);
        return new ResourcesSpec
        {
            Memory = ReadMemory(given),
            Cpu = ReadCpu(given),
            Pids = Number<long>(given, _pidsLimit) is { } tasks ? new PidsSpec(tasks) : null,
            BlockIo = Number<ushort>(given, _blkioWeight) is { } weight ? new BlockIoSpec { Weight = weight } : null,
        };
    }

    private ResourcesSpec ReadFile(string path)
    {
        const int Largest = 16 << 20; // as for config.json
        return path == "-"
            ? ConfigJson.ReadResources(Files.ReadAll(StandardDescriptor.Input, "standard input", Largest), "standard input")
            : ConfigJson.ReadResources(GivenFile.Read(path, _resources.Name, Largest), path);
    }

    private void WarnOfKernelMemory(ParseResult given)
    {
        foreach (Option<string?> option in (ReadOnlySpan<Option<string?>>)[_kernelMemory, _kernelMemoryTcp])
        {
            if (Flags.ValueOf(given, option) is not null)
                Diagnostics.Warn?.Invoke($"{option.Name} has no effect");
        }
    }

    private MemorySpec ReadMemory(ParseResult given) => new()
    {
        Limit = Size(given, _memory),
        Reservation = Size(given, _memoryReservation),
        Swap = Size(given, _memorySwap),
    };

    private CpuSpec ReadCpu(ParseResult given) => new()
    {
        Shares = Number<ulong>(given, _cpuShare),
        Quota = Number<long>(given, _cpuQuota),
        Burst = Number<ulong>(given, _cpuBurst),
        Period = Number<ulong>(given, _cpuPeriod),
        RealtimeRuntime = Number<long>(given, _cpuRealtimeRuntime),
        RealtimePeriod = Number<ulong>(given, _cpuRealtimePeriod),
        Cpus = Flags.ValueOf(given, _cpusetCpus),
        Mems = Flags.ValueOf(given, _cpusetMems),
        Idle = Number<long>(given, _cpuIdle),
    };

    private static long? Size(ParseResult given, Option<string?> option) =>
        Flags.ValueOf(given, option) is { } text ? ByteSize.Parse(text, option.Name) : null;

    private static T? Number<T>(ParseResult given, Option<string?> option)
        where T : struct, INumber<T>
    {
        if (Flags.ValueOf(given, option) is not { } text)
            return null;
        return T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number)
            ? number
            : throw UsageException.InvalidValue(text, option.Name, "a number");
    }
}
