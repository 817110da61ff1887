using System.Collections.Generic;

namespace Oci.Runtime.Interop;

/// <summary>Removes trees that somebody else may have filled: of any depth, without following a link or a mount.</summary>
internal static class DirectoryTree
{
    /// <summary>Removes a file, or a directory with all that is below it.</summary>
    /// <returns>0, or the errno: EBUSY where something is mounted, which is left as it is.</returns>
    public static int TryRemove(Fd directory, string name)
    {
        int errno = TryRemoveSimple(directory.Value, name);
        if (errno != Errno.ENOTEMPTY)
            return errno;
        // Directories that are not empty come up beside the first one: no depth needs more descriptors or stack than another.
        var left = new Queue<string>([name]);
        int lifted = 0;
        while (left.TryDequeue(out string? next))
        {
            errno = TryEmpty(directory, next, left, ref lifted);
            if (errno == 0)
                errno = Files.TryRemove(directory.Value, next, isDirectory: true);
            if (errno is not (0 or Errno.ENOENT))
                return errno;
        }
        return 0;
    }

    // A file, or an empty directory.
    private static int TryRemoveSimple(int directory, string name)
    {
        int errno = Files.TryRemove(directory, name, isDirectory: false);
        return errno == Errno.EISDIR ? Files.TryRemove(directory, name, isDirectory: true) : errno;
    }

    private static int TryEmpty(Fd directory, string name, Queue<string> left, ref int lifted)
    {
        using Fd? inner = RootPath.TryOpenBeneath(directory, name, Files.ReadOnly | Files.Directory | Files.NoFollow, out int errno);
        if (inner is null)
            return errno == Errno.EXDEV ? Errno.EBUSY : errno;
        foreach (string child in Files.Names(inner, name))
        {
            errno = TryRemoveSimple(inner.Value, child);
            if (errno == Errno.ENOTEMPTY)
                errno = TryLift(inner, child, directory, left, ref lifted);
            if (errno is not (0 or Errno.ENOENT))
                return errno;
        }
        return 0;
    }

    private static int TryLift(Fd from, string child, Fd to, Queue<string> left, ref int lifted)
    {
        while (true)
        {
            string name = $"removing-{lifted++}";
            int errno = Files.TryRename(from.Value, child, to.Value, name);
            if (errno == 0)
                left.Enqueue(name);
            // Something of that name is there, from a removal that was interrupted.
            if (errno is not (Errno.ENOTEMPTY or Errno.EEXIST or Errno.ENOTDIR))
                return errno;
        }
    }
}
