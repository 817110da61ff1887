using System;
using System.Collections.Generic;
using System.Text;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Cgroups;

/// <summary>Hands controllers of cgroup v2 down to the container's cgroup (cgroup-v2.rst, "Enabling and Disabling").</summary>
internal static class CgroupControllers
{
    /// <summary>
    /// Enables in every cgroup from the mount point to the directory's parent what that cgroup itself has. One that
    /// cannot be handed down stays out; who needs it learns so when its file is missing.
    /// </summary>
    public static void HandDown(string mountPoint, string directory)
    {
        string relative = directory[mountPoint.Length..].Trim('/');
        string parent = mountPoint;
        foreach (Range name in relative.AsSpan().Split('/'))
        {
            HandDownFrom(parent);
            parent = $"{parent}/{relative.AsSpan(name)}";
        }
    }

    private static void HandDownFrom(string cgroup)
    {
        List<string> missing = Missing(Read($"{cgroup}/cgroup.controllers"), Read($"{cgroup}/cgroup.subtree_control"));
        string file = $"{cgroup}/cgroup.subtree_control";
        if (missing.Count == 0 || HasProcesses(cgroup) || TryEnable(file, missing))
            return;
        foreach (string controller in missing)
            _ = TryEnable(file, [controller]);
    }

    /// <summary>
    /// Such a cgroup could only hand down the controllers of threads, and the cgroups below it would take no process any
    /// more (cgroups(7), "Thread mode"). The root, which has no type, is an exception.
    /// </summary>
    public static bool HasProcesses(string cgroup) =>
        Read($"{cgroup}/cgroup.type").Length > 0 && Read($"{cgroup}/cgroup.procs").Length > 0;

    private static bool TryEnable(string file, List<string> controllers) =>
        Files.TryWriteControlFile(Fd.WorkingDirectory, file, Encoding.ASCII.GetBytes($"+{string.Join(" +", controllers)}"), out _);

    /// <summary>The words of the first text that are not in the second.</summary>
    public static List<string> Missing(string available, string enabled)
    {
        string[] there = enabled.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var missing = new List<string>();
        foreach (string controller in available.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Array.IndexOf(there, controller) < 0)
                missing.Add(controller);
        }
        return missing;
    }

    private static string Read(string path)
    {
        using Fd? file = Files.TryOpen(path, Files.ReadOnly, out _);
        return file is null ? "" : Encoding.ASCII.GetString(Files.ReadAll(file, path));
    }
}
