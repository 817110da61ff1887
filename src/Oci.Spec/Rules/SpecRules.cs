using System.Collections.Generic;
using Oci.Spec.Json;

namespace Oci.Spec.Rules;

/// <summary>Every rule beyond the schemas, in the order of the specification.</summary>
internal static class SpecRules
{
    public static readonly SpecRule<ContainerSpec>[] OfContainers =
    [
        new("The version of the specification is 1.x.", "config.md, Specification version",
            "/ociVersion", ContainerRules.IsVersion1),
        new("In a user namespace, mounts, devices and read-only and masked paths need a mount namespace.", "mount_namespaces(7)",
            "/mounts /root /linux/devices /linux/maskedPaths /linux/readonlyPaths /linux/rootfsPropagation /linux/namespaces",
            NamespaceRules.MountsNeedMount),
        new("A bind mount has a source.", "config.md, Mounts", "/mounts", MountRules.BindsHaveSources),
        new("Uid and gid mappings of a mount come together.", "config.md, POSIX-platform Mounts",
            "/mounts", MountRules.MappingsComeTogether),
        new("Only bind mounts map ids.", "mount_setattr(2)", "/mounts", MountRules.MappedAreBinds),
        new("A mount with the option idmap or ridmap has mappings.", "config.md, Linux mount options",
            "/mounts /linux/namespaces", MountRules.MappedHaveMappings),
        new("A hostname needs a UTS namespace.", "config.md, Hostname",
            "/hostname /linux/namespaces", NamespaceRules.HostnameNeedsUts),
        new("A domain name needs a UTS namespace.", "config.md, Domainname",
            "/domainname /linux/namespaces", NamespaceRules.DomainnameNeedsUts),
        new("A hostname or domain name has at most 64 bytes.", "sethostname(2)",
            "/hostname /domainname", ContainerRules.HostnamesFitTheKernel),
        new("The entries of a hook's environment are NAME=value.", "config.md, POSIX-platform Hooks",
            "/hooks", HookRules.EnvironmentHasNames),
        new("The key of an annotation is not empty.", "config.md, Annotations",
            "/annotations", ContainerRules.AnnotationsHaveNames),
        new("A type of namespace is listed once.", "config-linux.md, Namespaces",
            "/linux/namespaces", NamespaceRules.AreListedOnce),
        new("Id mappings need a user namespace.", "config-linux.md, User namespace mappings",
            "/linux/uidMappings /linux/gidMappings /linux/namespaces", IdMappingRules.NeedUser),
        new("A new user namespace has uid and gid mappings.", "user_namespaces(7)",
            "/linux/uidMappings /linux/gidMappings /linux/namespaces", IdMappingRules.NewUserHasBoth),
        new("A user namespace that is joined has its mappings already.", "user_namespaces(7)",
            "/linux/uidMappings /linux/gidMappings /linux/namespaces", IdMappingRules.JoinedUserHasNone),
        new("A new user namespace maps the ids 0, which set the container up.", "user_namespaces(7)",
            "/linux/uidMappings /linux/gidMappings /linux/namespaces", IdMappingRules.NewUserHasRoot),
        new("A new user namespace maps the ids of the process.", "config.md, POSIX-platform User",
            "/linux/uidMappings /linux/gidMappings /linux/namespaces /process/user",
            IdMappingRules.ProcessIdsAreMapped),
        new("An id mapping is a range of ids.", "user_namespaces(7)",
            "/linux/uidMappings /linux/gidMappings /mounts", IdMappingRules.AreRanges),
        new("Id mappings do not overlap.", "user_namespaces(7)",
            "/linux/uidMappings /linux/gidMappings /mounts", IdMappingRules.DoNotOverlap),
        new("There are at most 340 id mappings.", "user_namespaces(7)",
            "/linux/uidMappings /linux/gidMappings /mounts", IdMappingRules.AreFewEnough),
        new("Time offsets need a new time namespace.", "time_namespaces(7)",
            "/linux/timeOffsets /linux/namespaces", NamespaceRules.TimeOffsetsNeedNewTime),
        new("The path of a device has no detours.", "config-linux.md, Devices",
            "/linux/devices", DeviceRules.HavePlainPaths),
        new("At one path there is one device.", "config-linux.md, Devices",
            "/linux/devices", DeviceRules.AreTheSameAtAPath),
        new("The owner of a device is an id.", "chown(2)", "/linux/devices", DeviceRules.OwnersAreReal),
        new("Network devices need a network namespace.", "config-linux.md, Network Devices",
            "/linux/netDevices /linux/namespaces", NamespaceRules.NetDevicesNeedNetwork),
        new("Network devices have names of network interfaces.", "netdevice(7)",
            "/linux/netDevices", DeviceRules.InterfacesHaveNames),
        new("Network devices have different names in the container.", "config-linux.md, Network Devices",
            "/linux/netDevices", DeviceRules.InterfacesHaveDifferentNames),
        new("The container has a cgroup of its own.", "config-linux.md, Cgroups Path",
            "/linux/cgroupsPath", ContainerRules.CgroupIsOfItsOwn),
        new("The path of a cgroup has at most 1024 bytes.", "cgroups(7)",
            "/linux/cgroupsPath", ContainerRules.CgroupPathIsShort),
        new("A class of service is a directory of resctrl.", "config-linux.md, IntelRdt",
            "/linux/intelRdt", ContainerRules.ClosIdIsAName),
        new("The nodes of a memory policy are a list of numbers.", "config-linux.md, Memory policy",
            "/linux/memoryPolicy", NumberListRules.MemoryNodesAreAList),
        new("A memory policy has nodes if its mode takes them.", "set_mempolicy(2)",
            "/linux/memoryPolicy", ContainerRules.MemoryNodesFitMode),
        new("Nodes of a memory policy are either static or relative.", "set_mempolicy(2)",
            "/linux/memoryPolicy", ContainerRules.MemoryFlagsGoTogether),
        new("A personality has no flags.", "config-linux.md, Personality",
            "/linux/personality", ContainerRules.PersonalityHasNoFlags),
        new("A sysctl has a name without detours.", "sysctl(8)", "/linux/sysctl", SysctlRules.NamesAreWellFormed),
        new("A sysctl is listed once.", "sysctl(8)", "/linux/sysctl", SysctlRules.AreListedOnce),
        new("A sysctl belongs to a namespace of the container.", "config-linux.md, Sysctl",
            "/linux/sysctl /linux/namespaces", SysctlRules.BelongToTheContainer),
        new("Metadata for a seccomp listener need a listener.", "config-linux.md, Seccomp",
            "/linux/seccomp", SeccompRules.MetadataNeedsListener),
        new("The action to notify needs a seccomp listener.", "config-linux.md, Seccomp",
            "/linux/seccomp", SeccompRules.NotifyNeedsListener),
        new("The default action is not to notify.", "seccomp_unotify(2)",
            "/linux/seccomp", SeccompRules.DefaultIsNotNotify),
        new("An errno is given only for actions that return one.", "config-linux.md, Seccomp",
            "/linux/seccomp", SeccompRules.ErrnoFitsAction),
    ];

