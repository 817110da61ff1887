using System;
using System.Runtime.InteropServices;

namespace Oci.Integration.Tests.Machine;

/// <summary>The C library, as far as .NET's own Process and File do not do.</summary>
internal static partial class LibC
{
    public const int WaitNoHang = 1;
    public const int WaitStopped = 2;

    /// <summary>__WALL: also children that were made without SIGCHLD, such as threads and other tracees.</summary>
    public const int WaitAll = 0x40000000;

    public const int SigKill = 9;

    private const int SetChildSubreaper = 36;

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int GetTid();

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    public static partial nint Ptrace(nint request, nint pid, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    public static unsafe partial nint ReadMemory(
        int pid, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    public static unsafe partial int Spawn(
        out int pid, byte* path, void* fileActions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int PrCtl(int option, nuint argument);

    /// <summary>
    /// From now on orphans of our descendants become our children, as under a container engine's shim.
    /// </summary>
    public static void BecomeSubreaper()
    {
        if (PrCtl(SetChildSubreaper, 1) != 0)
            throw new InvalidOperationException($"prctl(PR_SET_CHILD_SUBREAPER): errno {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Reaps every child that has ended.</summary>
    public static void ReapChildren()
    {
        while (WaitPid(-1, out _, WaitNoHang | WaitAll) > 0)
        {
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct IoVector
    {
        public void* Base;
        public nuint Length;
    }
}
