using Oci.Spec.Json;

namespace Oci.Spec.Binding;

/// <summary>Binds <c>linux</c> without its resources and seccomp.</summary>
internal static class LinuxBinding
{
    public static LinuxSpec Linux(JsonValue linux) => new()
    {
        Namespaces = linux["namespaces"u8].List(Namespace),
        UidMappings = linux["uidMappings"u8].List(ContainerBinding.IdMapping),
        GidMappings = linux["gidMappings"u8].List(ContainerBinding.IdMapping),
        TimeOffsets = linux["timeOffsets"u8].As(TimeOffsets),
        Devices = linux["devices"u8].List(Device),
        NetDevices = linux["netDevices"u8].Map(NetDevice),
        CgroupsPath = linux["cgroupsPath"u8].TextOrNull(),
        Resources = linux["resources"u8].As(ResourcesBinding.Resources),
        IntelRdt = linux["intelRdt"u8].As(IntelRdt),
        MemoryPolicy = linux["memoryPolicy"u8].As(MemoryPolicy),
        Sysctl = linux["sysctl"u8].NamedValues(),
        Seccomp = linux["seccomp"u8].As(SeccompBinding.Seccomp),
        RootfsPropagation = linux["rootfsPropagation"u8].TextOrNull(),
        MaskedPaths = linux["maskedPaths"u8].Texts(),
        ReadonlyPaths = linux["readonlyPaths"u8].Texts(),
        MountLabel = linux["mountLabel"u8].TextOrNull(),
        Personality = linux["personality"u8].As(Personality),
    };

    private static NamespaceSpec Namespace(JsonValue space) =>
        new(NamespaceNames.Kind(space["type"u8].Text()), space["path"u8].TextOrNull());

    private static TimeOffsetsSpec TimeOffsets(JsonValue offsets) =>
        new(offsets["monotonic"u8].As(TimeOffset), offsets["boottime"u8].As(TimeOffset));

    private static TimeOffset TimeOffset(JsonValue offset) =>
        new(offset["secs"u8].Int64(), offset["nanosecs"u8].UInt32());

    private static DeviceSpec Device(JsonValue device) => new()
    {
        Path = device["path"u8].Text(),
        Type = device["type"u8].Text() is [char type] ? type : '\0',
        Major = device["major"u8].Int64OrNull(),
        Minor = device["minor"u8].Int64OrNull(),
        FileMode = device["fileMode"u8].UInt32OrNull(),
        Uid = device["uid"u8].UInt32OrNull(),
        Gid = device["gid"u8].UInt32OrNull(),
    };

    private static NetDeviceSpec NetDevice(string hostName, JsonValue device) =>
        new(hostName, device["name"u8].TextOrNull());

    private static IntelRdtSpec IntelRdt(JsonValue rdt) => new()
    {
        ClosId = rdt["closID"u8].TextOrNull(),
        Schemata = rdt["schemata"u8].Texts(),
        L3CacheSchema = rdt["l3CacheSchema"u8].TextOrNull(),
        MemBwSchema = rdt["memBwSchema"u8].TextOrNull(),
        EnableMonitoring = rdt["enableMonitoring"u8].Flag(),
    };

    private static MemoryPolicySpec MemoryPolicy(JsonValue policy) => new()
    {
        Mode = policy["mode"u8].Text(),
        Nodes = policy["nodes"u8].TextOrNull(),
        Flags = policy["flags"u8].Texts(),
    };

    private static PersonalitySpec Personality(JsonValue personality) =>
        new(personality["domain"u8].Text(), personality["flags"u8].Texts());
}
