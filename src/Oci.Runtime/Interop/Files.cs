using System;
using System.Collections.Generic;
using System.Text;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>What stat(2) says of one open file, as far as we ask.</summary>
internal readonly record struct FileStatus(uint Mode, ulong Device, ulong Inode, ulong DeviceNumber, uint Uid, uint Gid, long Size)
{
    private const uint TypeMask = 0xF000;

    public bool IsDirectory => (Mode & TypeMask) == 0x4000;

    public bool IsRegular => (Mode & TypeMask) == 0x8000;

    public bool IsSymbolicLink => (Mode & TypeMask) == 0xA000;

    public bool IsCharacterDevice => (Mode & TypeMask) == 0x2000;

    public bool IsSocket => (Mode & TypeMask) == 0xC000;

    /// <summary>The S_IF… bits.</summary>
    public uint Type => Mode & TypeMask;

    public bool IsSameFileAs(FileStatus other) => Device == other.Device && Inode == other.Inode;

    /// <summary>Is it the character device major:minor?</summary>
    public bool IsCharacterDeviceOf(uint major, uint minor) =>
        IsCharacterDevice && DeviceNumber == Files.DeviceNumber(major, minor);
}

/// <summary>Files and directories by descriptor: open, read, write, create, stat, lock.</summary>
/// <remarks>For paths that the host controls. What lies below a rootfs is opened with <see cref="RootPath"/>.</remarks>
internal static unsafe class Files
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NoControllingTerminal = 0x100;
    public const int Truncate = 0x200;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    // These two differ on arm64 (asm-generic has other values there).
    public static int Directory => System.Runtime.Intrinsics.Arm.ArmBase.Arm64.IsSupported ? 0x4000 : 0x10000;

    public static int NoFollow => System.Runtime.Intrinsics.Arm.ArmBase.Arm64.IsSupported ? 0x8000 : 0x20000;

    /// <summary>O_PATH: a place in the tree, not the file's content.</summary>
    public const int PathOnly = 0x200000;

    public const int AtSymlinkNoFollow = 0x100;
    public const int AtRemoveDirectory = 0x200;
    public const int AtEmptyPath = 0x1000;

    public static Fd Open(string path, int flags, uint mode = 0) => OpenAt(Fd.WorkingDirectory, path, flags, mode);

    public static Fd OpenAt(int directory, string path, int flags, uint mode = 0) =>
        TryOpenAt(directory, path, flags, mode, out int errno) ?? throw KernelFailure.Of(errno, "open", path);

    /// <summary>open(2), or null and the errno.</summary>
    public static Fd? TryOpen(string path, int flags, out int errno) => TryOpenAt(Fd.WorkingDirectory, path, flags, 0, out errno);

    public static Fd? TryOpenAt(int directory, string path, int flags, uint mode, out int errno)
    {
        fixed (byte* name = new CString(path, stackalloc byte[CString.StackSize]))
        {
            int fd;
            do
                fd = LibC.openat(directory, name, flags | CloseOnExec, (ushort)mode);
            while (fd < 0 && Errno.Last == Errno.EINTR);
            errno = fd < 0 ? Errno.Last : 0;
            return fd < 0 ? null : new Fd(fd);
        }
    }

    public static FileStatus Status(Fd file, string subject)
    {
        stat status;
        if (LibC.fstat(file.Value, &status) != 0)
            throw KernelFailure.Last("stat", subject);
        return Convert(status);
    }

    /// <summary>Whether a descriptor is open, whatever may be asked of it (fcntl(2)).</summary>
    public static bool IsOpen(int descriptor)
    {
        const int GetDescriptorFlags = 1;
        return LibC.fcntl(descriptor, GetDescriptorFlags) >= 0 || Errno.Last != Errno.EBADF;
    }

    /// <summary>The status of a descriptor by number, or null when it is not open.</summary>
    public static FileStatus? TryStatusOf(int descriptor)
    {
        stat status;
        return LibC.fstat(descriptor, &status) == 0 ? Convert(status) : null;
    }

    /// <summary>stat of a path of the host, links followed, or null and the errno.</summary>
    public static FileStatus? TryStatus(string path, out int errno)
    {
        stat status;
        fixed (byte* name = new CString(path, stackalloc byte[CString.StackSize]))
            errno = LibC.stat(name, &status) == 0 ? 0 : Errno.Last;
        return errno == 0 ? Convert(status) : null;
    }

    /// <summary>Null for what is not there, or not for us; not to be able to look at all is a failure.</summary>
    public static FileStatus? StatusIfThere(int directory, string name, string subject)
    {
        FileStatus? status = TryStatusAt(directory, name, out int errno);
        return status is null && Errno.SaysNothing(errno) ? throw KernelFailure.Of(errno, "look at", subject) : status;
    }

    /// <summary>lstat of a name in a directory, or null and the errno.</summary>
    public static FileStatus? TryStatusAt(int directory, string name, out int errno)
    {
        stat status;
        fixed (byte* path = new CString(name, stackalloc byte[CString.StackSize]))
        {
            if (LibC.fstatat(directory, path, &status, AtSymlinkNoFollow) != 0)
            {
                errno = Errno.Last;
                return null;
            }
        }
        errno = 0;
        return Convert(status);
    }

    private static FileStatus Convert(in stat status) => new(
        (ushort)status.st_mode, (ulong)status.st_dev, (ulong)status.st_ino, (ulong)status.st_rdev,
        (uint)status.st_uid, (uint)status.st_gid, (long)status.st_size);

    /// <summary>The kernel's encoding of a device number (makedev(3)).</summary>
    public static ulong DeviceNumber(uint major, uint minor) =>
        (minor & 0xFFu) | ((major & 0xFFFu) << 8) | ((ulong)(minor & ~0xFFu) << 12) | ((ulong)(major & ~0xFFFu) << 32);

    /// <summary>Reads up to <paramref name="limit"/> bytes to the end of the file; more is an error.</summary>
    public static byte[] ReadAll(Fd file, string subject, int limit = 16 << 20)
    {
        byte[] buffer = new byte[8192];
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, length * 2);
            // A pipe may keep us waiting.
            Deadline.AwaitReadable(file, subject);
            int count = Read(file, buffer.AsSpan(length), subject);
            if (count == 0)
                return buffer.AsSpan(0, length).ToArray();
            length += count;
            if (length > limit)
                throw new RuntimeFailure("read", subject, $"larger than {limit >> 20} MiB");
        }
    }

    /// <summary>The whole content of a file in memory, wherever its writer has left the offset (pread(2)).</summary>
    public static byte[] ReadFromStart(Fd file, string subject)
    {
        var content = new byte[Status(file, subject).Size];
        for (int offset = 0; offset < content.Length;)
        {
            fixed (byte* rest = content.AsSpan(offset))
            {
                long count = (long)LibC.pread(file.Value, rest, content.Length - offset, offset);
                if (count == 0 || (count < 0 && Errno.Last != Errno.EINTR))
                    throw KernelFailure.Last("read", subject);
                offset += (int)long.Max(count, 0);
            }
        }
        return content;
    }

    public static byte[] ReadAll(string path, int limit = 16 << 20)
    {
        using Fd file = Open(path, ReadOnly);
        return ReadAll(file, path, limit);
    }

    /// <summary>One read(2); 0 at the end.</summary>
    public static int Read(Fd file, Span<byte> buffer, string subject)
    {
        int length = TryRead(file, buffer, out int errno);
        return length >= 0 ? length : throw KernelFailure.Of(errno, "read", subject);
    }

    /// <summary>One read(2); -1 and the errno when it fails.</summary>
    public static int TryRead(Fd file, Span<byte> buffer, out int errno)
    {
        fixed (byte* data = buffer)
        {
            while (true)
            {
                long count = (long)LibC.read(file.Value, data, buffer.Length);
                errno = count < 0 ? Errno.Last : 0;
                if (errno != Errno.EINTR)
                    return (int)count;
            }
        }
    }

    public static void WriteAll(Fd file, ReadOnlySpan<byte> data, string subject)
    {
        while (!data.IsEmpty)
        {
            fixed (byte* start = data)
            {
                long count = (long)LibC.write(file.Value, start, data.Length);
                if (count < 0 && Errno.Last != Errno.EINTR)
                    throw KernelFailure.Last("write", subject);
                if (count > 0)
                    data = data[(int)count..];
            }
        }
    }

    /// <summary>
    /// Writes a kernel control file (procfs, cgroupfs) in one write(2): the kernel takes a value whole or not at all.
    /// </summary>
    public static void WriteControlFile(int directory, string path, ReadOnlySpan<byte> value)
    {
        if (!TryWriteControlFile(directory, path, value, out int errno))
            throw KernelFailure.Of(errno, $"write \"{Encoding.UTF8.GetString(value)}\" to", path);
    }

    public static bool TryWriteControlFile(int directory, string path, ReadOnlySpan<byte> value, out int errno)
    {
        using Fd? file = TryOpenAt(directory, path, WriteOnly, 0, out errno);
        if (file is null)
            return false;
        fixed (byte* data = value)
        {
            long count = (long)LibC.write(file.Value, data, value.Length);
            errno = count < 0 ? Errno.Last : count == value.Length ? 0 : Errno.EIO;
            return errno == 0;
        }
    }

    /// <summary>mkdirat(2); false when the name exists already.</summary>
    /// <param name="subject">What a failure names; the name itself when null.</param>
    public static bool MakeDirectory(int directory, string name, uint mode, string? subject = null)
    {
        fixed (byte* path = new CString(name, stackalloc byte[CString.StackSize]))
        {
            if (LibC.mkdirat(directory, path, (ushort)mode) == 0)
                return true;
        }
        return Errno.Last == Errno.EEXIST ? false : throw KernelFailure.Last("mkdir", subject ?? name);
    }

    /// <summary>mknodat(2); false when the name exists already.</summary>
    /// <param name="mode">With the S_IF… bits of the kind.</param>
    public static bool MakeNode(int directory, string name, uint mode, ulong device, string subject)
    {
        fixed (byte* path = new CString(name, stackalloc byte[CString.StackSize]))
        {
            if (SystemCall.Invoke(SystemCall.MkNodAt, directory, (long)path, mode, (long)device) == 0)
                return true;
        }
        return Errno.Last == Errno.EEXIST ? false : throw KernelFailure.Last("make device", subject);
    }

    /// <summary>symlinkat(2); false when the name exists already.</summary>
    public static bool MakeLink(int directory, string name, string target)
    {
        fixed (byte* to = new CString(target, stackalloc byte[CString.StackSize]))
        fixed (byte* at = new CString(name, stackalloc byte[CString.StackSize]))
        {
            if (LibC.symlinkat(to, directory, at) == 0)
                return true;
        }
        return Errno.Last == Errno.EEXIST ? false : throw KernelFailure.Last("make symbolic link", name);
    }

    /// <summary>fchownat(2) of a name, itself a link or not.</summary>
    public static void ChangeOwner(int directory, string name, uint uid, uint gid, string subject)
    {
        fixed (byte* path = new CString(name, stackalloc byte[CString.StackSize]))
        {
            if (LibC.fchownat(directory, path, uid, gid, AtSymlinkNoFollow) != 0)
                throw KernelFailure.Last("set owner of", subject);
        }
    }

    /// <summary>The same of what is open, also as a mere place.</summary>
    public static void ChangeOwner(Fd place, uint uid, uint gid, string subject)
    {
        byte empty = 0;
        if (LibC.fchownat(place.Value, &empty, uid, gid, AtEmptyPath) != 0)
            throw KernelFailure.Last("set owner of", subject);
    }

    /// <summary>Permission bits of what is open, also as a mere place: chmod(2) of its link in the host's procfs.</summary>
    public static void ChangeMode(Fd place, uint mode, string subject)
    {
        fixed (byte* path = new CString($"/proc/self/fd/{place.Value}", stackalloc byte[CString.StackSize]))
        {
            if (LibC.chmod(path, (ushort)mode) != 0)
                throw KernelFailure.Last("set mode of", subject);
        }
    }

    /// <summary>fchown(2) of a descriptor by number; what cannot be given away stays as it is.</summary>
    public static void TryChangeOwner(int descriptor, uint uid, uint gid) => _ = LibC.fchown(descriptor, uid, gid);

    /// <summary>Owner and permission bits of an open file.</summary>
    public static void SetOwnerAndMode(Fd file, FileStatus like, string subject)
    {
        const uint Permissions = 0xFFF;
        bool done = LibC.fchown(file.Value, like.Uid, like.Gid) == 0
            && LibC.fchmod(file.Value, (ushort)(like.Mode & Permissions)) == 0;
        if (!done)
            throw KernelFailure.Last("set owner and mode of", subject);
    }

    /// <summary>dup3(2) to a number that stays open on exec.</summary>
    public static void DuplicateTo(Fd file, int descriptor, string subject)
    {
        if (LibC.dup3(file.Value, descriptor, 0) < 0)
            throw KernelFailure.Last($"use {subject} as", $"descriptor {descriptor}");
    }

    /// <summary>
    /// Whether this process may execute a file, by its effective ids: 0, or the errno. Directories may not.
    /// </summary>
    public static int CannotExecute(string path)
    {
        const int WithEffectiveIds = 0x200;
        const int MayExecute = 1;
        fixed (byte* name = new CString(path, stackalloc byte[CString.StackSize]))
        {
            if (SystemCall.Invoke(SystemCall.FAccessAt2, Fd.WorkingDirectory, (long)name, MayExecute, WithEffectiveIds) != 0)
                return Errno.Last;
            stat status;
            if (LibC.stat(name, &status) != 0)
                return Errno.Last;
            return LibC.S_ISDIR(status.st_mode) ? Errno.EISDIR : 0;
        }
    }

    /// <summary>Whether this process may write a path, by its effective ids: 0, or the errno.</summary>
    public static int CannotWrite(string path)
    {
        const int WithEffectiveIds = 0x200;
        const int MayWrite = 2;
        fixed (byte* name = new CString(path, stackalloc byte[CString.StackSize]))
        {
            return SystemCall.Invoke(SystemCall.FAccessAt2, Fd.WorkingDirectory, (long)name, MayWrite, WithEffectiveIds) == 0
                ? 0 : Errno.Last;
        }
    }

    /// <summary>unlinkat(2); 0, or the errno.</summary>
    public static int TryRemove(int directory, string name, bool isDirectory)
    {
        fixed (byte* path = new CString(name, stackalloc byte[CString.StackSize]))
            return LibC.unlinkat(directory, path, isDirectory ? AtRemoveDirectory : 0) == 0 ? 0 : Errno.Last;
    }

    /// <summary>renameat(2): replaces <paramref name="newName"/> in one step.</summary>
    public static void Rename(int directory, string oldName, string newName)
    {
        int errno = TryRename(directory, oldName, directory, newName);
        if (errno != 0)
            throw KernelFailure.Of(errno, "rename", $"{oldName} to {newName}");
    }

    /// <summary>renameat(2); 0, or the errno.</summary>
    public static int TryRename(int oldDirectory, string oldName, int newDirectory, string newName)
    {
        // renameat2 has one number on every architecture that matters but x86-64 (316, 276 on arm64).
        int number = System.Runtime.Intrinsics.Arm.ArmBase.Arm64.IsSupported ? 276 : 316;
        fixed (byte* from = new CString(oldName, stackalloc byte[CString.StackSize]))
        fixed (byte* to = new CString(newName, stackalloc byte[CString.StackSize]))
            return SystemCall.Invoke(number, oldDirectory, (long)from, newDirectory, (long)to) == 0 ? 0 : Errno.Last;
    }

    public static void Flush(Fd file, string subject)
    {
        if (LibC.fsync(file.Value) != 0)
            throw KernelFailure.Last("fsync", subject);
    }

    /// <summary>flock(2), exclusive; waits.</summary>
    public static void Lock(Fd file, string subject)
    {
        const int LockExclusive = 2;
        const int DoNotWait = 4;
        // flock(2) knows no time limit.
        int operation = Deadline.IsSet ? LockExclusive | DoNotWait : LockExclusive;
        while (SystemCall.Invoke(SystemCall.Flock, file.Value, operation) != 0)
        {
            if (Errno.Last is not (Errno.EINTR or Errno.EAGAIN))
                throw KernelFailure.Last("lock", subject);
            if (!Deadline.IsSet)
                continue;
            Deadline.Check($"another command to release {subject}");
            Polling.Pause(milliseconds: 5);
        }
    }

    /// <summary>Gives up the lock of <see cref="Lock"/>.</summary>
    public static void Unlock(Fd file, string subject)
    {
        const int Release = 8;
        if (SystemCall.Invoke(SystemCall.Flock, file.Value, Release) != 0)
            throw KernelFailure.Last("unlock", subject);
    }

    /// <summary>Lets the next read begin at the file's beginning.</summary>
    public static void Rewind(Fd file, string subject)
    {
        if (SystemCall.Invoke(SystemCall.LSeek, file.Value, 0, 0) < 0)
            throw KernelFailure.Last("rewind", subject);
    }

    /// <summary>readlinkat(2), or null and the errno.</summary>
    public static string? TryReadLink(int directory, string name, out int errno)
    {
        Span<byte> target = stackalloc byte[4096];
        fixed (byte* path = new CString(name, stackalloc byte[CString.StackSize]))
        fixed (byte* buffer = target)
        {
            long length = (long)LibC.readlinkat(directory, path, buffer, target.Length);
            errno = length < 0 ? Errno.Last : 0;
            return length < 0 ? null : Encoding.UTF8.GetString(target[..(int)length]);
        }
    }

    /// <summary>The magic number of the file system that holds the file (statfs(2)).</summary>
    public static long FileSystemType(Fd file, string subject)
    {
        // struct statfs begins with f_type, a word; 120 bytes on 64-bit machines.
        long* status = stackalloc long[16];
        if (SystemCall.Invoke(SystemCall.FStatFs, file.Value, (long)status) != 0)
            throw KernelFailure.Last("statfs", subject);
        return status[0];
    }

    /// <summary>The names in a directory, without <c>.</c> and <c>..</c>, in the kernel's order.</summary>
    /// <param name="onlyDirectories">Leaves all but directories out, by the type that the entry tells; kernel file
    /// systems tell it.</param>
    public static List<string> Names(Fd directory, string subject, bool onlyDirectories = false)
    {
        const byte DirectoryType = 4;
        var names = new List<string>();
        byte* buffer = stackalloc byte[4096];
        while (true)
        {
            long length = SystemCall.Invoke(SystemCall.GetDents64, directory.Value, (long)buffer, 4096);
            if (length < 0)
                throw KernelFailure.Last("read directory", subject);
            if (length == 0)
                return names;
            for (long offset = 0; offset < length;)
            {
                // struct linux_dirent64: inode and offset (8 + 8), record length (2), type (1), name.
                byte* entry = buffer + offset;
                string name = KernelText.Decode(
                    System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + 19));
                if (name is not ("." or "..") && (!onlyDirectories || entry[18] == DirectoryType))
                    names.Add(name);
                offset += *(ushort*)(entry + 16);
            }
        }
    }
}
