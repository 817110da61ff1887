using System;
using System.Text;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>Attributes of one mount (mount_setattr(2)), values as in linux/mount.h.</summary>
[Flags]
internal enum MountAttributes : uint
{
    None = 0,
    ReadOnly = 0x1,
    NoSuid = 0x2,
    NoDev = 0x4,
    NoExec = 0x8,
    NoAccessTime = 0x10,
    StrictAccessTime = 0x20,

    /// <summary>All access time modes; relatime is the one that is 0.</summary>
    AccessTimeMask = 0x70,
    NoDirectoryAccessTime = 0x80,
    NoSymlinkFollow = 0x200000,
}

/// <summary>Where a mount's events go (mount_namespaces(7)), values as in mount(2).</summary>
internal enum MountPropagation : uint
{
    Unchanged = 0,
    Unbindable = 1 << 17,
    Private = 1 << 18,
    Slave = 1 << 19,
    Shared = 1 << 20,
}

/// <summary>
/// The kernel's mount API by descriptor: a mount is made detached, restricted, and only then attached to a place that
/// is itself a descriptor. No mount point is ever a string.
/// </summary>
internal static unsafe class Mounts
{
    private const int AtRecursive = 0x8000;
    private const int OpenTreeClone = 1;
    private const int OpenTreeCloseOnExec = 0x80000;
    private const int FsCloseOnExec = 1;
    private const int MoveMountEmptyPaths = 0x4 | 0x40;
    private const int ConfigureFlag = 0;
    private const int ConfigureString = 1;
    private const int ConfigureCreate = 6;
    private const int ConfigureReconfigure = 7;
    private const int DetachLazily = 2;

    /// <summary>A detached copy of the mount tree at a host path (a bind mount that is not attached yet).</summary>
    public static Fd CloneTree(string path, bool recursive)
    {
        fixed (byte* name = new CString(path, stackalloc byte[CString.StackSize]))
            return CloneTree(Fd.WorkingDirectory, name, recursive, path);
    }

    /// <summary>The same of an open file or directory.</summary>
    public static Fd CloneTree(Fd place, bool recursive, string subject)
    {
        byte empty = 0;
        return CloneTree(place.Value, &empty, recursive, subject);
    }

    private static Fd CloneTree(int directory, byte* name, bool recursive, string subject)
    {
        int flags = OpenTreeClone | OpenTreeCloseOnExec | Files.AtEmptyPath | (recursive ? AtRecursive : 0);
        long fd = SystemCall.Invoke(SystemCall.OpenTree, directory, (long)name, flags);
        if (fd >= 0)
            return new Fd((int)fd);
        // What the host has mounted below may not be uncovered by a user namespace (mount_namespaces(7)).
        string? hint = Errno.Last == Errno.EINVAL && !recursive
            ? "in a user namespace a directory with mounts below it can only be bound together with them: use rbind" : null;
        throw KernelFailure.Last("bind mount", subject, hint);
    }

    /// <summary>Attaches a detached mount on an open place.</summary>
    public static void Attach(Fd mount, Fd place, string subject)
    {
        byte empty = 0;
        long name = (long)(&empty);
        if (SystemCall.Invoke(SystemCall.MoveMount, mount.Value, name, place.Value, name, MoveMountEmptyPaths) != 0)
            throw KernelFailure.Last("attach mount on", subject);
    }

    /// <summary>mount_setattr(2) on an open mount.</summary>
    public static void SetAttributes(
        Fd mount, MountAttributes set, MountAttributes clear, MountPropagation propagation, bool recursive, string subject)
    {
        if (set == 0 && clear == 0 && propagation == 0)
            return;
        byte empty = 0;
        ulong* attributes = stackalloc ulong[4] { (ulong)set, (ulong)clear, (ulong)propagation, 0 };
        int flags = Files.AtEmptyPath | (recursive ? AtRecursive : 0);
        if (SystemCall.Invoke(SystemCall.MountSetAttr, mount.Value, (long)(&empty), flags, (long)attributes, 32) != 0)
            throw KernelFailure.Last($"set {Describe(set, clear, propagation)} of the mount at", subject);
    }

