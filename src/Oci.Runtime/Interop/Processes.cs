using System;
using System.Text;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>Processes: pidfds, signals, waiting, credentials, limits, execve.</summary>
internal static unsafe class Processes
{
    public const int SigKill = 9;
    public const int SigTerm = 15;
    private const int WaitOnPidfd = 3;
    private const int WaitExited = 4;

    /// <summary>pidfd_open(2), or null when there is no such process.</summary>
    public static Fd? TryOpen(int pid)
    {
        if (pid <= 0)
            return null;
        long fd = SystemCall.Invoke(SystemCall.PidfdOpen, pid, 0);
        if (fd >= 0)
            return new Fd((int)fd);
        // EINVAL: the number is a thread's, not a process's.
        return Errno.Last is Errno.ESRCH or Errno.EINVAL ? null : throw KernelFailure.Last("open process", $"{pid}");
    }

    /// <summary>pidfd_send_signal(2); false when the process has ended.</summary>
    public static bool Signal(Fd process, int signal, string subject)
    {
        if (SystemCall.Invoke(SystemCall.PidfdSendSignal, process.Value, signal, 0, 0) == 0)
            return true;
        return Errno.Last == Errno.ESRCH ? false : throw KernelFailure.Last($"send signal {signal} to", subject);
    }

    /// <summary>Kills a child's process group. The child is not waited for yet, so the number is still its own.</summary>
    public static void KillGroup(int leader)
    {
        if (SystemCall.Invoke(SystemCall.Kill, -leader, SigKill) != 0 && Errno.Last != Errno.ESRCH)
            throw KernelFailure.Last("kill process group", $"{leader}");
    }

    /// <summary>Waits for a child's end and returns its exit code, 128 + N when signal N ended it.</summary>
    public static int WaitForChild(Fd process) => WaitForEnd(process).ExitCode;

    /// <summary>Waits for a child's end.</summary>
    public static ProcessEnd WaitForEnd(Fd process) =>
        TryWaitForEnd(process) ?? throw KernelFailure.Last("wait for", "the container's process");

    /// <summary>Waits for the end of a process that may be another's child; null, at once, when it is.</summary>
    public static ProcessEnd? TryWaitForEnd(Fd process)
    {
        // siginfo_t: si_signo, si_errno, si_code, padding, si_pid, si_uid, si_status.
        int* info = stackalloc int[32];
        const int CodeExited = 1;
        while (SystemCall.Invoke(SystemCall.WaitId, WaitOnPidfd, process.Value, (long)info, WaitExited, 0) != 0)
        {
            if (Errno.Last == Errno.ECHILD)
                return null;
            if (Errno.Last != Errno.EINTR)
                throw KernelFailure.Last("wait for", "the container's process");
        }
        return new ProcessEnd(info[2] != CodeExited, info[6]);
    }

    /// <summary>
    /// How a process ended that its parent has asked for already, from a descriptor that was opened before (PIDFD_GET_INFO with
    /// PIDFD_INFO_EXIT, Linux 6.15); null where the kernel does not tell.
    /// </summary>
    public static ProcessEnd? TryReadEnd(Fd process)
    {
        // struct pidfd_info: mask, cgroup, eleven ids, and the status as of wait(2).
        const uint GetInfo = 0xC040FF0B;
        const ulong Exit = 1 << 3;
        const int StatusAt = 60;
        const int InfoSize = 64;
        byte* info = stackalloc byte[InfoSize];
        new System.Span<byte>(info, InfoSize).Clear();
        *(ulong*)info = Exit;
        if (SystemCall.Invoke(SystemCall.IoCtl, process.Value, GetInfo, (long)info) != 0 || (*(ulong*)info & Exit) == 0)
            return null;
        return ProcessEnd.OfStatus(*(int*)(info + StatusAt));
    }

