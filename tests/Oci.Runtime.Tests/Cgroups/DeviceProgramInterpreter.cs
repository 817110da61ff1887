using System;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Tests.Cgroups;

/// <summary>
/// Runs a program of type BPF_PROG_TYPE_CGROUP_DEVICE as the kernel's interpreter would, and checks what the verifier
/// checks.
/// </summary>
internal static class DeviceProgramInterpreter
{
    public static bool Allows(ReadOnlySpan<BpfInstruction> program, int type, uint major, uint minor, int access)
    {
        const long ContextAddress = 0x1000;
        Span<long> registers = stackalloc long[11];
        Span<bool> written = stackalloc bool[11];
        registers[1] = ContextAddress;
        written[1] = true;
        Span<uint> context = [(uint)((access << 16) | type), major, minor];

        for (int index = 0; ; index++)
        {
            BpfInstruction instruction = program[index];
            int to = instruction.Registers & 0xf;
            int from = instruction.Registers >> 4;
            bool readsTo = instruction.Opcode is not (0xb7 or 0xbf or 0x61 or 0x95);
            bool readsFrom = (instruction.Opcode & 0x08) != 0 || instruction.Opcode == 0x61;
            if ((readsTo && !written[to]) || (readsFrom && !written[from]))
                throw new InvalidOperationException($"instruction {index} reads a register that has no value");

            switch (instruction.Opcode)
            {
                case 0x61: // LDX | MEM | W
                    registers[to] = context[checked((int)(registers[from] + instruction.Offset - ContextAddress)) / 4];
                    break;
                case 0xb7:
                    registers[to] = instruction.Immediate;
                    break;
                case 0xbf:
                    registers[to] = registers[from];
                    break;
                case 0x57:
                    registers[to] &= instruction.Immediate;
                    break;
                case 0x4f:
                    registers[to] |= registers[from];
                    break;
                case 0xa7:
                    registers[to] ^= instruction.Immediate;
                    break;
                case 0xaf:
                    registers[to] ^= registers[from];
                    break;
                case 0x67:
                    registers[to] <<= instruction.Immediate;
                    break;
                case 0x77:
                    registers[to] >>>= instruction.Immediate;
                    break;
                case 0xc7:
                    registers[to] >>= instruction.Immediate;
                    break;
                case 0x55:
                    index += registers[to] != instruction.Immediate ? instruction.Offset : 0;
                    break;
                case 0x95:
                    return written[0] && registers[0] is 0 or 1
                        ? registers[0] == 1
                        : throw new InvalidOperationException($"the program ends with {registers[0]}");
                default:
                    throw new InvalidOperationException($"instruction {index} is unknown: {instruction}");
            }
            written[to] |= !IsJump(instruction);
        }
    }

    private static bool IsJump(BpfInstruction instruction) => (instruction.Opcode & 7) == 5;
}