    /// <summary>
    /// Lets the owners of files show as a user namespace maps them (MOUNT_ATTR_IDMAP); only of a detached mount.
    /// </summary>
    public static bool TryMapIds(Fd mount, Fd userNamespace, bool recursive, out int errno)
    {
        const ulong MapIds = 0x100000;
        byte empty = 0;
        ulong* attributes = stackalloc ulong[4] { MapIds, 0, 0, (ulong)userNamespace.Value };
        int flags = Files.AtEmptyPath | (recursive ? AtRecursive : 0);
        bool done = SystemCall.Invoke(SystemCall.MountSetAttr, mount.Value, (long)(&empty), flags, (long)attributes, 32) == 0;
        errno = done ? 0 : Errno.Last;
        return done;
    }

    private static string Describe(MountAttributes set, MountAttributes clear, MountPropagation propagation)
    {
        if (propagation != 0)
            return "propagation";
        return set != 0 ? "attributes" : clear != 0 ? "cleared attributes" : "nothing";
    }

    /// <summary>fsopen(2): begins a new file system of a type.</summary>
    public static Fd OpenFileSystem(string type)
    {
        fixed (byte* name = new CString(type, stackalloc byte[64]))
        {
            long fd = SystemCall.Invoke(SystemCall.FsOpen, (long)name, FsCloseOnExec);
            if (fd >= 0)
                return new Fd((int)fd);
        }
        string? hint = Errno.Last == Errno.ENODEV ? "the kernel has no such file system; see /proc/filesystems" : null;
        throw KernelFailure.Last("open file system", type, hint);
    }

    /// <summary>fspick(2): the file system of an existing mount, to change its options.</summary>
    public static Fd PickFileSystem(Fd mount, string subject)
    {
        const int PickCloseOnExecEmptyPath = 1 | 8;
        byte empty = 0;
        long fd = SystemCall.Invoke(SystemCall.FsPick, mount.Value, (long)(&empty), PickCloseOnExecEmptyPath);
        return fd >= 0 ? new Fd((int)fd) : throw KernelFailure.Last("remount", subject);
    }

    /// <summary>Sets one option, <c>key</c> or <c>key=value</c>, of a file system that is being made.</summary>
    public static void SetOption(Fd fileSystem, string option, string subject)
    {
        if (!TrySetOption(fileSystem, option, out int errno))
            throw Failure(fileSystem, errno, $"set mount option \"{option}\" of", subject);
    }

    public static bool TrySetOption(Fd fileSystem, string option, out int errno)
    {
        int equals = option.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? option : option[..equals];
        string value = equals < 0 ? "" : option[(equals + 1)..];
        fixed (byte* keyBytes = new CString(key, stackalloc byte[CString.StackSize]))
        fixed (byte* valueBytes = new CString(value, stackalloc byte[CString.StackSize]))
        {
            int command = equals < 0 ? ConfigureFlag : ConfigureString;
            long argument = equals < 0 ? 0 : (long)valueBytes;
            bool done = SystemCall.Invoke(
                SystemCall.FsConfig, fileSystem.Value, command, (long)keyBytes, argument, 0) == 0;
            errno = done ? 0 : Errno.Last;
            return done;
        }
    }

    public static void SetSource(Fd fileSystem, string source, string subject) =>
        SetOption(fileSystem, $"source={source}", subject);

    /// <summary>Makes the file system and returns its detached mount.</summary>
    public static Fd Create(Fd fileSystem, MountAttributes attributes, string subject)
    {
        if (SystemCall.Invoke(SystemCall.FsConfig, fileSystem.Value, ConfigureCreate) != 0)
            throw Failure(fileSystem, Errno.Last, "mount", subject);
        long mount = SystemCall.Invoke(SystemCall.FsMount, fileSystem.Value, FsCloseOnExec, (long)attributes);
        return mount >= 0 ? new Fd((int)mount) : throw Failure(fileSystem, Errno.Last, "mount", subject);
    }

