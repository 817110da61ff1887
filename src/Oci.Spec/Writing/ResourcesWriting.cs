using System.Text.Json;

namespace Oci.Spec.Writing;

/// <summary>Writes <c>linux.resources</c>.</summary>
internal static class ResourcesWriting
{
    public static void Resources(Utf8JsonWriter json, ResourcesSpec resources)
    {
        json.Map("unified"u8, resources.Unified);
        json.List("devices"u8, resources.Devices, DeviceRule);
        json.Field("memory"u8, resources.Memory, Memory);
        json.Field("cpu"u8, resources.Cpu, Cpu);
        json.Field("pids"u8, resources.Pids, static (json, pids) => json.Field("limit"u8, pids.Limit));
        json.Field("blockIO"u8, resources.BlockIo, BlockIo);
        json.List("hugepageLimits"u8, resources.HugepageLimits, HugepageLimit);
        json.Field("network"u8, resources.Network, Network);
        Rdma(json, resources.Rdma);
    }

    private static void DeviceRule(Utf8JsonWriter json, DeviceRule rule)
    {
        json.WriteBoolean("allow"u8, rule.Allow);
        if (rule.Type != 'a')
            json.WriteString("type"u8, [rule.Type]);
        json.Field("major"u8, rule.Major);
        json.Field("minor"u8, rule.Minor);
        json.WriteString("access"u8, rule.Access);
    }

    private static void Memory(Utf8JsonWriter json, MemorySpec memory)
    {
        json.Field("limit"u8, memory.Limit);
        json.Field("reservation"u8, memory.Reservation);
        json.Field("swap"u8, memory.Swap);
        json.Field("kernel"u8, memory.Kernel);
        json.Field("kernelTCP"u8, memory.KernelTcp);
        json.Field("swappiness"u8, memory.Swappiness);
        json.Field("disableOOMKiller"u8, memory.DisableOomKiller);
        json.Field("useHierarchy"u8, memory.UseHierarchy);
        json.Field("checkBeforeUpdate"u8, memory.CheckBeforeUpdate);
    }

    private static void Cpu(Utf8JsonWriter json, CpuSpec cpu)
    {
        json.Field("shares"u8, cpu.Shares);
        json.Field("quota"u8, cpu.Quota);
        json.Field("burst"u8, cpu.Burst);
        json.Field("period"u8, cpu.Period);
        json.Field("realtimeRuntime"u8, cpu.RealtimeRuntime);
        json.Field("realtimePeriod"u8, cpu.RealtimePeriod);
        json.Field("cpus"u8, cpu.Cpus);
        json.Field("mems"u8, cpu.Mems);
        json.Field("idle"u8, cpu.Idle);
    }

    private static void BlockIo(Utf8JsonWriter json, BlockIoSpec io)
    {
        json.Field("weight"u8, io.Weight);
        json.Field("leafWeight"u8, io.LeafWeight);
        json.List("weightDevice"u8, io.WeightDevice, WeightDevice);
        json.List("throttleReadBpsDevice"u8, io.ThrottleReadBpsDevice, ThrottleDevice);
        json.List("throttleWriteBpsDevice"u8, io.ThrottleWriteBpsDevice, ThrottleDevice);
        json.List("throttleReadIOPSDevice"u8, io.ThrottleReadIopsDevice, ThrottleDevice);
        json.List("throttleWriteIOPSDevice"u8, io.ThrottleWriteIopsDevice, ThrottleDevice);
    }

    private static void WeightDevice(Utf8JsonWriter json, WeightDevice device)
    {
        json.WriteNumber("major"u8, device.Major);
        json.WriteNumber("minor"u8, device.Minor);
        json.Field("weight"u8, device.Weight);
        json.Field("leafWeight"u8, device.LeafWeight);
    }

    private static void ThrottleDevice(Utf8JsonWriter json, ThrottleDevice device)
    {
        json.WriteNumber("major"u8, device.Major);
        json.WriteNumber("minor"u8, device.Minor);
        json.WriteNumber("rate"u8, device.Rate);
    }

    private static void HugepageLimit(Utf8JsonWriter json, HugepageLimit limit)
    {
        json.WriteString("pageSize"u8, limit.PageSize);
        json.WriteNumber("limit"u8, limit.Limit);
    }

    private static void Network(Utf8JsonWriter json, NetworkResourcesSpec network)
    {
        json.Field("classID"u8, network.ClassId);
        json.List("priorities"u8, network.Priorities, Priority);
    }

    private static void Priority(Utf8JsonWriter json, InterfacePriority priority)
    {
        json.WriteString("name"u8, priority.Name);
        json.WriteNumber("priority"u8, priority.Priority);
    }

    private static void Rdma(Utf8JsonWriter json, ValueList<RdmaLimit> limits)
    {
        if (limits.Count == 0)
            return;
        json.WriteStartObject("rdma"u8);
        foreach (RdmaLimit limit in limits)
        {
            json.WriteStartObject(limit.Device);
            json.Field("hcaHandles"u8, limit.HcaHandles);
            json.Field("hcaObjects"u8, limit.HcaObjects);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
