using Oci.Spec;
using Oci.Spec.Json;
using static Oci.Runtime.Cgroups.CgroupSettingList;

namespace Oci.Runtime.Cgroups;

/// <summary><c>linux.resources</c> (config-linux.md, "Control groups") as files of cgroup v1.</summary>
/// <remarks>
/// Zero is what engines send for "not set" where the kernel has no use for it (memory, shares, quota, weights), and
/// means that here too, as it does to runc. pids.limit is the exception that the specification makes.
/// </remarks>
internal static class V1Settings
{
    /// <exception cref="RuntimeFailure">Something that only cgroup v2 can do.</exception>
    public static ValueList<CgroupSetting> Of(ResourcesSpec resources)
    {
        var list = new CgroupSettingList();
        AddMemory(list, resources.Memory);
        AddCpu(list, resources.Cpu);
        if (resources.Pids?.Limit is { } tasks)
            list.Add("/pids/limit", "pids", "pids.max", tasks < 0 ? "max" : Text(tasks));
        AddBlockIo(list, resources.BlockIo);
        AddHugepages(list, resources.HugepageLimits);
        AddNetwork(list, resources.Network);
        foreach (RdmaLimit limit in resources.Rdma)
            list.Add($"/rdma/{JsonPointer.Escape(limit.Device)}", "rdma", "rdma.max", Rdma(limit));
        RefuseUnified(resources.Unified);
        return list.Settings;
    }

    private static void AddMemory(CgroupSettingList list, MemorySpec? memory)
    {
        if (memory is null)
            return;
        // Where memory is unlimited, memory and swap together cannot be limited as before.
        long? swap = memory is { Limit: -1, Swap: null or 0 } ? -1 : memory.Swap;
        list.AddUnlessZero("/memory/limit", "memory", "memory.limit_in_bytes", memory.Limit);
        list.AddUnlessZero("/memory/swap", "memory", "memory.memsw.limit_in_bytes", swap, isOptional: swap == -1);
        list.AddUnlessZero("/memory/reservation", "memory", "memory.soft_limit_in_bytes", memory.Reservation);
        list.AddUnlessZero("/memory/kernel", "memory", "memory.kmem.limit_in_bytes", memory.Kernel);
        list.AddUnlessZero("/memory/kernelTCP", "memory", "memory.kmem.tcp.limit_in_bytes", memory.KernelTcp);
        if (memory.Swappiness is { } swappiness)
            list.Add("/memory/swappiness", "memory", "memory.swappiness", Text(swappiness));
        if (memory.DisableOomKiller is { } disables)
            list.Add("/memory/disableOOMKiller", "memory", "memory.oom_control", disables ? "1" : "0");
        if (memory.UseHierarchy is { } hierarchical)
            list.Add("/memory/useHierarchy", "memory", "memory.use_hierarchy", hierarchical ? "1" : "0");
    }

    private static void AddCpu(CgroupSettingList list, CpuSpec? cpu)
    {
        if (cpu is null)
            return;
        list.AddUnlessZero("/cpu/shares", "cpu", "cpu.shares", (long?)cpu.Shares);
        list.AddUnlessZero("/cpu/period", "cpu", "cpu.cfs_period_us", (long?)cpu.Period);
        list.AddUnlessZero("/cpu/quota", "cpu", "cpu.cfs_quota_us", cpu.Quota);
        if (cpu.Burst is { } burst)
            list.Add("/cpu/burst", "cpu", "cpu.cfs_burst_us", Text(burst));
        list.AddUnlessZero("/cpu/realtimePeriod", "cpu", "cpu.rt_period_us", (long?)cpu.RealtimePeriod);
        list.AddUnlessZero("/cpu/realtimeRuntime", "cpu", "cpu.rt_runtime_us", cpu.RealtimeRuntime);
        if (cpu.Idle is { } idle)
            list.Add("/cpu/idle", "cpu", "cpu.idle", Text(idle));
        if (!string.IsNullOrEmpty(cpu.Cpus))
            list.Add("/cpu/cpus", "cpuset", "cpuset.cpus", cpu.Cpus);
        if (!string.IsNullOrEmpty(cpu.Mems))
            list.Add("/cpu/mems", "cpuset", "cpuset.mems", cpu.Mems);
    }

