using System;
using Oci.Spec;
using Oci.Spec.Json;
using static Oci.Runtime.Cgroups.CgroupSettingList;

namespace Oci.Runtime.Cgroups;

/// <summary>
/// <c>linux.resources</c> as files of cgroup v2. Most properties were made for v1: they are converted, and what has no
/// counterpart is an error (config-linux.md, "Unified").
/// </summary>
internal static class V2Settings
{
    /// <param name="currentQuota">The first word of cpu.max as it is now, for a period that comes without a quota.</param>
    /// <exception cref="RuntimeFailure">Something that cgroup v2 cannot do.</exception>
    public static ValueList<CgroupSetting> Of(ResourcesSpec resources, string currentQuota = "max")
    {
        var list = new CgroupSettingList();
        AddMemory(list, resources.Memory);
        AddCpu(list, resources.Cpu, currentQuota);
        if (resources.Pids?.Limit is { } tasks)
            list.Add("/pids/limit", "pids", "pids.max", tasks < 0 ? "max" : Text(tasks));
        AddBlockIo(list, resources.BlockIo);
        AddHugepages(list, resources.HugepageLimits);
        if (resources.Network is { ClassId: not null })
            throw Refuse("/network/classID", "mark packets with a BPF program or a match on the cgroup's path");
        if (resources.Network is { Priorities.Count: > 0 })
            throw Refuse("/network/priorities", "set priorities with a BPF program");
        foreach (RdmaLimit limit in resources.Rdma)
            list.Add($"/rdma/{JsonPointer.Escape(limit.Device)}", "rdma", "rdma.max", Rdma(limit));
        AddUnified(list, resources.Unified);
        return list.Settings;
    }

    private static void AddMemory(CgroupSettingList list, MemorySpec? memory)
    {
        if (memory is null)
            return;
        RefuseMemoryOfV1(memory);
        if (memory.Limit is { } limit and not 0)
            list.Add("/memory/limit", "memory", "memory.max", Size(limit));
        if (SwapOf(memory) is { } swap)
            list.Add("/memory/swap", "memory", "memory.swap.max", Size(swap), isOptional: swap <= 0);
        if (memory.Reservation is { } reservation and not 0)
            list.Add("/memory/reservation", "memory", "memory.low", Size(reservation));
    }

    private static void RefuseMemoryOfV1(MemorySpec memory)
    {
        if (memory.Kernel is not (null or 0 or -1))
            throw Refuse("/memory/kernel", "kernel memory counts towards memory.limit");
        if (memory.KernelTcp is not (null or 0 or -1))
            throw Refuse("/memory/kernelTCP", "socket buffers count towards memory.limit");
        if (memory.Swappiness is not null)
            throw Refuse("/memory/swappiness", "limit swap itself with memory.swap");
        if (memory.DisableOomKiller is true)
            throw Refuse("/memory/disableOOMKiller", "memory.high in unified slows processes down in place of killing them");
        if (memory.UseHierarchy is false)
            throw Refuse("/memory/useHierarchy", "v2 always counts what is below");
    }

    // The property is the sum of memory and swap, the file swap alone.
    private static long? SwapOf(MemorySpec memory) => memory switch
    {
        { Swap: null or 0 } => memory.Limit == -1 ? -1 : null,
        { Swap: -1 } => -1,
        { Limit: > 0 and var limit, Swap: var swap } => swap - limit,
        _ => throw new RuntimeFailure(
            "convert", $"{memory.Swap}", "memory and swap together cannot be limited without a limit of memory",
            PointerOf("/memory/swap"), "set memory.limit as well") { Code = FailureCode.ConfigInvalid },
    };

    private static string Size(long bytes) => bytes < 0 ? "max" : Text(bytes);

    private static void AddCpu(CgroupSettingList list, CpuSpec? cpu, string currentQuota)
    {
        if (cpu is null)
            return;
        if (cpu.RealtimePeriod is not (null or 0))
            throw Refuse("/cpu/realtimePeriod", "v2 has no groups of real-time processes");
        if (cpu.RealtimeRuntime is not (null or 0))
            throw Refuse("/cpu/realtimeRuntime", "v2 has no groups of real-time processes");
        if (cpu.Idle is { } idle)
            list.Add("/cpu/idle", "cpu", "cpu.idle", Text(idle));
        // An idle cgroup has no weight, and the kernel refuses to give it one.
        if (cpu.Shares is > 0 and { } shares && cpu.Idle is not 1)
            list.Add("/cpu/shares", "cpu", "cpu.weight", Text(WeightOfShares(shares)));
        if (BandwidthOf(cpu, currentQuota) is { } bandwidth)
            list.Add(cpu.Quota is null or 0 ? "/cpu/period" : "/cpu/quota", "cpu", "cpu.max", bandwidth);
        if (cpu.Burst is { } burst)
            list.Add("/cpu/burst", "cpu", "cpu.max.burst", Text(burst));
        if (!string.IsNullOrEmpty(cpu.Cpus))
            list.Add("/cpu/cpus", "cpuset", "cpuset.cpus", cpu.Cpus);
        if (!string.IsNullOrEmpty(cpu.Mems))
            list.Add("/cpu/mems", "cpuset", "cpuset.mems", cpu.Mems);
    }

