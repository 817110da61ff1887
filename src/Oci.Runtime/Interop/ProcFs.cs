using System;
using System.Buffers.Text;
using System.Text;

namespace Oci.Runtime.Interop;

/// <summary>
/// The procfs of the host or of the container: verified to be one before anything is read or written.
/// </summary>
internal static class ProcFs
{
    public const long Magic = 0x9FA0;
    public const long SysfsMagic = 0x62656572;
    private const ulong RootInode = 1;

    /// <summary>The procfs that is mounted at /proc of the host.</summary>
    public static Fd OpenHost()
    {
        Fd root = Files.Open("/proc", Files.PathOnly | Files.Directory | Files.NoFollow);
        if (IsRoot(root))
            return root;
        root.Dispose();
        throw new RuntimeFailure("open", "/proc", "is not a procfs");
    }

    /// <summary>A procfs of our own that nobody else can mount things on; it shows the current pid namespace.</summary>
    public static Fd MountPrivate()
    {
        using Fd fileSystem = Mounts.OpenFileSystem("proc");
        return Mounts.Create(fileSystem, MountAttributes.NoSuid | MountAttributes.NoDev | MountAttributes.NoExec, "proc");
    }

    /// <summary>Is it the root directory of a procfs, not some place inside one?</summary>
    public static bool IsRoot(Fd place) =>
        Files.FileSystemType(place, "/proc") == Magic && Files.Status(place, "/proc").Inode == RootInode;

    /// <summary>Writes one value to one file below a procfs.</summary>
    /// <param name="rights">What it takes, to be told where it is not there.</param>
    public static void Write(Fd proc, string path, ReadOnlySpan<byte> value, string? rights = null)
    {
        using Fd file = RootPath.OpenBeneath(proc, path, Files.WriteOnly);
        int errno = TryWriteOnce(file, value);
        if (errno != 0)
        {
            string? hint = errno is Errno.EACCES or Errno.EPERM ? rights : null;
            throw KernelFailure.Of(errno, $"write \"{Encoding.UTF8.GetString(value)}\" to", $"/proc/{path}", hint);
        }
    }

    /// <summary>Writes a security attribute of the calling thread, below <c>attr/</c>; 0, or the errno.</summary>
    /// <param name="proc">A procfs that shows this process.</param>
    /// <param name="exists">Whether there is such an attribute.</param>
    public static int TryWriteAttribute(Fd proc, string name, ReadOnlySpan<byte> value, out bool exists)
    {
        // The link says which numbers this procfs has for us, which may be those of another pid namespace.
        if (Files.TryReadLink(proc.Value, "thread-self", out int unknown) is not { } self)
            throw KernelFailure.Of(unknown, "read", "/proc/thread-self");
        string path = $"{self}/attr/{name}";
        using Fd? file = RootPath.TryOpenBeneath(proc, path, Files.WriteOnly, out int errno);
        exists = file is not null || errno != Errno.ENOENT;
        return file is null ? errno : TryWriteOnce(file, value);
    }

    private static unsafe int TryWriteOnce(Fd file, ReadOnlySpan<byte> value)
    {
        fixed (byte* data = value)
        {
            long count = SystemCall.Invoke(SystemCall.Write, file.Value, (long)data, value.Length);
            return count == value.Length ? 0 : count < 0 ? Errno.Last : Errno.EIO;
        }
    }

    /// <summary>
    /// The start time of a process in clock ticks since boot (proc_pid_stat(5), field 22), and its state letter.
    /// </summary>
    /// <returns>Null when there is no such process.</returns>
    public static (ulong StartTime, char State)? TryReadStat(Fd proc, int pid)
    {
        using Fd? file = Files.TryOpenAt(proc.Value, $"{pid}/stat", Files.ReadOnly, 0, out int errno);
        if (file is null)
            return errno is Errno.ENOENT or Errno.ESRCH ? null : throw KernelFailure.Of(errno, "open", $"/proc/{pid}/stat");
        Span<byte> buffer = stackalloc byte[1024];
        int length = Files.TryRead(file, buffer, out errno);
        if (length < 0)
            return errno == Errno.ESRCH ? null : throw KernelFailure.Of(errno, "read", $"/proc/{pid}/stat");
        return ParseStat(buffer[..length]);
    }

    /// <summary>How a zombie ended; null for what is none, and where the caller may not know.</summary>
    public static ProcessEnd? TryReadEnd(Fd proc, int pid, ulong startTime)
    {
        // To whom the process may not be shown its code is shown as 0, and the links to its namespaces not at all.
        if (Files.TryReadLink(proc.Value, $"{pid}/ns/user", out int hidden) is null && hidden is Errno.EACCES or Errno.EPERM)
            return null;
        using Fd? file = Files.TryOpenAt(proc.Value, $"{pid}/stat", Files.ReadOnly, 0, out _);
        Span<byte> buffer = stackalloc byte[1024];
        int length = file is null ? -1 : Files.TryRead(file, buffer, out _);
        if (length < 0 || ParseStat(buffer[..length]) is not (ulong start, 'Z') || start != startTime)
            return null;
        return Field(buffer[..length], 52) is { } code ? ProcessEnd.OfStatus((int)code) : null;
    }

    /// <summary>Whether a process, known to be there, has been killed: it has SIGKILL before it, or is past it.</summary>
    public static bool IsBeingKilled(Fd proc, int pid)
    {
        const ulong ExitingFlag = 0x4;
        const ulong KillBit = 1ul << (Processes.SigKill - 1);
        using Fd? file = Files.TryOpenAt(proc.Value, $"{pid}/stat", Files.ReadOnly, 0, out _);
        Span<byte> buffer = stackalloc byte[1024];
        int length = file is null ? -1 : Files.TryRead(file, buffer, out _);
        if (length < 0)
            return true;
        ReadOnlySpan<byte> text = buffer[..length];
        // Fields 9 and 31 of proc_pid_stat(5): PF_EXITING of linux/sched.h, and the signals that are pending.
        return (Field(text, 9) & ExitingFlag) != 0 || (Field(text, 31) & KillBit) != 0;
    }

    /// <summary>
    /// The state and start time in the text of a <c>stat</c> file. The name in it may hold spaces and brackets.
    /// </summary>
    public static (ulong StartTime, char State)? ParseStat(ReadOnlySpan<byte> text)
    {
        int end = text.LastIndexOf((byte)')');
        if (end < 0 || end + 2 >= text.Length)
            return null;
        ReadOnlySpan<byte> fields = text[(end + 2)..];
        return Field(text, 22) is { } start ? (start, (char)fields[0]) : null;
    }

    /// <summary>A field of a <c>stat</c> file by its number in the manual, from 4 on.</summary>
    private static ulong? Field(ReadOnlySpan<byte> text, int number)
    {
        ReadOnlySpan<byte> fields = text[(text.LastIndexOf((byte)')') + 1)..];
        for (int separators = number - 2; separators > 0; separators--)
        {
            int space = fields.IndexOf((byte)' ');
            if (space < 0)
                return null;
            fields = fields[(space + 1)..];
        }
        return Utf8Parser.TryParse(fields, out ulong value, out _) ? value : null;
    }
}
