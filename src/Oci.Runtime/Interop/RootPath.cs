using System;
using System.Collections.Generic;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>
/// The one way to paths below a hostile root (a rootfs, a procfs): by descriptor, resolved by the kernel inside that
/// root. Most published escapes of container runtimes are a path string that was resolved outside of it.
/// </summary>
internal static unsafe class RootPath
{
    // openat2(2). Absolute links and ".." end at the root; /proc/PID/fd-like links are refused.
    private const ulong ResolveInRoot = 0x10 | 0x02;
    private const ulong ResolveNoSymlinks = 0x04;
    private const ulong ResolveBeneath = 0x08 | 0x02;
    private const ulong ResolveNoMounts = 0x01;

    private const int LongestSymlinkChain = 40;

    /// <summary>Opens what <paramref name="path"/> means inside the root, or null and the errno.</summary>
    public static Fd? TryOpen(Fd root, string path, int flags, out int errno) =>
        Open2(root.Value, path, flags, ResolveInRoot, out errno);

    public static Fd Open(Fd root, string path, int flags) =>
        TryOpen(root, path, flags, out int errno) ?? throw KernelFailure.Of(errno, "open in the rootfs", path);

    /// <summary>
    /// The same, for what must be reached without any symbolic link (the mount points of procfs and sysfs).
    /// </summary>
    public static Fd? TryOpenNoSymlinks(Fd root, string path, int flags, out int errno) =>
        Open2(root.Value, path, flags, ResolveInRoot | ResolveNoSymlinks, out errno);

    /// <summary>
    /// Opens a file of a procfs or sysfs for use: neither links nor mounts on top of it are followed.
    /// </summary>
    public static Fd OpenBeneath(Fd root, string path, int flags) =>
        TryOpenBeneath(root, path, flags, out int errno) ?? throw KernelFailure.Of(errno, "open", path);

    public static Fd? TryOpenBeneath(Fd root, string path, int flags, out int errno) =>
        Open2(root.Value, path.TrimStart('/'), flags, ResolveBeneath | ResolveNoSymlinks | ResolveNoMounts, out errno);

    /// <summary>Opens a directory, making what is missing of it; a dangling link is followed inside the root.</summary>
    public static Fd MakeDirectories(Fd root, string path, uint mode = 0x1ED)
    {
        Fd? existing = TryOpen(root, path, Files.PathOnly | Files.Directory, out int errno);
        if (existing is not null)
            return existing;
        return errno == Errno.ENOENT
            ? WalkAndMake(root, path, mode)
            : throw KernelFailure.Of(errno, "open in the rootfs", path);
    }

    /// <summary>
    /// Opens a file as a place to mount on, making an empty one (and its directories) when it is missing.
    /// </summary>
    public static Fd MakeFile(Fd root, string path, uint mode = 0x1A4)
    {
        Fd? existing = TryOpen(root, path, Files.PathOnly, out int errno);
        if (existing is not null)
            return existing;
        if (errno != Errno.ENOENT)
            throw KernelFailure.Of(errno, "open in the rootfs", path);
        return MakeFile(root, path, mode, linksLeft: LongestSymlinkChain);
    }

    private static Fd MakeFile(Fd root, string path, uint mode, int linksLeft)
    {
        (string directory, string name) = Split(path);
        using Fd parent = MakeDirectories(root, directory);
        string? target = Files.TryReadLink(parent.Value, name, out _);
        if (target is not null && linksLeft == 0)
            throw KernelFailure.Of(Errno.ELOOP, "open in the rootfs", path);
        if (target is not null)
            return MakeFile(root, target.StartsWith('/') ? target : $"{directory}/{target}", mode, linksLeft - 1);
        // It may be there after all: only a directory before a ".." was missing.
        Fd? existing = Open2(parent.Value, name, Files.PathOnly | Files.NoFollow, ResolveBeneath, out _);
        if (existing is not null)
            return existing;
        using (Files.OpenAt(parent.Value, name, Files.WriteOnly | Files.Create | Files.Exclusive | Files.NoFollow, mode))
            return Open2(parent.Value, name, Files.PathOnly | Files.NoFollow, ResolveBeneath, out int errno)
                ?? throw KernelFailure.Of(errno, "open in the rootfs", path);
    }

