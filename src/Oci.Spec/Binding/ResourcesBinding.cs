using Oci.Spec.Json;

namespace Oci.Spec.Binding;

/// <summary>Binds <c>linux.resources</c>, in config.json and alone.</summary>
internal static class ResourcesBinding
{
    public static ResourcesSpec Resources(JsonValue resources) => new()
    {
        Devices = resources["devices"u8].List(DeviceRule),
        Memory = resources["memory"u8].As(Memory),
        Cpu = resources["cpu"u8].As(Cpu),
        Pids = resources["pids"u8].As(static pids => new PidsSpec(pids["limit"u8].Int64OrNull())),
        BlockIo = resources["blockIO"u8].As(BlockIo),
        HugepageLimits = resources["hugepageLimits"u8].List(HugepageLimit),
        Network = resources["network"u8].As(Network),
        Rdma = resources["rdma"u8].Map(Rdma),
        Unified = resources["unified"u8].NamedValues(),
    };

    /// <summary>
    /// What a rule leaves out means "all" (config-linux.md, Allowed Device list). Engines also write the
    /// numbers -1 for it.
    /// </summary>
    private static DeviceRule DeviceRule(JsonValue rule) => new(
        rule["allow"u8].Flag(),
        rule["type"u8].Text() is [char type] ? type : 'a',
        rule["major"u8].Int64OrNull() is >= 0 and var major ? major : null,
        rule["minor"u8].Int64OrNull() is >= 0 and var minor ? minor : null,
        rule["access"u8].TextOrNull() ?? "rwm");

    private static MemorySpec Memory(JsonValue memory) => new()
    {
        Limit = memory["limit"u8].Int64OrNull(),
        Reservation = memory["reservation"u8].Int64OrNull(),
        Swap = memory["swap"u8].Int64OrNull(),
        Kernel = memory["kernel"u8].Int64OrNull(),
        KernelTcp = memory["kernelTCP"u8].Int64OrNull(),
        Swappiness = memory["swappiness"u8].UInt64OrNull(),
        DisableOomKiller = memory["disableOOMKiller"u8].FlagOrNull(),
        UseHierarchy = memory["useHierarchy"u8].FlagOrNull(),
        CheckBeforeUpdate = memory["checkBeforeUpdate"u8].FlagOrNull(),
    };

    private static CpuSpec Cpu(JsonValue cpu) => new()
    {
        Shares = cpu["shares"u8].UInt64OrNull(),
        Quota = cpu["quota"u8].Int64OrNull(),
        Burst = cpu["burst"u8].UInt64OrNull(),
        Period = cpu["period"u8].UInt64OrNull(),
        RealtimeRuntime = cpu["realtimeRuntime"u8].Int64OrNull(),
        RealtimePeriod = cpu["realtimePeriod"u8].UInt64OrNull(),
        Cpus = cpu["cpus"u8].TextOrNull(),
        Mems = cpu["mems"u8].TextOrNull(),
        Idle = cpu["idle"u8].Int64OrNull(),
    };

    private static BlockIoSpec BlockIo(JsonValue io) => new()
    {
        Weight = io["weight"u8].UInt16OrNull(),
        LeafWeight = io["leafWeight"u8].UInt16OrNull(),
        WeightDevice = io["weightDevice"u8].List(WeightDevice),
        ThrottleReadBpsDevice = io["throttleReadBpsDevice"u8].List(ThrottleDevice),
        ThrottleWriteBpsDevice = io["throttleWriteBpsDevice"u8].List(ThrottleDevice),
        ThrottleReadIopsDevice = io["throttleReadIOPSDevice"u8].List(ThrottleDevice),
        ThrottleWriteIopsDevice = io["throttleWriteIOPSDevice"u8].List(ThrottleDevice),
    };

    private static WeightDevice WeightDevice(JsonValue device) => new(
        device["major"u8].Int64(),
        device["minor"u8].Int64(),
        device["weight"u8].UInt16OrNull(),
        device["leafWeight"u8].UInt16OrNull());

    private static ThrottleDevice ThrottleDevice(JsonValue device) =>
        new(device["major"u8].Int64(), device["minor"u8].Int64(), device["rate"u8].UInt64());

    private static HugepageLimit HugepageLimit(JsonValue limit) =>
        new(limit["pageSize"u8].Text(), limit["limit"u8].UInt64());

    private static NetworkResourcesSpec Network(JsonValue network) => new()
    {
        ClassId = network["classID"u8].UInt32OrNull(),
        Priorities = network["priorities"u8].List(static priority =>
            new InterfacePriority(priority["name"u8].Text(), priority["priority"u8].UInt32())),
    };

    private static RdmaLimit Rdma(string device, JsonValue limit) =>
        new(device, limit["hcaHandles"u8].UInt32OrNull(), limit["hcaObjects"u8].UInt32OrNull());
}
