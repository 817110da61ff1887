using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Cgroups;

/// <summary>Walks through a cgroup and those below it.</summary>
/// <remarks>
/// How deep and how wide they are is up to the container, if it may make some: names are looked up one at a time and no
/// more than two descriptors are open, so that neither PATH_MAX nor the limit of open files is a hiding place.
/// </remarks>
internal static class CgroupTree
{
    /// <param name="enter">Is given each directory, the top first.</param>
    /// <param name="leave">Is given each but the top by its parent and its name, when what is below is done.</param>
    public static void Walk(string top, Action<Fd>? enter, Action<Fd, string>? leave)
    {
        Fd? current = Files.TryOpen(top, Files.ReadOnly | Files.Directory, out int errno);
        if (Errno.SaysNothing(errno))
            throw KernelFailure.Of(errno, "open cgroup", top);
        if (current is null)
            return;
        try
        {
            enter?.Invoke(current);
            var levels = new Stack<Level>([Level.Of(current, top)]);
            while (levels.Count > 0)
                current = Step(current, levels, enter, leave);
        }
        finally
        {
            current.Dispose();
        }
    }

    // Closes the directory that it leaves, and returns the one that it is in then.
    private static Fd Step(Fd current, Stack<Level> levels, Action<Fd>? enter, Action<Fd, string>? leave)
    {
        if (!levels.Peek().Children.TryDequeue(out string? name))
            return Ascend(current, levels, leave);
        // One that has gone meanwhile is none of ours any more.
        Fd? child = Files.TryOpenAt(current.Value, name, Files.ReadOnly | Files.Directory | Files.NoFollow, 0, out int errno);
        if (Errno.SaysNothing(errno))
            throw KernelFailure.Of(errno, "open cgroup", name);
        if (child is null)
            return current;
        current.Dispose();
        enter?.Invoke(child);
        levels.Push(Level.Of(child, name));
        return child;
    }

    private static Fd Ascend(Fd current, Stack<Level> levels, Action<Fd, string>? leave)
    {
        Level left = levels.Pop();
        if (levels.Count == 0)
            return current;
        Fd parent = Files.OpenAt(current.Value, "..", Files.ReadOnly | Files.Directory);
        current.Dispose();
        leave?.Invoke(parent, left.Name);
        return parent;
    }

    private sealed record Level(string Name, Queue<string> Children)
    {
        public static Level Of(Fd directory, string name)
        {
            try
            {
                return new(name, new(Files.Names(directory, name, onlyDirectories: true)));
            }
            catch (RuntimeFailure failure) when (failure.Errno == Errno.ENOENT)
            {
                return new(name, []); // removed since it was opened
            }
        }
    }
}