    // Without a second word the kernel keeps the period.
    private static string? BandwidthOf(CpuSpec cpu, string currentQuota)
    {
        string? quota = cpu.Quota switch
        {
            null or 0 => null,
            < 0 => "max",
            { } time => Text(time),
        };
        return cpu.Period is > 0 and { } period ? $"{quota ?? currentQuota} {Text(period)}" : quota;
    }

    /// <summary>
    /// cpu.shares (2 to 262144, usually 1024) as cpu.weight (1 to 10000, usually 100).
    /// </summary>
    /// <remarks>
    /// The curve is the one all runtimes have agreed on: in the logarithms of both a parabola through the two ends and
    /// the usual values, so that a container with the usual shares weighs as much as a process without a cgroup.
    /// </remarks>
    public static ulong WeightOfShares(ulong shares)
    {
        const ulong LeastShares = 2, MostShares = 262144, LeastWeight = 1, MostWeight = 10000;
        if (shares <= LeastShares)
            return LeastWeight;
        if (shares >= MostShares)
            return MostWeight;
        double logarithm = Math.Log2(shares);
        double exponent = (((logarithm * logarithm) + (125 * logarithm)) / 612.0) - (7.0 / 34.0);
        return (ulong)Math.Ceiling(Math.Pow(10, exponent));
    }

    private static void AddBlockIo(CgroupSettingList list, BlockIoSpec? blockIo)
    {
        if (blockIo is null)
            return;
        if (blockIo.LeafWeight is not (null or 0))
            throw Refuse("/blockIO/leafWeight", "v2 allows no processes beside child cgroups");
        if (blockIo.Weight is > 0 and { } weight)
            AddWeight(list, "/blockIO/weight", "", weight);
        for (int i = 0; i < blockIo.WeightDevice.Count; i++)
        {
            WeightDevice device = blockIo.WeightDevice[i];
            if (device.LeafWeight is not (null or 0))
                throw Refuse($"/blockIO/weightDevice/{i}/leafWeight", "v2 allows no processes beside child cgroups");
            if (device.Weight is > 0 and { } own)
                AddWeight(list, $"/blockIO/weightDevice/{i}", $"{Device(device.Major, device.Minor)} ", own);
        }
        AddThrottles(list, "throttleReadBpsDevice", "rbps", blockIo.ThrottleReadBpsDevice);
        AddThrottles(list, "throttleWriteBpsDevice", "wbps", blockIo.ThrottleWriteBpsDevice);
        AddThrottles(list, "throttleReadIOPSDevice", "riops", blockIo.ThrottleReadIopsDevice);
        AddThrottles(list, "throttleWriteIOPSDevice", "wiops", blockIo.ThrottleWriteIopsDevice);
    }

    // The BFQ scheduler has its own file, with the numbers of v1; that of the kernel's cost model goes from 1 to 10000.
    private static void AddWeight(CgroupSettingList list, string property, string device, ushort weight)
    {
        const int LeastOfV1 = 10, RangeOfV1 = 990, RangeOfV2 = 9999;
        long converted = 1 + ((Math.Max((int)weight, LeastOfV1) - LeastOfV1) * RangeOfV2 / RangeOfV1);
        string word = device.Length == 0 ? "default " : device;
        var bfq = new FileChoice("io.bfq.weight", device + Text(weight));
        list.Add(property, "io", [bfq, new FileChoice("io.weight", word + Text(converted))]);
    }

    private static void AddThrottles(CgroupSettingList list, string property, string key, ValueList<ThrottleDevice> devices)
    {
        for (int i = 0; i < devices.Count; i++)
        {
            // No limit is spelt out here; the files of v1 take a zero for it.
            string rate = devices[i].Rate == 0 ? "max" : Text(devices[i].Rate);
            list.Add($"/blockIO/{property}/{i}", "io", "io.max", $"{Device(devices[i].Major, devices[i].Minor)} {key}={rate}");
        }
    }

    private static void AddHugepages(CgroupSettingList list, ValueList<HugepageLimit> limits)
    {
        for (int i = 0; i < limits.Count; i++)
        {
            string pointer = $"/hugepageLimits/{i}", size = limits[i].PageSize, value = Text(limits[i].Limit);
            list.Add(pointer, "hugetlb", $"hugetlb.{size}.max", value);
            list.Add(pointer, "hugetlb", $"hugetlb.{size}.rsvd.max", value, isOptional: true);
        }
    }

    // The file's name begins with its controller; those of the core (cgroup.freeze and the like) need none.
    private static void AddUnified(CgroupSettingList list, ValueList<NamedValue> unified)
    {
        foreach (NamedValue file in unified)
        {
            int dot = file.Name.IndexOf('.', StringComparison.Ordinal);
            string controller = dot > 0 ? file.Name[..dot] : "";
            string pointer = $"/unified/{JsonPointer.Escape(file.Name)}";
            // A file such as io.max holds a line for each device, and takes one at a time.
            foreach (string line in file.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                list.Add(pointer, controller == "cgroup" ? "" : controller, file.Name, line);
        }
    }

    private static RuntimeFailure Refuse(string property, string hint) =>
        new("convert", "a limit of cgroup v1", "cgroup v2 has nothing like it", PointerOf(property), hint);
}