    /// <summary>Gives the root of a mount an SELinux context.</summary>
    public static void SetLabel(Fd mount, string label, string subject)
    {
        // The mount's own descriptor is only a place, on which fsetxattr(2) does not work.
        using Fd root = Files.OpenAt(mount.Value, ".", Files.ReadOnly | Files.Directory);
        fixed (byte* name = "security.selinux"u8)
        fixed (byte* value = new CString(label, stackalloc byte[CString.StackSize]))
        {
            // With the zero at the end, as libselinux writes it.
            long length = Encoding.UTF8.GetByteCount(label) + 1;
            if (SystemCall.Invoke(SystemCall.FSetXAttr, root.Value, (long)name, (long)value, length, 0) != 0)
                throw KernelFailure.Last($"set the SELinux context {label} of", subject);
        }
    }

    /// <summary>Applies the options set on a picked file system.</summary>
    public static void Reconfigure(Fd fileSystem, string subject)
    {
        if (SystemCall.Invoke(SystemCall.FsConfig, fileSystem.Value, ConfigureReconfigure) != 0)
            throw Failure(fileSystem, Errno.Last, "remount", subject);
    }

    // The kernel says in words what it did not like: each read(2) of the context gives one message, "e text".
    private static RuntimeFailure Failure(Fd fileSystem, int errno, string operation, string subject)
    {
        Span<byte> message = stackalloc byte[512];
        fixed (byte* buffer = message)
        {
            long length = (long)LibC.read(fileSystem.Value, buffer, message.Length);
            string? hint = length > 2 ? Encoding.UTF8.GetString(message[2..(int)length]).TrimEnd('\n') : null;
            return KernelFailure.Of(errno, operation, subject, hint);
        }
    }

    /// <summary>
    /// pivot_root(".", "."): the working directory becomes the root, and the old root lies on top of it.
    /// </summary>
    public static void PivotToWorkingDirectory()
    {
        fixed (byte* here = "."u8)
        {
            if (SystemCall.Invoke(SystemCall.PivotRoot, (long)here, (long)here) != 0)
                throw KernelFailure.Last("pivot_root", null, "a rootfs on the initial ramfs needs --no-pivot");
        }
    }

    /// <summary>Detaches the mount at the working directory, with all below it.</summary>
    public static void DetachWorkingDirectory()
    {
        fixed (byte* here = "."u8)
        {
            if (LibC.umount2(here, DetachLazily) != 0)
                throw KernelFailure.Last("detach", "the old root");
        }
    }

    /// <summary>Detaches the topmost mount at a path, with all below it.</summary>
    public static void Detach(string path)
    {
        const int NoFollow = 8;
        fixed (byte* name = new CString(path, stackalloc byte[CString.StackSize]))
        {
            if (LibC.umount2(name, DetachLazily | NoFollow) != 0)
                throw KernelFailure.Last("detach", path);
        }
    }

    /// <summary>
    /// The number of a mount (statx(2)): from Linux 6.8 on one that is never used again, before that one that is free
    /// again when the mount is gone. A mount keeps it when it is attached.
    /// </summary>
    public static ulong IdOf(Fd mount, string subject)
    {
        const int MountId = 0x1000;
        const int UniqueMountId = 0x4000;
        const int MountIdOffset = 144;
        const int StatusSize = 256;
        byte empty = 0;
        byte* status = stackalloc byte[StatusSize];
        long result = SystemCall.Invoke(
            SystemCall.StatX, mount.Value, (long)(&empty), Files.AtEmptyPath, MountId | UniqueMountId, (long)status);
        if (result != 0)
            throw KernelFailure.Last("find the number of the mount at", subject);
        return *(ulong*)(status + MountIdOffset);
    }

    public static void ChangeDirectory(Fd directory, string subject)
    {
        if (LibC.fchdir(directory.Value) != 0)
            throw KernelFailure.Last("change directory to", subject);
    }

    public static void ChangeRootToWorkingDirectory()
    {
        fixed (byte* here = "."u8)
        {
            if (LibC.chroot(here) != 0)
                throw KernelFailure.Last("chroot", null);
        }
    }
}
