using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Oci.Integration.Tests.Machine;

namespace Oci.Integration.Tests.Faults;

/// <summary>The system call a stopped thread is in (PTRACE_GET_SYSCALL_INFO).</summary>
/// <param name="IsEntry">About to be made; else it has just been made.</param>
internal sealed record StoppedCall(bool IsEntry, long Number, ulong[] Arguments);

/// <summary>ptrace(2) on x86-64. False means that the thread is gone.</summary>
internal static unsafe class Ptrace
{
    public const int StopSignal = 19;
    public const int EventExec = 4;
    public const int EventStop = 128;

    /// <summary>The signal of a stop at a system call: SIGTRAP, marked by PTRACE_O_TRACESYSGOOD.</summary>
    public const int SystemCallStop = 5 | 0x80;

    private const int WriteRegister = 6;
    private const int OriginalRax = 15 * 8;
    private const int Rax = 10 * 8;

    /// <summary>Traces a process with all it will make; they die with the tracer.</summary>
    public static bool Seize(int pid)
    {
        const int SystemCallGood = 0x1, Fork = 0x2, VFork = 0x4, Clone = 0x8, Exec = 0x10, ExitKill = 0x100000;
        return LibC.Ptrace(0x4206, pid, 0, SystemCallGood | Fork | VFork | Clone | Exec | ExitKill) == 0;
    }

    /// <summary>Lets a stopped thread run to its next system call, after it got the signal.</summary>
    public static bool Continue(int thread, int signal) => LibC.Ptrace(24, thread, 0, signal) == 0;

    /// <summary>Leaves a thread stopped that a signal has stopped.</summary>
    public static bool Listen(int thread) => LibC.Ptrace(0x4208, thread, 0, 0) == 0;

    public static bool Interrupt(int thread) => LibC.Ptrace(0x4207, thread, 0, 0) == 0;

    public static bool Detach(int thread, int signal) => LibC.Ptrace(17, thread, 0, signal) == 0;

    /// <summary>Makes the call that a thread is about to make one that does nothing.</summary>
    public static bool SkipCall(int thread) => LibC.Ptrace(WriteRegister, thread, OriginalRax, -1) == 0;

    /// <summary>Sets what the call that a thread has made returns.</summary>
    public static bool SetResult(int thread, long value) => LibC.Ptrace(WriteRegister, thread, Rax, (nint)value) == 0;

    public static StoppedCall? CallOf(int thread)
    {
        // struct ptrace_syscall_info: op, padding, arch, instruction pointer, stack pointer, number, six arguments.
        ulong* info = stackalloc ulong[11];
        if (LibC.Ptrace(0x420e, thread, 11 * sizeof(ulong), (nint)info) <= 0)
            return null;
        bool isEntry = (byte)info[0] == 1;
        return new StoppedCall(isEntry, (long)info[3], new Span<ulong>(info + 4, 6).ToArray());
    }

    /// <summary>The C string at an address of a thread's memory; null when there is none.</summary>
    public static string? ReadString(int thread, ulong address)
    {
        // Not across a page's end, behind which there may be nothing.
        const int Page = 4096;
        Span<byte> buffer = stackalloc byte[512];
        buffer = buffer[..Math.Min(buffer.Length, Page - (int)(address % Page))];
        if (!TryRead(thread, address, buffer))
            return null;
        int end = buffer.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? buffer : buffer[..end]);
    }

    /// <summary>The 64 bits at an address of a thread's memory; 0 when there is nothing.</summary>
    public static ulong ReadWord(int thread, ulong address)
    {
        ulong word = 0;
        return TryRead(thread, address, new Span<byte>(&word, sizeof(ulong))) ? word : 0;
    }

    private static bool TryRead(int thread, ulong address, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            var local = new LibC.IoVector { Base = bytes, Length = (nuint)buffer.Length };
            var remote = new LibC.IoVector { Base = (void*)address, Length = (nuint)buffer.Length };
            return LibC.ReadMemory(thread, &local, 1, &remote, 1, 0) == buffer.Length;
        }
    }

    /// <summary>What a descriptor of a thread is open on.</summary>
    public static string? PathOf(int thread, int descriptor)
    {
        try
        {
            return new FileInfo($"/proc/{thread}/fd/{descriptor}").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
