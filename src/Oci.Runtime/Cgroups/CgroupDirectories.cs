using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Cgroups;

/// <summary>Makes, joins, empties and removes the cgroup directories of a container (cgroups(7)).</summary>
internal static class CgroupDirectories
{
    private const uint Mode = 0x1ED;

    /// <summary>
    /// What must be made so that the given directories exist, parents first. A directory that is there already is
    /// not ours and will not be removed; one with processes in it is an error.
    /// </summary>
    /// <param name="unitPath">The one that systemd makes and removes; null without systemd.</param>
    public static ValueList<CgroupDirectory> ToMake(ValueList<string> paths, string? unitPath = null)
    {
        var missing = new List<CgroupDirectory>();
        foreach (string path in paths)
        {
            int position = missing.Count;
            FileStatus? existing = Files.StatusIfThere(Fd.WorkingDirectory, path, path);
            if (existing is not null)
                CheckEmpty(path);
            if (path == unitPath)
            {
                missing.Add(new CgroupDirectory(path, 0, CgroupRole.Unit));
                continue;
            }
            if (unitPath is null && existing is not null)
            {
                missing.Add(new CgroupDirectory(path, existing.Value.Inode, CgroupRole.Foreign));
                continue;
            }
            missing.Add(new CgroupDirectory(path, 0, unitPath is null ? CgroupRole.Own : CgroupRole.BesideUnit));
            for (string parent = ParentOf(path); parent.Length > 1 && !Exists(parent); parent = ParentOf(parent))
                missing.Insert(position, new CgroupDirectory(parent, 0, CgroupRole.Parent));
        }
        return [.. missing];
    }

    private static bool Exists(string path) => Files.StatusIfThere(Fd.WorkingDirectory, path, path) is not null;

    private static string ParentOf(string path) => path[..path.LastIndexOf('/')];

    private static void CheckEmpty(string path)
    {
        int count = ProcessesIn(path).Count;
        if (count > 0)
        {
            throw new RuntimeFailure(
                "use cgroup", path, $"container's cgroup is not empty: {count} process(es) found", "/linux/cgroupsPath");
        }
    }

    /// <summary>Makes the directories; each is added to <paramref name="made"/> once it is there.</summary>
    public static void Make(ValueList<CgroupDirectory> planned, List<CgroupDirectory> made)
    {
        foreach (CgroupDirectory directory in planned)
        {
            if (directory.Role != CgroupRole.Foreign)
                MakeOne(directory);
            made.Add(directory);
            if (directory.Role != CgroupRole.Foreign)
                made[^1] = Prepare(directory);
        }
    }

    /// <summary>Whether the directory was made for the container, and nothing has ever been in it.</summary>
    public static bool IsNew(string path, ValueList<CgroupDirectory> recorded)
    {
        foreach (CgroupDirectory directory in recorded)
        {
            if (directory.Path == path)
                return directory.Role == CgroupRole.Own;
        }
        return false;
    }

    private static void MakeOne(CgroupDirectory planned)
    {
        // It is there, or systemd has put the unit elsewhere, which opening it will tell.
        if (planned.Role == CgroupRole.Unit)
            return;
        if (!Files.MakeDirectory(Fd.WorkingDirectory, planned.Path, Mode) && planned.Role == CgroupRole.Own)
            throw KernelFailure.Of(Errno.EEXIST, "make cgroup", planned.Path, "somebody else has just made it");
    }

    private static CgroupDirectory Prepare(CgroupDirectory planned)
    {
        using Fd directory = Files.Open(planned.Path, Files.ReadOnly | Files.Directory);
        if (planned.Role != CgroupRole.Unit)
            FillCpuset(directory, planned.Path);
        return planned with { Inode = Files.Status(directory, planned.Path).Inode };
    }

    // A new v1 cpuset has no processors and no memory, and takes no process until it has (cpuset(7)).
    private static void FillCpuset(Fd directory, string path)
    {
        if (!path.Contains("/cpuset", StringComparison.Ordinal))
            return;
        foreach (string file in (ReadOnlySpan<string>)["cpuset.cpus", "cpuset.mems"])
        {
            using Fd? own = Files.TryOpenAt(directory.Value, file, Files.ReadOnly, 0, out int errno);
            if (own is null && errno == Errno.ENOENT)
                return;
            if (own is null)
                throw KernelFailure.Of(errno, "open", $"{path}/{file}");
            if (!Trim(Files.ReadAll(own, file)).IsEmpty)
                continue;
            FillFromParent(directory, path, file);
        }
    }