    private static void AddBlockIo(CgroupSettingList list, BlockIoSpec? blockIo)
    {
        if (blockIo is null)
            return;
        if (blockIo.Weight is > 0 and { } weight)
            list.Add("/blockIO/weight", "blkio", Either("blkio.bfq.weight", "blkio.weight", Text(weight)));
        list.AddUnlessZero("/blockIO/leafWeight", "blkio", "blkio.leaf_weight", blockIo.LeafWeight);
        for (int i = 0; i < blockIo.WeightDevice.Count; i++)
            AddWeights(list, $"/blockIO/weightDevice/{i}", blockIo.WeightDevice[i]);
        AddThrottles(list, "throttleReadBpsDevice", "blkio.throttle.read_bps_device", blockIo.ThrottleReadBpsDevice);
        AddThrottles(list, "throttleWriteBpsDevice", "blkio.throttle.write_bps_device", blockIo.ThrottleWriteBpsDevice);
        AddThrottles(list, "throttleReadIOPSDevice", "blkio.throttle.read_iops_device", blockIo.ThrottleReadIopsDevice);
        AddThrottles(list, "throttleWriteIOPSDevice", "blkio.throttle.write_iops_device", blockIo.ThrottleWriteIopsDevice);
    }

    private static ValueList<FileChoice> Either(string first, string second, string value) =>
        [new FileChoice(first, value), new FileChoice(second, value)];

    private static void AddWeights(CgroupSettingList list, string pointer, WeightDevice device)
    {
        string number = Device(device.Major, device.Minor);
        if (device.Weight is { } own)
            list.Add(pointer, "blkio", Either("blkio.bfq.weight_device", "blkio.weight_device", $"{number} {Text(own)}"));
        if (device.LeafWeight is { } leaf)
            list.Add(pointer, "blkio", "blkio.leaf_weight_device", $"{number} {Text(leaf)}");
    }

    private static void AddThrottles(CgroupSettingList list, string property, string file, ValueList<ThrottleDevice> devices)
    {
        for (int i = 0; i < devices.Count; i++)
        {
            string value = $"{Device(devices[i].Major, devices[i].Minor)} {Text(devices[i].Rate)}";
            list.Add($"/blockIO/{property}/{i}", "blkio", file, value);
        }
    }

    // The limit of reservations too, where the kernel has one (config-linux.md, "Huge page limits").
    private static void AddHugepages(CgroupSettingList list, ValueList<HugepageLimit> limits)
    {
        for (int i = 0; i < limits.Count; i++)
        {
            string pointer = $"/hugepageLimits/{i}", size = limits[i].PageSize, value = Text(limits[i].Limit);
            list.Add(pointer, "hugetlb", $"hugetlb.{size}.limit_in_bytes", value);
            list.Add(pointer, "hugetlb", $"hugetlb.{size}.rsvd.limit_in_bytes", value, isOptional: true);
        }
    }

    private static void AddNetwork(CgroupSettingList list, NetworkResourcesSpec? network)
    {
        if (network?.ClassId is { } classId)
            list.Add("/network/classID", "net_cls", "net_cls.classid", Text(classId));
        for (int i = 0; i < network?.Priorities.Count; i++)
        {
            InterfacePriority priority = network.Priorities[i];
            string line = $"{priority.Name} {Text(priority.Priority)}";
            list.Add($"/network/priorities/{i}", "net_prio", "net_prio.ifpriomap", line);
        }
    }

    private static void RefuseUnified(ValueList<NamedValue> unified)
    {
        if (unified.Count == 0)
            return;
        throw new RuntimeFailure(
            "set", unified[0].Name, "is a file of cgroup v2, and the container's cgroup is of v1",
            PointerOf($"/unified/{JsonPointer.Escape(unified[0].Name)}"), "use the other properties of linux.resources")
            .As(FailureCode.HostLacks);
    }
}