    public static readonly SpecRule<ProcessSpec>[] OfProcesses =
    [
        new("A process has a program.", "config.md, Process", "/args", ProcessRules.NamesAProgram),
        new("The entries of the environment are NAME=value.", "config.md, Process",
            "/env", ProcessRules.EnvironmentHasNames),
        new("A resource limit is listed once.", "config.md, POSIX process",
            "/rlimits", ProcessRules.LimitsAreListedOnce),
        new("A soft limit is at most the hard limit.", "setrlimit(2)",
            "/rlimits", ProcessRules.SoftLimitsAreWithinHard),
        new("The ids of a process are ids.", "setresuid(2)", "/user", ProcessRules.IdsAreReal),
        new("A scheduling priority fits its policy.", "sched(7)", "/scheduler", ProcessRules.PriorityFitsPolicy),
        new("A nice value fits its policy.", "sched(7)", "/scheduler", ProcessRules.NiceFitsPolicy),
        new("A deadline fits its policy.", "sched(7)", "/scheduler", ProcessRules.DeadlineFitsPolicy),
        new("Processors are a list of numbers.", "config.md, Linux Process",
            "/execCPUAffinity", NumberListRules.ProcessorsAreAList),
    ];

    public static readonly SpecRule<ResourcesSpec>[] OfResources =
    [
        new("A limit of memory and swap is at least the limit of memory.", "config-linux.md, Memory",
            "/memory", ResourcesRules.SwapIncludesMemory),
        new("A burst is at most the quota.", "config-linux.md, CPU", "/cpu", ResourcesRules.BurstIsWithinQuota),
        new("A unified setting names a file of the cgroup.", "config-linux.md, Unified",
            "/unified", ResourcesRules.UnifiedNamesFiles),
    ];

    /// <summary>Everything in a configuration that breaks a rule, by JSON pointer.</summary>
    /// <param name="faults">What the schema finds fault with; rules that read it are left out.</param>
    public static IReadOnlyList<SpecProblem> Check(ContainerSpec container, SpecProblem[] faults)
    {
        List<SpecProblem> problems = [];
        Apply(OfContainers, container, "", faults, problems);
        if (container.Process is { } process)
            Apply(OfProcesses, process, "/process", faults, problems);
        if (container.Linux?.Resources is { } resources)
            Apply(OfResources, resources, "/linux/resources", faults, problems);
        return problems;
    }

    /// <summary>Everything in a process that stands alone.</summary>
    public static IReadOnlyList<SpecProblem> Check(ProcessSpec process, SpecProblem[] faults)
    {
        List<SpecProblem> problems = [];
        Apply(OfProcesses, process, "", faults, problems);
        return problems;
    }

    /// <summary>Everything in resources that stand alone.</summary>
    public static IReadOnlyList<SpecProblem> Check(ResourcesSpec resources, SpecProblem[] faults)
    {
        List<SpecProblem> problems = [];
        Apply(OfResources, resources, "", faults, problems);
        return problems;
    }

    private static void Apply<T>(
        SpecRule<T>[] rules, T document, string root, SpecProblem[] faults, List<SpecProblem> problems)
    {
        var findings = new RuleFindings(root);
        foreach (SpecRule<T> rule in rules)
        {
            if (!IsMisled(rule.Reads, root, faults))
                rule.Check(document, findings);
        }
        problems.AddRange(findings.Problems);
    }

    private static bool IsMisled(string reads, string root, SpecProblem[] faults)
    {
        if (faults.Length == 0)
            return false;
        foreach (string part in reads.Split(' '))
        {
            foreach (SpecProblem fault in faults)
            {
                if (JsonPointer.AreRelated(root + part, fault.Pointer))
                    return true;
            }
        }
        return false;
    }
}
