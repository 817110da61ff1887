using System.Collections.Generic;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>The container's cgroups: where they are, and the steps that limit them.</summary>
internal sealed record ContainerCgroups(ValueList<CgroupHierarchy> Hierarchies, ValueList<string> Paths, ValueList<ParentStep> Devices)
{
    public bool IsV2 => Hierarchies.Count > 0 && Hierarchies[0].IsV2;

    /// <summary>Chooses them by the machine's layout, <c>linux.cgroupsPath</c> and the id.</summary>
    public static ContainerCgroups Of(LinuxSpec linux, HostFacts host, string id)
    {
        ValueList<CgroupHierarchy> hierarchies = HierarchiesInUse(host);
        var paths = new string[hierarchies.Count];
        for (int i = 0; i < paths.Length; i++)
            paths[i] = CgroupPath.DirectoryIn(hierarchies[i], linux.CgroupsPath, id);
        return new ContainerCgroups(hierarchies, [.. paths], PlanDevices(linux, hierarchies, paths));
    }

    // An ordinary user has no cgroups to make unless somebody delegated some; asked for nothing, he gets none.
    private static ValueList<CgroupHierarchy> HierarchiesInUse(HostFacts host)
    {
        if (!host.OwnsMachine)
            return [];
        var used = new List<CgroupHierarchy>();
        foreach (CgroupHierarchy hierarchy in host.Cgroups.Hierarchies)
        {
            // Beside v1 controllers the cgroup2 hierarchy has nothing that a container needs.
            if (!hierarchy.IsV2 || host.Cgroups.Kind == CgroupKind.Unified)
                used.Add(hierarchy);
        }
        return [.. used];
    }

    private static ValueList<ParentStep> PlanDevices(LinuxSpec linux, ValueList<CgroupHierarchy> hierarchies, string[] paths)
    {
        ValueList<DeviceRule> rules = linux.Resources?.Devices ?? [];
        for (int i = 0; i < paths.Length; i++)
        {
            if (hierarchies[i].IsV2 || hierarchies[i].Has("devices"))
                return [new RestrictDevices(DeviceRules.From(rules), paths[i], hierarchies[i].IsV2)];
        }
        if (rules.Count == 0)
            return [];
        throw new RuntimeFailure(
            "restrict devices", null, "no device cgroup can be made here", "/linux/resources/devices",
            "it needs root and a mounted cgroup2 or devices hierarchy");
    }
}