    private static void FillFromParent(Fd directory, string path, string file)
    {
        using Fd? parents = Files.TryOpenAt(directory.Value, $"../{file}", Files.ReadOnly, 0, out int errno);
        // In version 2 the root has no such file, and an empty one means all.
        if (parents is null && errno == Errno.ENOENT)
            return;
        if (parents is null)
            throw KernelFailure.Of(errno, "open", $"{path}/../{file}");
        ReadOnlySpan<byte> value = Trim(Files.ReadAll(parents, $"{path}/../{file}"));
        if (!value.IsEmpty)
            Files.WriteControlFile(Fd.WorkingDirectory, $"{path}/{file}", value);
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim("\n \t"u8);

    public static void Join(string path, int pid)
    {
        byte[] number = Encoding.ASCII.GetBytes(pid.ToString(CultureInfo.InvariantCulture));
        Files.WriteControlFile(Fd.WorkingDirectory, $"{path}/cgroup.procs", number);
    }

    /// <summary>The processes in a cgroup and in those below it.</summary>
    public static List<int> ProcessesIn(string path)
    {
        var pids = new List<int>();
        CgroupTree.Walk(path, directory => Collect(directory, path, pids), leave: null);
        return pids;
    }

    private static void Collect(Fd directory, string path, List<int> pids)
    {
        using Fd? procs = Files.TryOpenAt(directory.Value, "cgroup.procs", Files.ReadOnly, 0, out int errno);
        if (Errno.SaysNothing(errno))
            throw KernelFailure.Of(errno, "open", $"{path}/cgroup.procs");
        if (procs is null)
            return;
        try
        {
            ParsePids(Encoding.ASCII.GetString(Files.ReadAll(procs, $"{path}/cgroup.procs")), pids);
        }
        catch (RuntimeFailure failure) when (failure.Errno is Errno.ENODEV or Errno.EOPNOTSUPP)
        {
            // Removed meanwhile, or threaded: then its threads are of processes that a cgroup above lists.
        }
    }

    private static void ParsePids(string text, List<int> pids)
    {
        foreach (Range line in text.AsSpan().Split('\n'))
        {
            if (int.TryParse(text.AsSpan(line), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0)
                pids.Add(pid);
        }
    }

    /// <summary>Removes what <see cref="Make"/> made, children first; a parent that others use by now stays.</summary>
    public static void Remove(ValueList<CgroupDirectory> cgroups)
    {
        for (int i = cgroups.Count - 1; i >= 0; i--)
        {
            if (cgroups[i].Role == CgroupRole.Parent)
                _ = Files.TryRemove(Fd.WorkingDirectory, cgroups[i].Path, isDirectory: true);
            else if (IsOfUnit(cgroups[i].Role) && cgroups[i].Inode == 0)
                RemoveUnproven(cgroups[i]);
            else if (cgroups[i].Role != CgroupRole.Foreign && IsStillOurs(cgroups[i]))
                RemoveTree(cgroups[i].Path);
        }
    }

    private static bool IsOfUnit(CgroupRole role) => role is CgroupRole.Unit or CgroupRole.BesideUnit;

    // Perhaps it was never ours. The unit's own is systemd's business then; of the others one that is in use stays.
    private static void RemoveUnproven(CgroupDirectory cgroup)
    {
        if (cgroup.Role == CgroupRole.BesideUnit)
            _ = Files.TryRemove(Fd.WorkingDirectory, cgroup.Path, isDirectory: true);
    }

    /// <summary>
    /// A directory of the same name with another inode was made by somebody else after ours was gone.
    /// </summary>
    public static bool IsStillOurs(CgroupDirectory cgroup)
    {
        if (cgroup.Inode == 0)
            return IsCgroup(cgroup.Path);
        FileStatus? status = Files.StatusIfThere(Fd.WorkingDirectory, cgroup.Path, cgroup.Path);
        return status is not null && status.Value.Inode == cgroup.Inode;
    }

    // Without an inode a record proves nothing, and may be damaged: no other directory may be removed for it.
    private static bool IsCgroup(string path)
    {
        const long Version1 = 0x27E0EB, Version2 = 0x63677270; // the magic numbers of statfs(2)
        using Fd? directory = Files.TryOpen(path, Files.PathOnly | Files.Directory | Files.NoFollow, out int errno);
        if (Errno.SaysNothing(errno))
            throw KernelFailure.Of(errno, "open cgroup", path);
        return directory is not null && Files.FileSystemType(directory, path) is Version1 or Version2;
    }

    private static void RemoveTree(string path)
    {
        // A cgroup without processes and children goes at once.
        if (Files.TryRemove(Fd.WorkingDirectory, path, isDirectory: true) is 0 or Errno.ENOENT)
            return;
        CgroupTree.Walk(path, enter: null, (parent, name) => RemoveWhenIdle(parent.Value, name, $"{path}/…/{name}"));
        RemoveWhenIdle(Fd.WorkingDirectory, path, path);
    }

    // The last process may have been reaped and still be on its way out of the cgroup; that takes microseconds.
    private static void RemoveWhenIdle(int parent, string name, string subject)
    {
        int errno = Errno.EBUSY;
        for (int tries = 0; tries < 200 && errno == Errno.EBUSY; tries++)
        {
            errno = Files.TryRemove(parent, name, isDirectory: true);
            if (errno == Errno.EBUSY)
                Polling.Pause(milliseconds: 1 + (tries / 10));
        }
        if (errno is not (0 or Errno.ENOENT))
            throw KernelFailure.Of(errno, "remove cgroup", subject, errno == Errno.EBUSY ? "processes are in it" : null);
    }
}
