using System;

namespace Oci.Runtime.Cgroups;

/// <summary>One mounted cgroup hierarchy, and our own place in it.</summary>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Controllers">As /proc/self/cgroup names it: <c>cpu,cpuacct</c>, <c>name=systemd</c>, empty for cgroup
/// v2.</param>
/// <param name="OwnPath">Our cgroup, as our cgroup namespace shows it.</param>
/// <param name="MountRoot">The cgroup that is the root of the mount, as our cgroup namespace shows it.</param>
internal sealed record CgroupHierarchy(
    string MountPoint, string Controllers, string OwnPath, string MountRoot, bool IsV2)
{
    /// <summary>The directory of our own cgroup; null when the mount does not reach it.</summary>
    /// <remarks>
    /// In a container without a cgroup namespace of its own, /proc/self/cgroup names our path from the host's root
    /// while the
    /// mount begins at it; a process moved out of its cgroup namespace's root sees itself at <c>/../…</c>, above the
    /// mount.
    /// </remarks>
    public string? OwnDirectory { get; } =
        Below(MountRoot, OwnPath) is { } relative ? Join(MountPoint, relative) : null;

    /// <summary>Whether it is the one of version 1 in which systemd keeps its units, without a controller.</summary>
    public bool IsOfSystemd => Controllers == "name=systemd";

    /// <summary>The directory of a cgroup, as our cgroup namespace shows it; null when the mount does not reach it.</summary>
    public string? DirectoryOf(string path) => Below(MountRoot, path) is { } relative ? Join(MountPoint, relative) : null;

    /// <summary>Whether a controller such as <c>freezer</c> belongs to this v1 hierarchy.</summary>
    public bool Has(ReadOnlySpan<char> controller)
    {
        ReadOnlySpan<char> rest = Controllers;
        while (!rest.IsEmpty)
        {
            int comma = rest.IndexOf(',');
            if ((comma < 0 ? rest : rest[..comma]).SequenceEqual(controller))
                return true;
            rest = comma < 0 ? default : rest[(comma + 1)..];
        }
        return false;
    }

    /// <summary>Joins two paths with exactly one slash between them, and none at the end.</summary>
    internal static string Join(string directory, string relative)
    {
        ReadOnlySpan<char> left = directory.AsSpan().TrimEnd('/');
        ReadOnlySpan<char> right = relative.AsSpan().Trim('/');
        if (!right.IsEmpty)
            return $"{left}/{right}";
        return left.IsEmpty ? "/" : left.ToString();
    }

    /// <summary>
    /// The part of a path below an ancestor, empty for the ancestor itself; null when it is not below.
    /// </summary>
    private static string? Below(string ancestor, string path)
    {
        ReadOnlySpan<char> prefix = ancestor.AsSpan().TrimEnd('/');
        if (!path.AsSpan().StartsWith(prefix))
            return null;

        ReadOnlySpan<char> rest = path.AsSpan(prefix.Length);
        bool wholeNames = rest.IsEmpty || rest[0] == '/';
        return wholeNames && !LeadsUpwards(rest) ? rest.ToString() : null;
    }

    private static bool LeadsUpwards(ReadOnlySpan<char> path) =>
        path.StartsWith("/..") && (path.Length == 3 || path[3] == '/');
}
