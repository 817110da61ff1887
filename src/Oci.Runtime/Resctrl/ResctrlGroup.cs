using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Resctrl;

/// <summary>
/// A container's share of caches and memory bandwidth: its group in a mounted resctrl (config-linux.md, IntelRdt).
/// </summary>
/// <param name="Root">Where resctrl is mounted.</param>
/// <param name="Path">The group's directory; the root itself for the default class of service.</param>
/// <param name="IsNew">It is not there yet.</param>
/// <param name="BelongsToContainer">Its name is the container's id: it is removed with it, if it is new.</param>
/// <param name="Monitor">The directory of the monitoring group, null without one.</param>
/// <param name="Schemata">What is written to <c>schemata</c>, in order.</param>
internal sealed record ResctrlGroup(
    string Root, string Path, bool IsNew, bool BelongsToContainer, string? Monitor, ValueList<string> Schemata)
{
    private const uint Mode = 0x1ED;

    /// <summary>Decides, from what is there, what must be made; nothing is yet.</summary>
    public static ResctrlGroup Choose(string root, string id, IntelRdtSpec rdt)
    {
        string path = rdt.ClosId == "/" ? root : $"{root}/{rdt.ClosId ?? id}";
        if (rdt.ClosId is null && id is "info" or "mon_groups" or "mon_data")
            throw new RuntimeFailure("make resctrl group", path, "the container's id is a name of resctrl's own", null, "give a closID");
        FileStatus? existing = Files.StatusIfThere(Fd.WorkingDirectory, path, path);
        if (existing is { IsDirectory: false })
            throw new RuntimeFailure("use resctrl group", path, "it is no directory");
        bool isNew = existing is null;
        bool hasSchemata = rdt.L3CacheSchema is not null || rdt.MemBwSchema is not null || rdt.Schemata.Count > 0;
        if (isNew && rdt.ClosId is not null && !hasSchemata)
        {
            throw new RuntimeFailure(
                "use resctrl group", path, "there is no such group", "/linux/intelRdt/closID",
                "make it beforehand, or say with schemata what it shall have");
        }
        if (!isNew && rdt.ClosId is not null)
            CheckSchemata(path, rdt);
        return new ResctrlGroup(
            root, path, isNew, rdt.ClosId is null, rdt.EnableMonitoring ? $"{path}/mon_groups/{id}" : null, SchemataOf(rdt));
    }

    /// <summary>The group that was made for a container, to change what it has.</summary>
    /// <exception cref="RuntimeFailure">None was: its processes are in the default group, or in one that others share.</exception>
    public static ResctrlGroup Of(ValueList<ResctrlDirectory> recorded, ValueList<string> schemata)
    {
        foreach ((string path, ulong inode) in recorded)
        {
            bool isMonitor = path.Contains("/mon_groups/", StringComparison.Ordinal);
            if (isMonitor || Files.StatusIfThere(Fd.WorkingDirectory, path, path)?.Inode != inode)
                continue;
            string root = path[..path.LastIndexOf('/')];
            return new ResctrlGroup(root, path, IsNew: false, BelongsToContainer: true, Monitor: null, schemata);
        }
        throw new RuntimeFailure(
            "change", "shares of caches and bandwidth", "the container has no resctrl group of its own", null,
            "linux.intelRdt without a closID makes one");
    }

    /// <summary>What is written to <c>schemata</c>: caches first, <c>schemata</c> last.</summary>
    public static ValueList<string> SchemataOf(IntelRdtSpec rdt) =>
    [
        .. rdt.L3CacheSchema is { } cache ? (ValueList<string>)[cache] : [],
        .. rdt.MemBwSchema is { } bandwidth ? (ValueList<string>)[bandwidth] : [],
        .. rdt.Schemata,
    ];

    // Others are in an existing group already: it is used as it is, or not at all.
    private static void CheckSchemata(string path, IntelRdtSpec rdt)
    {
        if (rdt.L3CacheSchema is null && rdt.MemBwSchema is null)
            return;
        string file = Encoding.UTF8.GetString(Files.ReadAll($"{path}/schemata"));
        if (rdt.L3CacheSchema is { } cache && !Schema.Holds(cache, file))
            throw Mismatch(path, "l3CacheSchema");
        if (rdt.MemBwSchema is { } bandwidth && !Schema.Holds(bandwidth, file))
            throw Mismatch(path, "memBwSchema");
    }

    private static RuntimeFailure Mismatch(string path, string property) => new(
        "use resctrl group", path, "its schemata are others", $"/linux/intelRdt/{property}", $"cat {path}/schemata");

    /// <summary>What is recorded, and removed with the container.</summary>
    public ValueList<ResctrlDirectory> ToRecord()
    {
        var recorded = new List<ResctrlDirectory>();
        if (IsNew && BelongsToContainer)
            recorded.Add(new ResctrlDirectory(Path, InodeOf(Path)));
        if (Monitor is not null)
            recorded.Add(new ResctrlDirectory(Monitor, InodeOf(Monitor)));
        return [.. recorded];
    }

    // Before it is made it has none.
    private static ulong InodeOf(string path) => Files.StatusIfThere(Fd.WorkingDirectory, path, path)?.Inode ?? 0;

    /// <summary>Makes the directories; each is added to <paramref name="made"/> once it is there.</summary>
    public void Make(List<string> made)
    {
        foreach (string? path in (string?[])[IsNew ? Path : null, Monitor])
        {
            if (path is null)
                continue;
            MakeDirectory(path);
            made.Add(path);
        }
    }

    private void MakeDirectory(string path)
    {
        try
        {
            if (!Files.MakeDirectory(Fd.WorkingDirectory, path, Mode))
                throw KernelFailure.Of(Errno.EEXIST, "mkdir", path);
        }
        catch (RuntimeFailure failure)
        {
            throw KernelFailure.Of(failure.Errno, "make resctrl group", path, KernelsWords());
        }
    }

    public void WriteSchemata()
    {
        // One at a time: in one write the kernel takes no domain twice.
        foreach (string schema in Schemata)
            Write($"{Path}/schemata", $"{schema}\n");
    }

    /// <summary>Puts a thread, and with it all that it will start, into the group.</summary>
    public void Join(int pid)
    {
        string number = pid.ToString(CultureInfo.InvariantCulture);
        Write($"{Path}/tasks", number);
        if (Monitor is not null)
            Write($"{Monitor}/tasks", number);
    }

    private void Write(string file, string text)
    {
        if (!Files.TryWriteControlFile(Fd.WorkingDirectory, file, Encoding.UTF8.GetBytes(text), out int errno))
            throw KernelFailure.Of(errno, $"write \"{text.TrimEnd('\n')}\" to", file, KernelsWords());
    }

    // What the last operation failed at, in words.
    private string? KernelsWords()
    {
        using Fd? file = Files.TryOpen($"{Root}/info/last_cmd_status", Files.ReadOnly, out _);
        string words = file is null ? "" : Encoding.UTF8.GetString(Files.ReadAll(file, "last_cmd_status")).Trim();
        return words is "" or "ok" ? null : words;
    }

    /// <summary>Undoes <see cref="Make"/>: also a group that would stay with the next container.</summary>
    public static void Undo(List<string> made)
    {
        for (int i = made.Count - 1; i >= 0; i--)
            _ = Files.TryRemove(Fd.WorkingDirectory, made[i], isDirectory: true);
    }

    /// <summary>Removes what was recorded, unless it has gone and another has come in its place.</summary>
    public static void Remove(ValueList<ResctrlDirectory> recorded)
    {
        for (int i = recorded.Count - 1; i >= 0; i--)
        {
            (string path, ulong inode) = recorded[i];
            FileStatus? there = Files.StatusIfThere(Fd.WorkingDirectory, path, path);
            if (there is null || (inode != 0 && there.Value.Inode != inode))
                continue;
            int errno = Files.TryRemove(Fd.WorkingDirectory, path, isDirectory: true);
            if (errno is not (0 or Errno.ENOENT))
                throw KernelFailure.Of(errno, "remove resctrl group", path);
        }
    }
}
