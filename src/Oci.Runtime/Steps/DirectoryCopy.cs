using System;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Steps;

/// <summary>
/// Copies a directory of the image into a new tmpfs (the mount option <c>tmpcopyup</c>), by descriptor.
/// </summary>
internal static class DirectoryCopy
{
    private const int DeepestTree = 256;

    /// <summary>
    /// Copies what is in <paramref name="from"/>, with owners and modes; devices, fifos and sockets are left out.
    /// </summary>
    public static void CopyContents(Fd from, Fd to, string path)
    {
        using Fd? source = RootPath.TryOpen(from, ".", Files.ReadOnly | Files.Directory, out int errno);
        if (source is null)
            throw KernelFailure.Of(errno, "copy", path);
        // A new mount is only a place; its mode is set through an open directory.
        using Fd target = Files.OpenAt(to.Value, ".", Files.ReadOnly | Files.Directory);
        Copy(source, target, path, depth: 0);
        CopyOwner(source, target, path);
    }

    private static void Copy(Fd from, Fd to, string path, int depth)
    {
        if (depth > DeepestTree)
            throw new RuntimeFailure("copy", path, $"the tree is deeper than {DeepestTree} directories");
        foreach (string name in Files.Names(from, path))
        {
            FileStatus? status = Files.TryStatusAt(from.Value, name, out int errno);
            if (status is null)
                throw KernelFailure.Of(errno, "copy", $"{path}/{name}");
            CopyEntry(from, to, name, $"{path}/{name}", status.Value, depth);
        }
    }

    private static void CopyEntry(Fd from, Fd to, string name, string path, FileStatus status, int depth)
    {
        if (status.IsDirectory)
        {
            Files.MakeDirectory(to.Value, name, 0x1C0);
            using Fd source = Files.OpenAt(from.Value, name, Files.ReadOnly | Files.Directory | Files.NoFollow);
            using Fd target = Files.OpenAt(to.Value, name, Files.ReadOnly | Files.Directory | Files.NoFollow);
            Copy(source, target, path, depth + 1);
            CopyOwner(source, target, path);
        }
        else if (status.IsRegular)
        {
            using Fd source = Files.OpenAt(from.Value, name, Files.ReadOnly | Files.NoFollow | Files.NonBlocking);
            using Fd target = Files.OpenAt(
                to.Value, name, Files.WriteOnly | Files.Create | Files.Exclusive | Files.NoFollow, 0x180);
            CopyBytes(source, target, path);
            CopyOwner(source, target, path);
        }
        else if (status.IsSymbolicLink)
        {
            string link = Files.TryReadLink(from.Value, name, out int errno) ?? throw KernelFailure.Of(errno, "copy", path);
            CreateLink.Make(to, name, link);
        }
    }

    private static void CopyBytes(Fd from, Fd to, string path)
    {
        byte[] buffer = new byte[64 * 1024];
        int length;
        while ((length = Files.Read(from, buffer, path)) > 0)
            Files.WriteAll(to, buffer.AsSpan(0, length), path);
    }

    private static void CopyOwner(Fd from, Fd to, string path) =>
        Files.SetOwnerAndMode(to, Files.Status(from, path), path);
}
