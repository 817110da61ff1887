using System.Runtime.InteropServices;

namespace Oci.Runtime.Seccomp;

/// <summary>What a filter says of a call: SECCOMP_RET_… of seccomp(2).</summary>
internal static class FilterActions
{
    public const uint Errno = 0x00050000;
    public const uint Notify = 0x7FC00000;
    public const uint Trace = 0x7FF00000;
    public const uint Log = 0x7FFC0000;
    public const uint Allow = 0x7FFF0000;

    /// <summary>The action itself; the low half is data.</summary>
    public const uint Mask = 0xFFFF0000;
}

/// <summary>The architectures that need a word of their own.</summary>
internal static class FilterArchitecture
{
    public const uint X64 = 0xC000003E;
    public const uint X32 = 0x4000003E;
    public const uint Arm64 = 0xC00000B7;
    public const uint S390 = 0x16;
    public const uint S390X = 0x80000016;

    /// <summary>Marks the calls of x32, whose architecture is that of x86-64 (asm/unistd.h, __X32_SYSCALL_BIT).</summary>
    public const uint X32Bit = 0x40000000;
}

/// <summary>
/// One instruction of classic BPF in the kernel's form (struct sock_filter; Documentation/networking/filter.rst).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FilterInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Value)
{
    public const int Size = 8;

    // Of classic BPF a seccomp filter of libseccomp's or ours uses these.
    public const ushort LoadWord = 0x20;
    public const ushort And = 0x54;
    public const ushort Jump = 0x05;
    public const ushort JumpIfEqual = 0x15;
    public const ushort JumpIfGreater = 0x25;
    public const ushort JumpIfNotLess = 0x35;
    public const ushort JumpIfAnySet = 0x45;
    public const ushort Return = 0x06;

    /// <summary>Whether it goes on at one of two places.</summary>
    public bool IsBranch => Code is JumpIfEqual or JumpIfGreater or JumpIfNotLess or JumpIfAnySet;

    /// <summary>struct seccomp_data: the number is at 0, the architecture at 4.</summary>
    public static FilterInstruction LoadNumber() => new(LoadWord, 0, 0, 0);

    public static FilterInstruction LoadArchitecture() => new(LoadWord, 0, 0, 4);

    public static FilterInstruction Skip(int count) => new(Jump, 0, 0, (uint)count);

    public static FilterInstruction Ends(uint action) => new(Return, 0, 0, action);
}
