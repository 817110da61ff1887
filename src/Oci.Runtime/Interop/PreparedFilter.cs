using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Threading;

namespace Oci.Runtime.Interop;

/// <summary>A seccomp filter that lies ready in memory, to be loaded in the last moment before execve(2).</summary>
/// <remarks>It lives until the process becomes another program; there is nobody who could free it.</remarks>
internal sealed unsafe class PreparedFilter
{
    private const int SetFilterMode = 1;

    private readonly Program* _program;
    private readonly uint _flags;

    /// <param name="program">struct sock_filter, one after the other.</param>
    public PreparedFilter(ReadOnlySpan<byte> program, uint flags)
    {
        const int InstructionSize = 8;
        _flags = flags;
        _program = (Program*)NativeMemory.Alloc((nuint)(sizeof(Program) + program.Length));
        _program->Length = (ushort)(program.Length / InstructionSize);
        _program->Instructions = (byte*)(_program + 1);
        program.CopyTo(new Span<byte>(_program->Instructions, program.Length));
    }

    /// <summary>Receives the listener's descriptor; null for a filter that notifies nobody.</summary>
    public ListenerHandover? Handover { get; set; }

    /// <summary>
    /// seccomp(2) and execve(2). Between the two this thread makes no system call: the filter may refuse any.
    /// </summary>
    /// <returns>The failure of either; success does not return.</returns>
    public RuntimeFailure LoadAndExecute(byte* path, byte** arguments, byte** environment, string name)
    {
        ListenerHandover.Cell* cell = Handover is null ? null : Handover.Shared;
        Handover?.Announce();
        nint result = SystemCall.Bare(SystemCall.Seccomp, SetFilterMode, (nint)_flags, (nint)_program, 0, 0, 0);
        if (result < 0)
            return LoadFailure(*SystemCall.BareErrno());
        if (cell is not null)
            GiveAway(cell, (int)result);
        SystemCall.Bare(SystemCall.ExecVe, (nint)path, (nint)arguments, (nint)environment, 0, 0, 0);
        // Whether this can still be told depends on the filter.
        return KernelFailure.Of(*SystemCall.BareErrno(), "exec", name).As(FailureCode.ProcessNotExecutable);
    }

    // The other thread sends the descriptor, which this one may not be allowed to. Nor may it wait in the kernel.
    private static void GiveAway(ListenerHandover.Cell* cell, int descriptor)
    {
        Volatile.Write(ref cell->Descriptor, descriptor);
        while (Volatile.Read(ref cell->IsSent) == 0)
        {
            if (X86Base.IsSupported)
                X86Base.Pause();
            else
                ArmBase.Yield();
        }
    }

    private static RuntimeFailure LoadFailure(int errno)
    {
        string? hint = errno switch
        {
            Errno.EACCES => "loading it takes CAP_SYS_ADMIN, or process.noNewPrivileges",
            Errno.EINVAL => "the kernel may be too old for one of the flags",
            Errno.EBUSY => "the process is under a filter with a listener already",
            _ => null,
        };
        return KernelFailure.Of(errno, "load", "the seccomp filter", hint).For("/linux/seccomp");
    }

    /// <summary>struct sock_fprog.</summary>
    private struct Program
    {
        public ushort Length;
        public byte* Instructions;
    }
}
