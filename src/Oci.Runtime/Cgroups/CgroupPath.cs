using System;
using System.Text;

namespace Oci.Runtime.Cgroups;

/// <summary>
/// Where a container's cgroup is: <c>linux.cgroupsPath</c> (config-linux.md, Cgroups Path), or without it the id.
/// </summary>
internal static class CgroupPath
{
    /// <summary>The directory of the container's cgroup in one hierarchy.</summary>
    /// <exception cref="RuntimeFailure">
    /// The path is empty, the root, leads upwards, or is our own cgroup or above it: limiting, freezing or killing
    /// that would
    /// hit the runtime, its caller or the whole host.
    /// </exception>
    public static string DirectoryIn(CgroupHierarchy hierarchy, string? cgroupsPath, string id)
    {
        string? pointer = cgroupsPath is null ? null : "/linux/cgroupsPath";
        string path = cgroupsPath ?? id;
        string relative = Normalize(path, pointer);
        string start = path.StartsWith('/') ? hierarchy.MountPoint : StartOfRelative(hierarchy);
        string directory = CgroupHierarchy.Join(start, relative);

        if (hierarchy.OwnDirectory is { } own && IsSameOrAbove(directory, own))
            throw Refuse(directory, $"it contains the runtime itself, which is in {own}", pointer);
        return directory;
    }

    /// <summary>
    /// In version 2, the directory below our own cgroup instead of beside it; null where it is the same, or the path is
    /// absolute.
    /// </summary>
    public static string? DirectoryBelowOwn(CgroupHierarchy hierarchy, string? cgroupsPath, string id)
    {
        string path = cgroupsPath ?? id;
        if (!hierarchy.IsV2 || path.StartsWith('/') || hierarchy.OwnDirectory is not { } own)
            return null;
        return CgroupHierarchy.Join(own, Normalize(path, cgroupsPath is null ? null : "/linux/cgroupsPath"));
    }

    /// <remarks>
    /// Below our own cgroup. Not so in v2: a cgroup with processes cannot hand controllers down to children
    /// (cgroup-v2.rst, "No
    /// Internal Process Constraint"), so there it is beside our own.
    /// </remarks>
    private static string StartOfRelative(CgroupHierarchy hierarchy)
    {
        string own = hierarchy.OwnDirectory ?? hierarchy.MountPoint;
        if (!hierarchy.IsV2 || own.Length <= hierarchy.MountPoint.Length)
            return own;
        return own[..own.LastIndexOf('/')];
    }

    /// <summary>The names of a path with single slashes between them.</summary>
    private static string Normalize(string path, string? pointer)
    {
        var names = new StringBuilder(path.Length);
        foreach (Range range in path.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> name = path.AsSpan(range);
            if (name is "..")
                throw Refuse(path, "a part of it is '..'", pointer);
            if (!name.IsEmpty && name is not ".")
                names.Append(names.Length == 0 ? "" : "/").Append(name);
        }
        return names.Length > 0
            ? names.ToString()
            : throw Refuse($"'{path}'", "it is the root of the hierarchy", pointer);
    }

    private static bool IsSameOrAbove(string directory, string other) =>
        other.StartsWith(directory, StringComparison.Ordinal)
        && (other.Length == directory.Length || other[directory.Length] == '/');

    private static RuntimeFailure Refuse(string path, string reason, string? pointer) =>
        new("place the container's cgroup at", path, reason, pointer, "give a path of its own, such as /containers/ID");
}
