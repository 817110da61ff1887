using System;
using System.Collections.Generic;

namespace Oci.Spec.Rules;

/// <summary>Id mappings, as user_namespaces(7) wants them written to uid_map and gid_map.</summary>
internal static class IdMappingRules
{
    /// <summary>The longest map since Linux 4.15.</summary>
    private const int MostLines = 340;

    public static void NeedUser(ContainerSpec container, RuleFindings findings)
    {
        if (container.Has(NamespaceKind.User))
            return;
        if (container.Linux?.UidMappings.Count > 0)
            findings.Add("/linux/uidMappings", "needs a user namespace: add {\"type\": \"user\"} to /linux/namespaces");
        if (container.Linux?.GidMappings.Count > 0)
            findings.Add("/linux/gidMappings", "needs a user namespace: add {\"type\": \"user\"} to /linux/namespaces");
    }

    public static void NewUserHasBoth(ContainerSpec container, RuleFindings findings)
    {
        if (!container.HasNew(NamespaceKind.User))
            return;
        if (container.Linux?.UidMappings.Count is null or 0)
            findings.Add("/linux/uidMappings", "is needed by the new user namespace");
        if (container.Linux?.GidMappings.Count is null or 0)
            findings.Add("/linux/gidMappings", "is needed by the new user namespace");
    }

    public static void JoinedUserHasNone(ContainerSpec container, RuleFindings findings)
    {
        if (container.Namespace(NamespaceKind.User) is not { Path: not null })
            return;
        if (container.Linux?.UidMappings.Count > 0)
            findings.Add(
                "/linux/uidMappings",
                "cannot be given for a user namespace that is joined by its path: it has mappings");
        if (container.Linux?.GidMappings.Count > 0)
            findings.Add(
                "/linux/gidMappings",
                "cannot be given for a user namespace that is joined by its path: it has mappings");
    }

    public static void NewUserHasRoot(ContainerSpec container, RuleFindings findings)
    {
        if (!container.HasNew(NamespaceKind.User) || container.Linux is not { } linux)
            return;
        if (linux.UidMappings.Count > 0 && !IsMapped(linux.UidMappings, 0))
            findings.Add("/linux/uidMappings", "must map uid 0 of the container, which sets it up");
        if (linux.GidMappings.Count > 0 && !IsMapped(linux.GidMappings, 0))
            findings.Add("/linux/gidMappings", "must map gid 0 of the container, which sets it up");
    }

    public static void ProcessIdsAreMapped(ContainerSpec container, RuleFindings findings)
    {
        if (!container.HasNew(NamespaceKind.User) || container is not { Linux: { } linux, Process: { } process })
            return;
        if (linux.UidMappings.Count > 0 && !IsMapped(linux.UidMappings, process.User.Uid))
            findings.Add("/process/user/uid", $"is {process.User.Uid}, which /linux/uidMappings does not map");
        if (linux.GidMappings.Count == 0)
            return;
        if (!IsMapped(linux.GidMappings, process.User.Gid))
            findings.Add("/process/user/gid", $"is {process.User.Gid}, which /linux/gidMappings does not map");
        for (int i = 0; i < process.User.AdditionalGids.Count; i++)
        {
            if (!IsMapped(linux.GidMappings, process.User.AdditionalGids[i]))
            {
                findings.Add(
                    $"/process/user/additionalGids/{i}",
                    $"is {process.User.AdditionalGids[i]}, which /linux/gidMappings does not map");
            }
        }
    }

    /// <remarks>The last id, 4294967295, stands for "no id" and cannot be mapped.</remarks>
    public static void AreRanges(ContainerSpec container, RuleFindings findings)
    {
        foreach ((string pointer, ValueList<IdMapping> mappings) in MapsOf(container))
        {
            for (int i = 0; i < mappings.Count; i++)
            {
                IdMapping range = mappings[i];
                if (range.Size == 0)
                    findings.Add($"{pointer}/{i}/size", "must be at least 1");
                else if ((ulong)range.ContainerId + range.Size > uint.MaxValue)
                    findings.Add($"{pointer}/{i}", "ends after 4294967294, the last id in a container");
                else if ((ulong)range.HostId + range.Size > uint.MaxValue)
                    findings.Add($"{pointer}/{i}", "ends after 4294967294, the last id on the host");
            }
        }
    }

    public static void DoNotOverlap(ContainerSpec container, RuleFindings findings)
    {
        foreach ((string pointer, ValueList<IdMapping> mappings) in MapsOf(container))
        {
            FindOverlap(mappings, static range => range.ContainerId, pointer, "in the container", findings);
            FindOverlap(mappings, static range => range.HostId, pointer, "on the host", findings);
        }
    }

    public static void AreFewEnough(ContainerSpec container, RuleFindings findings)
    {
        foreach ((string pointer, ValueList<IdMapping> mappings) in MapsOf(container))
        {
            if (mappings.Count > MostLines)
                findings.Add(pointer, $"has {mappings.Count} entries; the kernel takes at most {MostLines}");
        }
    }

    private static void FindOverlap(
        ValueList<IdMapping> mappings, Func<IdMapping, uint> start, string pointer, string where, RuleFindings findings)
    {
        var starts = new uint[mappings.Count];
        var order = new int[mappings.Count];
        for (int i = 0; i < order.Length; i++)
            (starts[i], order[i]) = (start(mappings[i]), i);
        Array.Sort(starts, order);
        for (int i = 1; i < order.Length; i++)
        {
            if ((ulong)starts[i - 1] + mappings[order[i - 1]].Size <= starts[i])
                continue;
            (int first, int second) = (Math.Min(order[i - 1], order[i]), Math.Max(order[i - 1], order[i]));
            findings.Add($"{pointer}/{second}", $"maps ids {where} that {pointer}/{first} maps too");
        }
    }

    private static bool IsMapped(ValueList<IdMapping> mappings, uint id)
    {
        foreach (IdMapping range in mappings)
        {
            if (id >= range.ContainerId && id - range.ContainerId < range.Size)
                return true;
        }
        return false;
    }

    private static List<(string Pointer, ValueList<IdMapping> Mappings)> MapsOf(ContainerSpec container)
    {
        List<(string, ValueList<IdMapping>)> maps = [];
        if (container.Linux is { } linux)
        {
            maps.Add(("/linux/uidMappings", linux.UidMappings));
            maps.Add(("/linux/gidMappings", linux.GidMappings));
        }
        for (int i = 0; i < container.Mounts.Count; i++)
        {
            MountSpec mount = container.Mounts[i];
            if (mount.UidMappings.Count > 0)
                maps.Add(($"/mounts/{i}/uidMappings", mount.UidMappings));
            if (mount.GidMappings.Count > 0)
                maps.Add(($"/mounts/{i}/gidMappings", mount.GidMappings));
        }
        return maps;
    }
}
