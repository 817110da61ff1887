using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Globalization;

namespace Oci.Runtime.Interop;

/// <summary>The processes of a container that has no cgroup to name them, found in procfs.</summary>
internal static class ProcessTree
{
    /// <summary>
    /// A process, those that descend from it, and those that share its pid namespace if that is not ours. Without a
    /// pid namespace of its own it misses what has lost its parent.
    /// </summary>
    public static List<int> Of(Fd proc, int root)
    {
        ulong? inside = NamespaceOf(root);
        if (inside == NamespaceOf(Processes.OwnId))
            inside = null;
        var members = new HashSet<int> { root };
        var parents = new List<(int Pid, int Parent)>();
        foreach (int pid in AllIn(proc))
        {
            if (TryReadParent(proc, pid) is not { } parent)
                continue;
            parents.Add((pid, parent));
            if (inside is not null && NamespaceOf(pid) == inside)
                members.Add(pid);
        }
        AddDescendants(members, parents);
        var pids = new List<int>(members);
        pids.Sort();
        return pids;
    }

    // A child may have a smaller number than its parent.
    private static void AddDescendants(HashSet<int> members, List<(int Pid, int Parent)> parents)
    {
        bool grows = true;
        while (grows)
        {
            grows = false;
            foreach ((int pid, int parent) in parents)
                grows |= members.Contains(parent) && members.Add(pid);
        }
    }

    private static List<int> AllIn(Fd proc)
    {
        var pids = new List<int>();
        using Fd directory = Files.OpenAt(proc.Value, ".", Files.ReadOnly | Files.Directory);
        foreach (string name in Files.Names(directory, "/proc", onlyDirectories: true))
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
                pids.Add(pid);
        }
        return pids;
    }

    // It takes the right to trace the process, which the owner of its user namespace has.
    private static ulong? NamespaceOf(int pid)
    {
        FileStatus? status = Files.TryStatus($"/proc/{pid}/ns/pid", out int errno);
        ThrowIfUnseen(errno, pid);
        return status?.Inode;
    }

    private static int? TryReadParent(Fd proc, int pid)
    {
        using Fd? file = Files.TryOpenAt(proc.Value, $"{pid}/stat", Files.ReadOnly, 0, out int errno);
        ThrowIfUnseen(errno, pid);
        if (file is null)
            return null;
        Span<byte> buffer = stackalloc byte[1024];
        int length = Files.TryRead(file, buffer, out errno);
        ThrowIfUnseen(errno, pid);
        return length < 0 ? null : ParseParent(buffer[..length]);
    }

    // A process that has ended is none of the container's any more; one that could not be looked at may be.
    private static void ThrowIfUnseen(int errno, int pid)
    {
        if (Errno.SaysNothing(errno))
            throw KernelFailure.Of(errno, "look at process", $"/proc/{pid}");
    }

    /// <summary>
    /// The parent in the text of a <c>stat</c> file (proc_pid_stat(5), field 4); null for what has ended.
    /// </summary>
    public static int? ParseParent(ReadOnlySpan<byte> text)
    {
        // The name before it may hold spaces and brackets.
        int end = text.LastIndexOf((byte)')');
        if (end < 0 || end + 4 >= text.Length || text[end + 2] is (byte)'Z' or (byte)'X' or (byte)'x')
            return null;
        return Utf8Parser.TryParse(text[(end + 4)..], out int parent, out _) ? parent : null;
    }
}
