using System.Collections.Generic;
using System.Linq;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Seccomp;
using Oci.Runtime.Security;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>
/// The features structure (features.md): what this program implements. Names are those of the tables that the
/// runtime acts on.
/// </summary>
public static class DescribeFeatures
{
    /// <param name="annotations">What the program says of itself, such as its version.</param>
    public static FeaturesDocument Document(ValueList<NamedValue> annotations) => new()
    {
        OciVersionMin = SpecVersion.Oldest,
        OciVersionMax = SpecVersion.Newest,
        Hooks = [.. HookKinds.All],
        MountOptions = [.. MountOptionTable.Names()],
        Linux = new LinuxFeatures
        {
            Namespaces = [.. NamespaceNames.All],
            Capabilities = [.. Capabilities.Names],
            Cgroup = Cgroup(),
            Seccomp = Seccomp(),
            Apparmor = new FeatureSwitch(true),
            Selinux = new FeatureSwitch(true),
            MemoryPolicy = MemoryPolicy(),
            IntelRdt = IntelRdt(),
            MountExtensions = new MountExtensionsFeatures(new FeatureSwitch(true)),
            NetDevices = new FeatureSwitch(true),
        },
        Annotations = annotations,
        // They set any property of the container's unit, its processes' rights among them.
        PotentiallyUnsafeConfigAnnotations = ["org.systemd.property."],
    };

    private static CgroupFeatures Cgroup() => new()
    {
        V1 = true,
        V2 = true,
        Systemd = true,
        SystemdUser = true,
        Rdma = true,
    };

    private static SeccompFeatures Seccomp() => new()
    {
        Enabled = true,
        Actions = [.. SeccompNames.Actions.Select(static action => action.Name)],
        Operators = [.. SeccompNames.Operators.Select(static comparison => comparison.Name)],
        Archs = [.. SeccompNames.Architectures.Select(static architecture => architecture.Name)],
        KnownFlags = [.. SeccompNames.Flags.Select(static flag => flag.Name)],
        SupportedFlags =
        [
            .. SeccompNames.Flags
                .Where(static flag => KernelFeatures.KnowsSeccompFlags((uint)SeccompNames.KernelFlags([flag.Name], notifies: true)))
                .Select(static flag => flag.Name),
        ],
    };

    private static MemoryPolicyFeatures MemoryPolicy() => new(
        Modes: [.. KernelNames.NamesOf(KernelNames.MemoryPolicyModes)],
        Flags: [.. KernelNames.NamesOf(KernelNames.MemoryPolicyFlags)]);

    private static IntelRdtFeatures IntelRdt() => new(Enabled: true, Schemata: true, Monitoring: true);
}
