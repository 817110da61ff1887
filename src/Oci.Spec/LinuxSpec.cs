namespace Oci.Spec;

/// <summary><c>linux</c> (config-linux.md).</summary>
public sealed record LinuxSpec
{
    public ValueList<NamespaceSpec> Namespaces { get; init; } = [];
    public ValueList<IdMapping> UidMappings { get; init; } = [];
    public ValueList<IdMapping> GidMappings { get; init; } = [];
    public TimeOffsetsSpec? TimeOffsets { get; init; }
    public ValueList<DeviceSpec> Devices { get; init; } = [];
    public ValueList<NetDeviceSpec> NetDevices { get; init; } = [];
    public string? CgroupsPath { get; init; }
    public ResourcesSpec? Resources { get; init; }
    public IntelRdtSpec? IntelRdt { get; init; }
    public MemoryPolicySpec? MemoryPolicy { get; init; }
    public ValueList<NamedValue> Sysctl { get; init; } = [];
    public SeccompSpec? Seccomp { get; init; }
    public string? RootfsPropagation { get; init; }
    public ValueList<string> MaskedPaths { get; init; } = [];
    public ValueList<string> ReadonlyPaths { get; init; } = [];
    public string? MountLabel { get; init; }
    public PersonalitySpec? Personality { get; init; }
}

/// <summary>The eight kinds of namespaces(7), under the names of config-linux.md.</summary>
public enum NamespaceKind
{
    Pid,
    Network,
    Mount,
    Ipc,
    Uts,
    User,
    Cgroup,
    Time,
}

/// <summary>One entry of <c>linux.namespaces</c>: a new namespace, or the existing one at <see cref="Path"/>.</summary>
public sealed record NamespaceSpec(NamespaceKind Kind, string? Path);

/// <summary><c>linux.timeOffsets</c>: how far the container's clocks are ahead of the host's.</summary>
public sealed record TimeOffsetsSpec(TimeOffset? Monotonic, TimeOffset? Boottime);

/// <summary>Seconds (may be negative) and nanoseconds.</summary>
public sealed record TimeOffset(long Seconds, uint Nanoseconds);

/// <summary>One entry of <c>linux.devices</c>. <see cref="Type"/> is c, b, u or p.</summary>
public sealed record DeviceSpec
{
    public required string Path { get; init; }
    public required char Type { get; init; }
    public long? Major { get; init; }
    public long? Minor { get; init; }

    /// <summary>Permission bits; null is 0666.</summary>
    public uint? FileMode { get; init; }
    public uint? Uid { get; init; }
    public uint? Gid { get; init; }
}

/// <summary>
/// One entry of <c>linux.netDevices</c>: a host interface, and its name in the container if that differs.
/// </summary>
public sealed record NetDeviceSpec(string HostName, string? Name);

/// <summary><c>linux.intelRdt</c>.</summary>
public sealed record IntelRdtSpec
{
    public string? ClosId { get; init; }
    public ValueList<string> Schemata { get; init; } = [];
    public string? L3CacheSchema { get; init; }
    public string? MemBwSchema { get; init; }
    public bool EnableMonitoring { get; init; }
}

/// <summary><c>linux.memoryPolicy</c>, as in set_mempolicy(2).</summary>
public sealed record MemoryPolicySpec
{
    public required string Mode { get; init; }
    public string? Nodes { get; init; }
    public ValueList<string> Flags { get; init; } = [];
}

/// <summary><c>linux.personality</c>, as in personality(2).</summary>
public sealed record PersonalitySpec(string Domain, ValueList<string> Flags);