    /// <summary>The same for a name that must not be a symbolic link, in a directory of the root.</summary>
    public static Fd MakeFileNoLink(Fd root, string directory, string name, uint mode)
    {
        using Fd parent = MakeDirectories(root, directory);
        Fd? file = Open2(parent.Value, name, Files.PathOnly | Files.NoFollow, ResolveBeneath, out int errno);
        if (file is null && errno == Errno.ENOENT)
        {
            const int Flags = Files.WriteOnly | Files.Create | Files.Exclusive;
            using (Files.OpenAt(parent.Value, name, Flags | Files.NoFollow, mode))
                file = Open2(parent.Value, name, Files.PathOnly | Files.NoFollow, ResolveBeneath, out errno);
        }
        if (file is not null && Files.Status(file, name).IsSymbolicLink)
        {
            file.Dispose();
            (file, errno) = (null, Errno.ELOOP);
        }
        return file ?? throw KernelFailure.Of(errno, "open in the rootfs", $"{directory}/{name}", "it must be no symbolic link");
    }

    /// <summary>The directory that holds <paramref name="path"/>, made when missing, and the last name.</summary>
    public static Fd MakeParent(Fd root, string path, out string name)
    {
        (string directory, name) = Split(path);
        return MakeDirectories(root, directory);
    }

    private static (string Directory, string Name) Split(string path)
    {
        string trimmed = path.TrimEnd('/');
        int slash = trimmed.LastIndexOf('/');
        string name = trimmed[(slash + 1)..];
        if (name.Length == 0 || name is "." or "..")
            throw new RuntimeFailure("create in the rootfs", path, "the path does not end in a name");
        return (slash <= 0 ? "/" : trimmed[..slash], name);
    }

    // Component by component with our own stack of parents: ".." never asks the kernel where a directory that is
    // being renamed has its parent.
    private static Fd WalkAndMake(Fd root, string path, uint mode)
    {
        var opened = new Stack<Fd>();
        var left = new Stack<string>();
        int links = 0;
        try
        {
            Push(left, path);
            while (left.TryPop(out string? name))
            {
                if (name == "..")
                {
                    if (opened.TryPop(out Fd? parent))
                        parent.Dispose();
                    continue;
                }
                int current = opened.TryPeek(out Fd? top) ? top.Value : root.Value;
                Fd next = OpenOrMake(current, name, mode, path);
                FileStatus status = Files.Status(next, name);
                if (status.IsDirectory)
                {
                    opened.Push(next);
                    continue;
                }
                next.Dispose();
                if (!status.IsSymbolicLink)
                    throw KernelFailure.Of(Errno.ENOTDIR, "make directories in the rootfs", path);
                if (++links > LongestSymlinkChain)
                    throw KernelFailure.Of(Errno.ELOOP, "make directories in the rootfs", path);
                FollowLink(opened, left, current, name);
            }
            return opened.TryPop(out Fd? last) ? last : Open(root, "/", Files.PathOnly | Files.Directory);
        }
        finally
        {
            while (opened.TryPop(out Fd? directory))
                directory.Dispose();
        }
    }

    private static Fd OpenOrMake(int directory, string name, uint mode, string path)
    {
        Fd? next = Open2(directory, name, Files.PathOnly | Files.NoFollow, ResolveBeneath, out int errno);
        if (next is null && errno == Errno.ENOENT)
        {
            Files.MakeDirectory(directory, name, mode, path);
            next = Open2(directory, name, Files.PathOnly | Files.NoFollow | Files.Directory, ResolveBeneath, out errno);
        }
        return next ?? throw KernelFailure.Of(errno, "make directories in the rootfs", path);
    }

    private static void FollowLink(Stack<Fd> opened, Stack<string> left, int directory, string name)
    {
        string target = Files.TryReadLink(directory, name, out int errno)
            ?? throw KernelFailure.Of(errno, "read link in the rootfs", name);
        if (target.StartsWith('/'))
        {
            while (opened.TryPop(out Fd? passed))
                passed.Dispose();
        }
        Push(left, target);
    }

    private static void Push(Stack<string> left, string path)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] != ".")
                left.Push(names[i]);
        }
    }

    private static Fd? Open2(int root, string path, int flags, ulong resolve, out int errno)
    {
        OpenHow how = new() { Flags = (ulong)(uint)(flags | Files.CloseOnExec), Resolve = resolve };
        fixed (byte* name = new CString(path.Length == 0 ? "." : path, stackalloc byte[CString.StackSize]))
        {
            // EAGAIN: something was renamed while the kernel walked, and it cannot prove that the walk stayed inside.
            for (int tries = 0; tries < 10_000; tries++)
            {
                long fd = SystemCall.Invoke(SystemCall.OpenAt2, root, (long)name, (long)(&how), sizeof(OpenHow));
                if (fd >= 0)
                {
                    errno = 0;
                    return new Fd((int)fd);
                }
                if (Errno.Last is not (Errno.EAGAIN or Errno.EINTR))
                    break;
            }
            errno = Errno.Last;
            return null;
        }
    }

    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
