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
        Linux = features["linux"u8].AsOrNull(Linux),
        Annotations = features["annotations"u8].AsOrNull(BoundValue.NamedValues),
        PotentiallyUnsafeConfigAnnotations = features["potentiallyUnsafeConfigAnnotations"u8].TextsOrNull(),
    };

    private static LinuxFeatures Linux(JsonValue linux) => new()
    {
        Namespaces = linux["namespaces"u8].TextsOrNull(),
        Capabilities = linux["capabilities"u8].TextsOrNull(),
        Cgroup = linux["cgroup"u8].AsOrNull(Cgroup),
        Seccomp = linux["seccomp"u8].AsOrNull(Seccomp),
        Apparmor = linux["apparmor"u8].AsOrNull(Switch),
        Selinux = linux["selinux"u8].AsOrNull(Switch),
        MemoryPolicy = linux["memoryPolicy"u8].AsOrNull(MemoryPolicy),
        IntelRdt = linux["intelRdt"u8].AsOrNull(IntelRdt),
        MountExtensions = linux["mountExtensions"u8].AsOrNull(MountExtensions),
        NetDevices = linux["netDevices"u8].AsOrNull(Switch),
    };

    private static MountExtensionsFeatures MountExtensions(JsonValue mounts) => new(mounts["idmap"u8].AsOrNull(Switch));

    private static FeatureSwitch Switch(JsonValue feature) => new(feature["enabled"u8].Bool());

    private static CgroupFeatures Cgroup(JsonValue cgroup) => new()
    {
        V1 = cgroup["v1"u8].Bool(),
        V2 = cgroup["v2"u8].Bool(),
        Systemd = cgroup["systemd"u8].Bool(),
        SystemdUser = cgroup["systemdUser"u8].Bool(),
        Rdma = cgroup["rdma"u8].Bool(),
    };

    private static SeccompFeatures Seccomp(JsonValue seccomp) => new()
    {
        Enabled = seccomp["enabled"u8].Bool(),
        Actions = seccomp["actions"u8].TextsOrNull(),
        Operators = seccomp["operators"u8].TextsOrNull(),
        Archs = seccomp["archs"u8].TextsOrNull(),
        KnownFlags = seccomp["knownFlags"u8].TextsOrNull(),
        SupportedFlags = seccomp["supportedFlags"u8].TextsOrNull(),
    };

    private static MemoryPolicyFeatures MemoryPolicy(JsonValue policy) =>
        new(policy["modes"u8].TextsOrNull(), policy["flags"u8].TextsOrNull());

    private static IntelRdtFeatures IntelRdt(JsonValue rdt) =>
        new(rdt["enabled"u8].Bool(), rdt["schemata"u8].Bool(), rdt["monitoring"u8].Bool());

    private static bool? Bool(this JsonValue value) => value.Kind == JsonKind.Null ? null : value.FlagOrNull();

    private static ValueList<string>? TextsOrNull(this JsonValue array) => array.AsOrNull(BoundValue.Texts);

    private static T? AsOrNull<T>(this JsonValue value, System.Func<JsonValue, T> bind) where T : class =>
        value.Kind == JsonKind.Null ? null : value.As(bind);
}
