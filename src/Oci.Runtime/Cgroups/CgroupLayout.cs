using System;
using System.Collections.Generic;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Cgroups;

/// <summary>Which versions of cgroups a host uses (cgroups(7)).</summary>
internal enum CgroupKind
{
    /// <summary>No hierarchy is mounted.</summary>
    None,

    /// <summary>Only v1 hierarchies.</summary>
    V1,

    /// <summary>The controllers are in v1 hierarchies; cgroup2 is mounted beside them.</summary>
    Hybrid,

    /// <summary>cgroup2 alone.</summary>
    Unified,
}

/// <summary>The hierarchies a container's cgroup is made in, from /proc/self/mountinfo and /proc/self/cgroup.</summary>
internal sealed record CgroupLayout(CgroupKind Kind, ValueList<CgroupHierarchy> Hierarchies)
{
    private const string UsualMountPoint = "/sys/fs/cgroup";

    /// <summary>
    /// Those that containers have a cgroup in: beside v1 controllers the cgroup2 hierarchy has nothing they need.
    /// </summary>
    public ValueList<CgroupHierarchy> InUse
    {
        get
        {
            var used = new List<CgroupHierarchy>();
            foreach (CgroupHierarchy hierarchy in Hierarchies)
            {
                if (!hierarchy.IsV2 || Kind == CgroupKind.Unified)
                    used.Add(hierarchy);
            }
            return [.. used];
        }
    }

    /// <summary>The v2 hierarchy, if one is mounted.</summary>
    public CgroupHierarchy? V2 => Find(static hierarchy => hierarchy.IsV2);

    /// <summary>The v1 hierarchy of a controller, if it is mounted.</summary>
    public CgroupHierarchy? V1(string controller) => Find(hierarchy => !hierarchy.IsV2 && hierarchy.Has(controller));

    public static CgroupLayout Parse(ReadOnlySpan<byte> mountinfo, ReadOnlySpan<byte> selfCgroup)
    {
        var found = new CgroupHierarchy?[selfCgroup.Count((byte)'\n') + 1];
        while (!mountinfo.IsEmpty)
        {
            if (MountInfoLine.TryParse(NextLine(ref mountinfo), out MountInfoLine mount))
                Consider(mount, selfCgroup, found);
        }
        return Classify(Array.FindAll(found, static hierarchy => hierarchy is not null)!);
    }

    /// <summary>
    /// Keeps a mount when it is the best one of its hierarchy yet, in the slot of its line in /proc/self/cgroup.
    /// </summary>
    private static void Consider(in MountInfoLine mount, ReadOnlySpan<byte> selfCgroup, CgroupHierarchy?[] found)
    {
        bool isV2 = mount.FileSystemType.SequenceEqual("cgroup2"u8);
        if (!isV2 && !mount.FileSystemType.SequenceEqual("cgroup"u8))
            return;

        for (int slot = 0; !selfCgroup.IsEmpty; slot++)
        {
            var membership = Membership.Parse(NextLine(ref selfCgroup));
            if (!membership.IsIn(mount.SuperOptions, isV2))
                continue;

            string mountPoint = MountInfoLine.Unescape(mount.MountPoint);
            if (found[slot] is { } other && !Replaces(mountPoint, other.MountPoint))
                return;
            found[slot] = new CgroupHierarchy(
                mountPoint,
                Encoding.UTF8.GetString(membership.Controllers),
                Encoding.UTF8.GetString(membership.Path),
                MountInfoLine.Unescape(mount.Root),
                isV2);
            return;
        }
    }

    /// <summary>
    /// Of several mounts of one hierarchy: the one at the usual place; at one place the later, which covers the
    /// earlier.
    /// </summary>
    private static bool Replaces(string mountPoint, string other) =>
        mountPoint == other || Rank(mountPoint) > Rank(other);

    private static int Rank(string mountPoint)
    {
        if (!mountPoint.StartsWith(UsualMountPoint, StringComparison.Ordinal))
            return 0;
        if (mountPoint.Length == UsualMountPoint.Length)
            return 2;
        return mountPoint[UsualMountPoint.Length] == '/' ? 1 : 0;
    }

    /// <remarks>
    /// A v1 hierarchy mounted next to a cgroup2 that holds the usual place is somebody's private use of it (a VPN's
    /// net_cls, an
    /// old init's name=systemd), and none of a container's business.
    /// </remarks>
    private static CgroupLayout Classify(CgroupHierarchy[] all)
    {
        CgroupHierarchy? v2 = Array.Find(all, static hierarchy => hierarchy.IsV2);
        bool controllersInV1 = Array.Exists(all, static hierarchy => HoldsV1Controllers(hierarchy));
        if (v2 is not null && (v2.MountPoint == UsualMountPoint || !controllersInV1))
            return new CgroupLayout(CgroupKind.Unified, [v2]);
        if (v2 is not null)
            return new CgroupLayout(CgroupKind.Hybrid, [.. all]);
        return new CgroupLayout(all.Length == 0 ? CgroupKind.None : CgroupKind.V1, [.. all]);
    }

    private static bool HoldsV1Controllers(CgroupHierarchy hierarchy) =>
        !hierarchy.IsV2 && !hierarchy.Controllers.StartsWith("name=", StringComparison.Ordinal);

    private CgroupHierarchy? Find(Predicate<CgroupHierarchy> predicate)
    {
        foreach (CgroupHierarchy hierarchy in Hierarchies)
        {
            if (predicate(hierarchy))
                return hierarchy;
        }
        return null;
    }

    /// <summary>The text up to the next newline; <paramref name="rest"/> moves behind it.</summary>
    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line;
    }

    /// <summary>
    /// One line of /proc/self/cgroup: <c>hierarchy-ID:controller-list:cgroup-path</c>; the path may hold colons.
    /// </summary>
    private readonly ref struct Membership(ReadOnlySpan<byte> controllers, ReadOnlySpan<byte> path)
    {
        public ReadOnlySpan<byte> Controllers { get; } = controllers;
        public ReadOnlySpan<byte> Path { get; } = path;

        public static Membership Parse(ReadOnlySpan<byte> line)
        {
            line = line[(line.IndexOf((byte)':') + 1)..];
            int colon = line.IndexOf((byte)':');
            return colon < 0 ? default : new Membership(line[..colon], line[(colon + 1)..]);
        }

        /// <summary>
        /// Whether the mount with these options is of this line's hierarchy: they name the same controllers.
        /// </summary>
        public bool IsIn(ReadOnlySpan<byte> superOptions, bool isV2)
        {
            if (Path.IsEmpty || isV2 != Controllers.IsEmpty)
                return false;
            return isV2 || ContainsOption(superOptions, FirstOf(Controllers));
        }

        // A v1 controller is in one hierarchy only, so the first of a co-mounted set identifies it.
        private static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> list) =>
            list.IndexOf((byte)',') is >= 0 and int comma ? list[..comma] : list;

        private static bool ContainsOption(ReadOnlySpan<byte> options, ReadOnlySpan<byte> wanted)
        {
            while (!options.IsEmpty)
            {
                ReadOnlySpan<byte> option = FirstOf(options);
                if (option.SequenceEqual(wanted))
                    return true;
                options = option.Length == options.Length ? default : options[(option.Length + 1)..];
            }
            return false;
        }
    }
}