    /// <summary>Reaps every child that has ended, without waiting.</summary>
    public static void ReapChildren()
    {
        const int AnyChild = 0;
        const int NoHang = 1;
        int* info = stackalloc int[32];
        do
            info[3] = info[4] = 0;
        while (SystemCall.Invoke(SystemCall.WaitId, AnyChild, 0, (long)info, WaitExited | NoHang, 0) == 0 && info[4] != 0);
    }

    /// <summary>The pid of this process.</summary>
    public static int OwnId => (int)LibC.getpid();

    /// <summary>The number of the calling thread; that of the first is the process's.</summary>
    public static int OwnThreadId => (int)SystemCall.Invoke(SystemCall.GetTid);

    public static uint EffectiveUserId => (uint)LibC.geteuid();

    public static uint EffectiveGroupId => (uint)LibC.getegid();

    public static void SetUmask(uint mask) => _ = LibC.umask((ushort)mask);

    /// <summary>chdir(2); 0, or the errno.</summary>
    public static int TryChangeDirectory(string path)
    {
        fixed (byte* name = new CString(path, stackalloc byte[CString.StackSize]))
            return LibC.chdir(name) == 0 ? 0 : Errno.Last;
    }

    /// <summary>The CLONE_NEW… flag of an open namespace, or null for what is none (ioctl_ns(2)).</summary>
    public static ulong? NamespaceType(Fd file)
    {
        const int GetNamespaceType = 0xB703;
        int type = LibC.ioctl(file.Value, GetNamespaceType);
        return type < 0 ? null : (uint)type;
    }

    /// <summary>prctl(2).</summary>
    public static void Control(int option, long argument, string operation)
    {
        if (SystemCall.Invoke(SystemCall.PrCtl, option, argument, 0, 0, 0) != 0)
            throw KernelFailure.Last(operation, null);
    }

    public static bool TryControl(int option, long a, long b = 0) =>
        SystemCall.Invoke(SystemCall.PrCtl, option, a, b, 0, 0) == 0;

    /// <summary>Whether the bounding set holds a capability; null when the kernel has none of that number.</summary>
    public static bool? ReadBound(int capability)
    {
        const int ReadCapabilityBound = 23;
        long held = SystemCall.Invoke(SystemCall.PrCtl, ReadCapabilityBound, capability, 0, 0, 0);
        return held >= 0 ? held == 1
            : Errno.Last == Errno.EINVAL ? null : throw KernelFailure.Last("read the capability bounding set", null);
    }

    public const int SetDumpable = 4;
    public const int SetKeepCapabilities = 8;
    public const int DropCapabilityBound = 24;
    public const int SetNoNewPrivileges = 38;
    public const int AmbientCapabilities = 47;
    public const int SetChildSubreaper = 36;

    /// <summary>prlimit(2) of a process, 0 for this one.</summary>
    public static void SetLimit(int pid, int resource, ulong soft, ulong hard, string name)
    {
        ulong* limits = stackalloc ulong[2] { soft, hard };
        if (SystemCall.Invoke(SystemCall.PrLimit64, pid, resource, (long)limits, 0) != 0)
            throw KernelFailure.Last("set", name, Errno.Last == Errno.EPERM ? "raising a hard limit needs CAP_SYS_RESOURCE" : null);
    }

    public static (ulong Soft, ulong Hard) GetLimit(int resource, string name)
    {
        ulong* limits = stackalloc ulong[2];
        if (SystemCall.Invoke(SystemCall.PrLimit64, 0, resource, 0, (long)limits) != 0)
            throw KernelFailure.Last("read", name);
        return (limits[0], limits[1]);
    }

    /// <summary>Ends the process with all its threads at once.</summary>
    public static void ExitAll(int code) => SystemCall.Invoke(SystemCall.ExitGroup, code);

    // The raw calls: glibc's wrappers would send a signal to every thread; only the thread that will execve matters.

