using System.Collections.Generic;

namespace Oci.Integration.Tests.Faults;

/// <summary>Names and arguments of the x86-64 system calls with which the runtime looks at or changes something.</summary>
internal static class SystemCallName
{
    /// <summary>The argument that says what the call is about.</summary>
    public enum Subject
    {
        None,
        Path0,
        Path1,
        Path3,
        Descriptor0,
    }

    private static readonly Dictionary<long, (string Name, Subject Subject)> Known = new()
    {
        [0] = ("read", Subject.Descriptor0),
        [1] = ("write", Subject.Descriptor0),
        [4] = ("stat", Subject.Path0),
        [5] = ("fstat", Subject.Descriptor0),
        [7] = ("poll", Subject.None),
        [16] = ("ioctl", Subject.Descriptor0),
        [17] = ("pread64", Subject.Descriptor0),
        [18] = ("pwrite64", Subject.Descriptor0),
        [20] = ("writev", Subject.Descriptor0),
        [33] = ("dup2", Subject.Descriptor0),
        [41] = ("socket", Subject.None),
        [42] = ("connect", Subject.Descriptor0),
        [46] = ("sendmsg", Subject.Descriptor0),
        [47] = ("recvmsg", Subject.Descriptor0),
        [53] = ("socketpair", Subject.None),
        [56] = ("clone", Subject.None),
        [57] = ("fork", Subject.None),
        [58] = ("vfork", Subject.None),
        [59] = ("execve", Subject.Path0),
        [61] = ("wait4", Subject.None),
        [72] = ("fcntl", Subject.Descriptor0),
        [73] = ("flock", Subject.Descriptor0),
        [74] = ("fsync", Subject.Descriptor0),
        [77] = ("ftruncate", Subject.Descriptor0),
        [80] = ("chdir", Subject.Path0),
        [81] = ("fchdir", Subject.Descriptor0),
        [82] = ("rename", Subject.Path0),
        [83] = ("mkdir", Subject.Path0),
        [90] = ("chmod", Subject.Path0),
        [91] = ("fchmod", Subject.Descriptor0),
        [93] = ("fchown", Subject.Descriptor0),
        [105] = ("setuid", Subject.None),
        [106] = ("setgid", Subject.None),
        [112] = ("setsid", Subject.None),
        [116] = ("setgroups", Subject.None),
        [117] = ("setresuid", Subject.None),
        [119] = ("setresgid", Subject.None),
        [125] = ("capget", Subject.None),
        [126] = ("capset", Subject.None),
        [133] = ("mknod", Subject.Path0),
        [138] = ("fstatfs", Subject.Descriptor0),
        [155] = ("pivot_root", Subject.Path0),
        [157] = ("prctl", Subject.None),
        [161] = ("chroot", Subject.Path0),
        [165] = ("mount", Subject.Path1),
        [166] = ("umount2", Subject.Path0),
        [170] = ("sethostname", Subject.Path0),
        [171] = ("setdomainname", Subject.Path0),
        [217] = ("getdents64", Subject.Descriptor0),
        [247] = ("waitid", Subject.None),
        [250] = ("keyctl", Subject.None),
        [251] = ("ioprio_set", Subject.None),
        [257] = ("openat", Subject.Path1),
        [258] = ("mkdirat", Subject.Path1),
        [259] = ("mknodat", Subject.Path1),
        [260] = ("fchownat", Subject.Path1),
        [262] = ("newfstatat", Subject.Path1),
        [263] = ("unlinkat", Subject.Path1),
        [264] = ("renameat", Subject.Path1),
        [265] = ("linkat", Subject.Path1),
        [266] = ("symlinkat", Subject.Path0),
        [267] = ("readlinkat", Subject.Path1),
        [268] = ("fchmodat", Subject.Path1),
        [269] = ("faccessat", Subject.Path1),
        [272] = ("unshare", Subject.None),
        [292] = ("dup3", Subject.Descriptor0),
        [293] = ("pipe2", Subject.None),
        [302] = ("prlimit64", Subject.None),
        [308] = ("setns", Subject.Descriptor0),
        [314] = ("sched_setattr", Subject.None),
        [316] = ("renameat2", Subject.Path1),
        [317] = ("seccomp", Subject.None),
        [319] = ("memfd_create", Subject.Path0),
        [321] = ("bpf", Subject.None),
        [322] = ("execveat", Subject.Path1),
        [332] = ("statx", Subject.Path1),
        [424] = ("pidfd_send_signal", Subject.None),
        [428] = ("open_tree", Subject.Path1),
        [429] = ("move_mount", Subject.Path3),
        [430] = ("fsopen", Subject.Path0),
        [431] = ("fsconfig", Subject.None),
        [432] = ("fsmount", Subject.None),
        [433] = ("fspick", Subject.Path1),
        [434] = ("pidfd_open", Subject.None),
        [435] = ("clone3", Subject.None),
        [436] = ("close_range", Subject.None),
        [437] = ("openat2", Subject.Path1),
        [439] = ("faccessat2", Subject.Path1),
        [442] = ("mount_setattr", Subject.Path1),
    };

    /// <summary>The name and subject of a call, with what its arguments make of it in brackets.</summary>
    public static (string Name, Subject Subject) Of(StoppedCall call, int thread)
    {
        const long Prlimit64 = 302;
        const long Clone3 = 435;
        const ulong CloneThread = 0x10000;
        if (call.Number == Prlimit64 && call.Arguments[2] == 0)
            return ("prlimit64(get)", Subject.None);
        if (call.Number == Clone3 && (Ptrace.ReadWord(thread, call.Arguments[0]) & CloneThread) != 0)
            return ("clone3(thread)", Subject.None);
        return Known.TryGetValue(call.Number, out (string Name, Subject Subject) known)
            ? known
            : ($"#{call.Number}", Subject.None);
    }
}
