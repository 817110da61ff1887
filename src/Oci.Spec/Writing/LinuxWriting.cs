using System.Text.Json;

namespace Oci.Spec.Writing;

/// <summary>Writes <c>linux</c> without its resources and seccomp.</summary>
internal static class LinuxWriting
{
    public static void Linux(Utf8JsonWriter json, LinuxSpec linux)
    {
        json.List("uidMappings"u8, linux.UidMappings, ContainerWriting.IdMapping);
        json.List("gidMappings"u8, linux.GidMappings, ContainerWriting.IdMapping);
        json.Map("sysctl"u8, linux.Sysctl);
        json.Field("resources"u8, linux.Resources, ResourcesWriting.Resources);
        json.Field("cgroupsPath"u8, linux.CgroupsPath);
        json.List("namespaces"u8, linux.Namespaces, Namespace);
        json.List("devices"u8, linux.Devices, Device);
        NetDevices(json, linux.NetDevices);
        json.Field("seccomp"u8, linux.Seccomp, SeccompWriting.Seccomp);
        json.Field("rootfsPropagation"u8, linux.RootfsPropagation);
        json.Texts("maskedPaths"u8, linux.MaskedPaths);
        json.Texts("readonlyPaths"u8, linux.ReadonlyPaths);
        json.Field("mountLabel"u8, linux.MountLabel);
        json.Field("intelRdt"u8, linux.IntelRdt, IntelRdt);
        json.Field("memoryPolicy"u8, linux.MemoryPolicy, MemoryPolicy);
        json.Field("personality"u8, linux.Personality, Personality);
        json.Field("timeOffsets"u8, linux.TimeOffsets, TimeOffsets);
    }

    private static void Namespace(Utf8JsonWriter json, NamespaceSpec space)
    {
        json.WriteString("type"u8, space.Kind.SpecName());
        json.Field("path"u8, space.Path);
    }

    private static void Device(Utf8JsonWriter json, DeviceSpec device)
    {
        json.WriteString("path"u8, device.Path);
        json.WriteString("type"u8, [device.Type]);
        json.Field("major"u8, device.Major);
        json.Field("minor"u8, device.Minor);
        json.Field("fileMode"u8, device.FileMode);
        json.Field("uid"u8, device.Uid);
        json.Field("gid"u8, device.Gid);
    }

    private static void NetDevices(Utf8JsonWriter json, ValueList<NetDeviceSpec> devices)
    {
        if (devices.Count == 0)
            return;
        json.WriteStartObject("netDevices"u8);
        foreach (NetDeviceSpec device in devices)
        {
            json.WriteStartObject(device.HostName);
            json.Field("name"u8, device.Name);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void IntelRdt(Utf8JsonWriter json, IntelRdtSpec rdt)
    {
        json.Field("closID"u8, rdt.ClosId);
        json.Texts("schemata"u8, rdt.Schemata);
        json.Field("l3CacheSchema"u8, rdt.L3CacheSchema);
        json.Field("memBwSchema"u8, rdt.MemBwSchema);
        json.Flag("enableMonitoring"u8, rdt.EnableMonitoring);
    }

    private static void MemoryPolicy(Utf8JsonWriter json, MemoryPolicySpec policy)
    {
        json.WriteString("mode"u8, policy.Mode);
        json.Field("nodes"u8, policy.Nodes);
        json.Texts("flags"u8, policy.Flags);
    }

    private static void Personality(Utf8JsonWriter json, PersonalitySpec personality)
    {
        json.WriteString("domain"u8, personality.Domain);
        json.Texts("flags"u8, personality.Flags);
    }

    private static void TimeOffsets(Utf8JsonWriter json, TimeOffsetsSpec offsets)
    {
        json.Field("monotonic"u8, offsets.Monotonic, TimeOffset);
        json.Field("boottime"u8, offsets.Boottime, TimeOffset);
    }

    private static void TimeOffset(Utf8JsonWriter json, TimeOffset offset)
    {
        json.WriteNumber("secs"u8, offset.Seconds);
        json.WriteNumber("nanosecs"u8, offset.Nanoseconds);
    }
}