    public static void SetGroups(ReadOnlySpan<uint> groups)
    {
        fixed (uint* list = groups)
        {
            if (SystemCall.Invoke(SystemCall.SetGroups, groups.Length, (long)list) != 0)
                throw KernelFailure.Last("set supplementary groups", null);
        }
    }

    public static void SetGroupId(uint gid)
    {
        if (SystemCall.Invoke(SystemCall.SetResGid, gid, gid, gid) != 0)
            throw KernelFailure.Last("set group id", $"{gid}");
    }

    public static void SetUserId(uint uid)
    {
        if (SystemCall.Invoke(SystemCall.SetResUid, uid, uid, uid) != 0)
            throw KernelFailure.Last("set user id", $"{uid}");
    }

    private const uint CapabilitiesVersion3 = 0x20080522;

    /// <summary>The permitted set.</summary>
    public static ulong PermittedCapabilities() => ReadCapabilities(set: 1);

    /// <summary>The effective set.</summary>
    public static ulong EffectiveCapabilities() => ReadCapabilities(set: 0);

    // capget(2), version 3: the lower halves of effective, permitted and inheritable, then the upper ones.
    private static ulong ReadCapabilities(int set)
    {
        const int Sets = 3;
        uint* header = stackalloc uint[2] { CapabilitiesVersion3, 0 };
        uint* data = stackalloc uint[2 * Sets];
        if (SystemCall.Invoke(SystemCall.CapGet, (long)header, (long)data) != 0)
            throw KernelFailure.Last("read capabilities", null);
        return data[set] | ((ulong)data[set + Sets] << 32);
    }

    /// <summary>capset(2), version 3: 64 bits a set.</summary>
    public static void SetCapabilities(ulong effective, ulong permitted, ulong inheritable)
    {
        uint* header = stackalloc uint[2] { CapabilitiesVersion3, 0 };
        uint* data = stackalloc uint[6]
        {
            (uint)effective, (uint)permitted, (uint)inheritable,
            (uint)(effective >> 32), (uint)(permitted >> 32), (uint)(inheritable >> 32),
        };
        if (SystemCall.Invoke(SystemCall.CapSet, (long)header, (long)data) != 0)
            throw KernelFailure.Last("set capabilities", null);
    }

    /// <summary>close_range(2) from a descriptor up; closes at once, or only sets close-on-exec.</summary>
    public static void CloseFrom(int first, bool onExec)
    {
        const int CloseOnExec = 4;
        if (SystemCall.Invoke(SystemCall.CloseRange, first, uint.MaxValue, onExec ? CloseOnExec : 0) != 0)
            throw KernelFailure.Last("close descriptors from", $"{first}");
    }

    /// <summary>
    /// Gives every signal its default disposition and unblocks all. The managed runtime ignores SIGPIPE from its start
    /// and ignored signals survive execve(2).
    /// </summary>
    public static void ResetSignals()
    {
        const int LastSignal = 64;
        const int SetMask = 2;
        // struct sigaction of the kernel: handler, flags, restorer, mask; all zero is SIG_DFL.
        long* action = stackalloc long[4];
        for (int i = 0; i < 4; i++)
            action[i] = 0;
        for (int signal = 1; signal <= LastSignal; signal++)
            _ = SystemCall.Invoke(SystemCall.RtSigAction, signal, (long)action, 0, 8);
        long none = 0;
        _ = SystemCall.Invoke(SystemCall.RtSigProcMask, SetMask, (long)(&none), 0, 8);
    }

    /// <summary>
    /// The raw getcwd(2), which begins with "(unreachable)" when the directory is outside of the root.
    /// </summary>
    public static string? TryGetWorkingDirectory()
    {
        byte* buffer = stackalloc byte[4096];
        long length = SystemCall.Invoke(SystemCall.GetCwd, (long)buffer, 4096);
        return length > 0 ? Encoding.UTF8.GetString(buffer, (int)length - 1) : null;
    }
}
