using System.Collections.Generic;
using System.Linq;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Seccomp;
using Oci.Runtime.Security;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>
/// The features structure (features.md). Nothing in it is claimed by hand: names are those of the tables that the
/// runtime acts on, and what is applied is what <see cref="UnsupportedProperties"/> does not refuse.
/// </summary>
public static class DescribeFeatures
{
    private static readonly ContainerSpec Nothing = new() { OciVersion = SpecVersion.Newest };

    /// <summary>cgroups through systemd: the command line refuses --systemd-cgroup.</summary>
    private const bool HasSystemdCgroups = false;

    /// <param name="annotations">What the program says of itself, such as its version.</param>
    public static FeaturesDocument Document(ValueList<NamedValue> annotations) => new()
    {
        OciVersionMin = SpecVersion.Oldest,
        OciVersionMax = SpecVersion.Newest,
        Hooks = Hooks(),
        MountOptions = MountOptions(),
        Linux = new LinuxFeatures
        {
            Namespaces = [.. NamespaceNames.All],
            Capabilities = [.. Capabilities.Names],
            Cgroup = Cgroup(),
            Seccomp = Seccomp(),
            Apparmor = new FeatureSwitch(Applies(new ProcessSpec { Cwd = "/", ApparmorProfile = "profile" })),
            Selinux = new FeatureSwitch(AppliesSelinux()),
            MemoryPolicy = MemoryPolicy(),
            IntelRdt = IntelRdt(),
            MountExtensions = new MountExtensionsFeatures(new FeatureSwitch(AppliesIdMappedMounts())),
            NetDevices = new FeatureSwitch(Applies(new LinuxSpec { NetDevices = [new NetDeviceSpec("eth0", null)] })),
        },
        Annotations = annotations,
        // No annotation of config.json changes what the runtime does.
        PotentiallyUnsafeConfigAnnotations = [],
    };

    private static ValueList<string> Hooks()
    {
        ValueList<HookSpec> hook = [new HookSpec { Path = "/hook" }];
        (string Name, HooksSpec Hooks)[] kinds =
        [
            ("prestart", new HooksSpec { Prestart = hook }),
            ("createRuntime", new HooksSpec { CreateRuntime = hook }),
            ("createContainer", new HooksSpec { CreateContainer = hook }),
            ("startContainer", new HooksSpec { StartContainer = hook }),
            ("poststart", new HooksSpec { Poststart = hook }),
            ("poststop", new HooksSpec { Poststop = hook }),
        ];
        var names = new List<string>();
        foreach ((string name, HooksSpec hooks) in kinds)
        {
            if (UnsupportedProperties.Applies(Nothing with { Hooks = hooks }))
                names.Add(name);
        }
        return [.. names];
    }

    private static ValueList<string> MountOptions()
    {
        var names = new List<string>();
        foreach (string name in MountOptionTable.Names())
        {
            if (Applies(new MountSpec { Destination = "/", Options = [name] }))
                names.Add(name);
        }
        return [.. names];
    }

    private static CgroupFeatures Cgroup() => new()
    {
        V1 = true,
        V2 = true,
        Systemd = HasSystemdCgroups,
        SystemdUser = HasSystemdCgroups,
        Rdma = Applies(new LinuxSpec { Resources = new ResourcesSpec { Rdma = [new RdmaLimit("device", 1, null)] } }),
    };

    private static SeccompFeatures Seccomp() => new()
    {
        Enabled = Applies(new LinuxSpec { Seccomp = new SeccompSpec { DefaultAction = "SCMP_ACT_ALLOW" } }),
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

    private static IntelRdtFeatures IntelRdt() => new(
        Enabled: Applies(new LinuxSpec { IntelRdt = new IntelRdtSpec { ClosId = "class" } }),
        Schemata: Applies(new LinuxSpec { IntelRdt = new IntelRdtSpec { Schemata = ["MB:0=100"] } }),
        Monitoring: Applies(new LinuxSpec { IntelRdt = new IntelRdtSpec { EnableMonitoring = true } }));

    private static bool AppliesSelinux() =>
        Applies(new ProcessSpec { Cwd = "/", SelinuxLabel = "label" }) && Applies(new LinuxSpec { MountLabel = "label" });

    private static bool AppliesIdMappedMounts()
    {
        ValueList<IdMapping> map = [new IdMapping(0, 0, 1)];
        return Applies(new MountSpec { Destination = "/", UidMappings = map, GidMappings = map });
    }

    private static bool Applies(ProcessSpec process) => UnsupportedProperties.Applies(Nothing with { Process = process });

    private static bool Applies(MountSpec mount) => UnsupportedProperties.Applies(Nothing with { Mounts = [mount] });

    private static bool Applies(LinuxSpec linux) => UnsupportedProperties.Applies(Nothing with { Linux = linux });
}
