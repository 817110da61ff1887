using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Cgroups;

/// <summary>
/// What a caller who does not own the machine may do in one hierarchy: make the container's cgroup, or not, and why.
/// </summary>
/// <param name="Directory">Where he may have the container's cgroup; null when there is no such place.</param>
/// <param name="Obstacle">Why there is none.</param>
/// <param name="Parent">The directory that is there already, in which the cgroup is made.</param>
internal sealed record CgroupGrant(CgroupHierarchy Hierarchy, string? Directory, string? Obstacle, string? Parent);

/// <summary>Finds out what was delegated to the caller (cgroups(7), "Cgroups v2 delegation").</summary>
/// <param name="cannotWrite">Why the caller may not write a path, as an errno; 0 when he may.</param>
internal sealed class CgroupGrants(string? cgroupsPath, string id, Func<string, int> cannotWrite)
{
    /// <param name="mayJoinV1">In version 1 init joins by itself, and must be the user who opened the files.</param>
    public ValueList<CgroupGrant> In(CgroupLayout layout, bool mayJoinV1)
    {
        var grants = new List<CgroupGrant>();
        foreach (CgroupHierarchy hierarchy in layout.InUse)
        {
            grants.Add(hierarchy.IsV2 || mayJoinV1
                ? Grant(hierarchy)
                : Refuse(hierarchy, "only root puts a process of another user into a cgroup of version 1"));
        }
        return [.. grants];
    }

    private CgroupGrant Grant(CgroupHierarchy hierarchy)
    {
        CgroupGrant grant = GrantAt(hierarchy, CgroupPath.DirectoryIn(hierarchy, cgroupsPath, id));
        // Where only our own cgroup was delegated, as to a service of systemd, there is no room beside it.
        if (grant.Directory is null && CgroupPath.DirectoryBelowOwn(hierarchy, cgroupsPath, id) is { } below
            && GrantAt(hierarchy, below) is { Directory: not null } inside)
        {
            return inside;
        }
        return grant;
    }

    private CgroupGrant GrantAt(CgroupHierarchy hierarchy, string directory)
    {
        string place = directory;
        int errno = cannotWrite(place);
        while (errno == Errno.ENOENT && place.Length > hierarchy.MountPoint.Length)
        {
            place = place[..place.LastIndexOf('/')];
            errno = cannotWrite(place);
        }
        if (errno != 0)
            return Refuse(hierarchy, NotWritable(place, errno));
        if (place == directory && Procs(place) is { } ownProcs)
            return Refuse(hierarchy, ownProcs);
        // In version 2 whoever moves a process must be able to write to the cgroup above both places.
        if (hierarchy.IsV2 && Procs(CommonAncestor(hierarchy, directory)) is { } commonProcs)
            return Refuse(hierarchy, commonProcs);
        return new CgroupGrant(hierarchy, directory, null, place);
    }

    private string? Procs(string cgroup)
    {
        string file = $"{cgroup}/cgroup.procs";
        return cannotWrite(file) is not 0 and int errno ? NotWritable(file, errno) : null;
    }

    private static string NotWritable(string path, int errno) => $"{path} is not writable: {Errno.Describe(errno)}";

    private static CgroupGrant Refuse(CgroupHierarchy hierarchy, string obstacle) => new(hierarchy, null, obstacle, null);

    private static string CommonAncestor(CgroupHierarchy hierarchy, string directory)
    {
        string ancestor = hierarchy.OwnDirectory ?? hierarchy.MountPoint;
        while (ancestor.Length > hierarchy.MountPoint.Length && !directory.StartsWith($"{ancestor}/", StringComparison.Ordinal))
            ancestor = ancestor[..ancestor.LastIndexOf('/')];
        return ancestor;
    }
}
