using System.Runtime.InteropServices;

namespace Oci.Runtime.Interop;

/// <summary>
/// A register of the eBPF machine: R0 is the result, R1 the argument, R2 to R5 are free in a program without calls,
/// and so are R6 to R9.
/// </summary>
internal enum BpfRegister
{
    R0,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
}

/// <summary>
/// One eBPF instruction in the kernel's form (struct bpf_insn;
/// Documentation/bpf/standardization/instruction-set.rst).
/// </summary>
/// <remarks>All arithmetic is 64 bits wide, and immediates are sign-extended to it.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct BpfInstruction(byte Opcode, byte Registers, short Offset, int Immediate)
{
    public static BpfInstruction Move(BpfRegister to, int value) => new(0xb7, To(to), 0, value);

    public static BpfInstruction Move(BpfRegister to, BpfRegister from) => new(0xbf, To(to, from), 0, 0);

    /// <summary>Loads 32 bits, zero-extended.</summary>
    public static BpfInstruction LoadWord(BpfRegister to, BpfRegister address, short offset) =>
        new(0x61, To(to, address), offset, 0);

    public static BpfInstruction And(BpfRegister to, int value) => new(0x57, To(to), 0, value);

    public static BpfInstruction Or(BpfRegister to, BpfRegister from) => new(0x4f, To(to, from), 0, 0);

    public static BpfInstruction Xor(BpfRegister to, int value) => new(0xa7, To(to), 0, value);

    public static BpfInstruction Xor(BpfRegister to, BpfRegister from) => new(0xaf, To(to, from), 0, 0);

    public static BpfInstruction ShiftLeft(BpfRegister to, int bits) => new(0x67, To(to), 0, bits);

    public static BpfInstruction ShiftRight(BpfRegister to, int bits) => new(0x77, To(to), 0, bits);

    /// <summary>Shifts right and fills with the sign.</summary>
    public static BpfInstruction ShiftRightSigned(BpfRegister to, int bits) => new(0xc7, To(to), 0, bits);

    /// <summary>Skips the next instructions when the register differs.</summary>
    public static BpfInstruction SkipIfNotEqual(BpfRegister left, int right, short count) =>
        new(0x55, To(left), count, right);

    /// <summary>Ends the program with the result in R0.</summary>
    public static BpfInstruction Exit() => new(0x95, 0, 0, 0);

    // The destination is a bit field in the low half on little-endian machines, which all of .NET's Linux targets but
    // s390x are.
    private static byte To(BpfRegister to, BpfRegister from = BpfRegister.R0) => (byte)((int)to | ((int)from << 4));
}
