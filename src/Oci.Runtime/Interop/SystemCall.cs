using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>The system calls that have no wrapper in Tmds.LibC, by number.</summary>
internal static unsafe class SystemCall
{
    // Calls older than 5.1 have a number for each architecture; the younger ones share one. Both tests are constants
    // to the ahead-of-time compiler.
    private static bool Arm => ArmBase.Arm64.IsSupported;

    public static int Read => Arm ? 63 : 0;
    public static int Write => Arm ? 64 : 1;
    public static int Close => Arm ? 57 : 3;
    public static int Fcntl => Arm ? 25 : 72;
    public static int IoCtl => Arm ? 29 : 16;
    public static int GetCwd => Arm ? 17 : 79;
    public static int SetGroups => Arm ? 159 : 116;
    public static int SetResUid => Arm ? 147 : 117;
    public static int SetResGid => Arm ? 149 : 119;
    public static int CapGet => Arm ? 90 : 125;
    public static int CapSet => Arm ? 91 : 126;
    public static int FStatFs => Arm ? 44 : 138;
    public static int PivotRoot => Arm ? 41 : 155;
    public static int PrCtl => Arm ? 167 : 157;
    public static int GetDents64 => Arm ? 61 : 217;
    public static int ExitGroup => Arm ? 94 : 231;
    public static int WaitId => Arm ? 95 : 247;
    public static int KeyCtl => Arm ? 219 : 250;
    public static int Unshare => Arm ? 97 : 272;
    public static int PrLimit64 => Arm ? 261 : 302;
    public static int SetNs => Arm ? 268 : 308;
    public static int Bpf => Arm ? 280 : 321;
    public static int ExecveAt => Arm ? 281 : 322;
    public static int MkNodAt => Arm ? 33 : 259;
    public static int OpenAt => Arm ? 56 : 257;
    public static int SendFile => Arm ? 71 : 40;
    public static int PPoll => Arm ? 73 : 271;
    public static int SetSid => Arm ? 157 : 112;
    public static int RtSigAction => Arm ? 134 : 13;
    public static int RtSigProcMask => Arm ? 135 : 14;
    public static int Kill => Arm ? 129 : 62;
    public static int Pipe2 => Arm ? 59 : 293;
    public static int LSeek => Arm ? 62 : 8;
    public static int Flock => Arm ? 32 : 73;
    public static int SchedSetAttr => Arm ? 274 : 314;
    public static int SchedSetAffinity => Arm ? 122 : 203;
    public static int IoPrioSet => Arm ? 30 : 251;
    public static int GetTid => Arm ? 178 : 186;
    public static int FSetXAttr => Arm ? 7 : 190;
    public static int EventFd2 => Arm ? 19 : 290;
    public static int SetMemPolicy => Arm ? 237 : 238;
    public static int Personality => Arm ? 92 : 135;
    public static int SendMsg => Arm ? 211 : 46;
    public static int SchedYield => Arm ? 124 : 24;
    public static int ExecVe => Arm ? 221 : 59;
    public static int UName => Arm ? 160 : 63;
    public static int Seccomp => Arm ? 277 : 317;
    public static int MMap => Arm ? 222 : 9;
    public static int MUnmap => Arm ? 215 : 11;
    public static int FTruncate => Arm ? 46 : 77;
    public static int StatX => Arm ? 291 : 332;
    public const int PidfdSendSignal = 424;
    public const int OpenTree = 428;
    public const int MoveMount = 429;
    public const int FsOpen = 430;
    public const int FsConfig = 431;
    public const int FsMount = 432;
    public const int FsPick = 433;
    public const int PidfdOpen = 434;
    public const int Clone3 = 435;
    public const int CloseRange = 436;
    public const int OpenAt2 = 437;
    public const int FAccessAt2 = 439;
    public const int MountSetAttr = 442;

    /// <summary>Returns what the call returns; -1 leaves errno in <see cref="Errno.Last"/>.</summary>
    public static long Invoke(int number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) =>
        (ssize_t)LibC.syscall(
            number, (void*)a, (void*)b, (void*)c, (void*)d, (void*)e, (void*)f);

    /// <summary>
    /// The same without any bookkeeping of the managed runtime: no transition, no saved errno. Only for code that runs
    /// between clone3 and execve, where the runtime's other threads do not exist.
    /// </summary>
    [DllImport("libc", EntryPoint = "syscall"), SuppressGCTransition]
    public static extern nint Bare(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    /// <summary>Where libc keeps errno for <see cref="Bare"/>.</summary>
    [DllImport("libc", EntryPoint = "__errno_location"), SuppressGCTransition]
    public static extern int* BareErrno();
}
