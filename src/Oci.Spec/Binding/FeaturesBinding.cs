using Oci.Spec.Json;

namespace Oci.Spec.Binding;

/// <summary>Binds the features structure, where null means the same as absent (features.md).</summary>
internal static class FeaturesBinding
{
    public static FeaturesDocument Features(JsonValue features) => new()
    {
        OciVersionMin = features["ociVersionMin"u8].Text(),
        OciVersionMax = features["ociVersionMax"u8].Text(),
        Hooks = features["hooks"u8].TextsOrNull(),
        MountOptions = features["mountOptions"u8].TextsOrNull(),
        Linux = features["linux"u8].As(Linux),
        Annotations = features["annotations"u8].As(BoundValue.NamedValues),
        PotentiallyUnsafeConfigAnnotations = features["potentiallyUnsafeConfigAnnotations"u8].TextsOrNull(),
    };

    private static LinuxFeatures Linux(JsonValue linux) => new()
    {
        Namespaces = linux["namespaces"u8].TextsOrNull(),
        Capabilities = linux["capabilities"u8].TextsOrNull(),
        Cgroup = linux["cgroup"u8].As(Cgroup),
        Seccomp = linux["seccomp"u8].As(Seccomp),
        Apparmor = linux["apparmor"u8].As(Switch),
        Selinux = linux["selinux"u8].As(Switch),
        MemoryPolicy = linux["memoryPolicy"u8].As(MemoryPolicy),
        IntelRdt = linux["intelRdt"u8].As(IntelRdt),
        MountExtensions = linux["mountExtensions"u8].As(MountExtensions),
        NetDevices = linux["netDevices"u8].As(Switch),
    };

    private static MountExtensionsFeatures MountExtensions(JsonValue mounts) => new(mounts["idmap"u8].As(Switch));

    private static FeatureSwitch Switch(JsonValue feature) => new(feature["enabled"u8].FlagOrNull());

    private static CgroupFeatures Cgroup(JsonValue cgroup) => new()
    {
        V1 = cgroup["v1"u8].FlagOrNull(),
        V2 = cgroup["v2"u8].FlagOrNull(),
        Systemd = cgroup["systemd"u8].FlagOrNull(),
        SystemdUser = cgroup["systemdUser"u8].FlagOrNull(),
        Rdma = cgroup["rdma"u8].FlagOrNull(),
    };

    private static SeccompFeatures Seccomp(JsonValue seccomp) => new()
    {
        Enabled = seccomp["enabled"u8].FlagOrNull(),
        Actions = seccomp["actions"u8].TextsOrNull(),
        Operators = seccomp["operators"u8].TextsOrNull(),
        Archs = seccomp["archs"u8].TextsOrNull(),
        KnownFlags = seccomp["knownFlags"u8].TextsOrNull(),
        SupportedFlags = seccomp["supportedFlags"u8].TextsOrNull(),
    };

    private static MemoryPolicyFeatures MemoryPolicy(JsonValue policy) =>
        new(policy["modes"u8].TextsOrNull(), policy["flags"u8].TextsOrNull());

    private static IntelRdtFeatures IntelRdt(JsonValue rdt) =>
        new(rdt["enabled"u8].FlagOrNull(), rdt["schemata"u8].FlagOrNull(), rdt["monitoring"u8].FlagOrNull());
}
