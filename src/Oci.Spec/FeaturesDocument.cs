namespace Oci.Spec;

/// <summary>
/// The features structure (features.md): what a runtime implements, whatever the host offers. Null says nothing about
/// a feature; an empty list and false say that it is not there.
/// </summary>
public sealed record FeaturesDocument
{
    public required string OciVersionMin { get; init; }
    public required string OciVersionMax { get; init; }
    public ValueList<string>? Hooks { get; init; }
    public ValueList<string>? MountOptions { get; init; }
    public LinuxFeatures? Linux { get; init; }
    public ValueList<NamedValue>? Annotations { get; init; }
    public ValueList<string>? PotentiallyUnsafeConfigAnnotations { get; init; }
}

/// <summary><c>linux</c> (features-linux.md).</summary>
public sealed record LinuxFeatures
{
    public ValueList<string>? Namespaces { get; init; }
    public ValueList<string>? Capabilities { get; init; }
    public CgroupFeatures? Cgroup { get; init; }
    public SeccompFeatures? Seccomp { get; init; }
    public FeatureSwitch? Apparmor { get; init; }
    public FeatureSwitch? Selinux { get; init; }
    public MemoryPolicyFeatures? MemoryPolicy { get; init; }
    public IntelRdtFeatures? IntelRdt { get; init; }
    public MountExtensionsFeatures? MountExtensions { get; init; }
    public FeatureSwitch? NetDevices { get; init; }
}

/// <summary>An object with <c>enabled</c> as its only property.</summary>
public sealed record FeatureSwitch(bool? Enabled);

/// <summary><c>linux.cgroup</c>: the versions and managers that are implemented.</summary>
public sealed record CgroupFeatures
{
    public bool? V1 { get; init; }
    public bool? V2 { get; init; }
    public bool? Systemd { get; init; }
    public bool? SystemdUser { get; init; }
    public bool? Rdma { get; init; }
}

/// <summary><c>linux.seccomp</c>.</summary>
public sealed record SeccompFeatures
{
    public bool? Enabled { get; init; }
    public ValueList<string>? Actions { get; init; }
    public ValueList<string>? Operators { get; init; }
    public ValueList<string>? Archs { get; init; }
    public ValueList<string>? KnownFlags { get; init; }
    public ValueList<string>? SupportedFlags { get; init; }
}

/// <summary><c>linux.memoryPolicy</c>.</summary>
public sealed record MemoryPolicyFeatures(ValueList<string>? Modes, ValueList<string>? Flags);

/// <summary><c>linux.intelRdt</c>.</summary>
public sealed record IntelRdtFeatures(bool? Enabled, bool? Schemata, bool? Monitoring);

/// <summary><c>linux.mountExtensions</c>.</summary>
public sealed record MountExtensionsFeatures(FeatureSwitch? Idmap);
