using System;

namespace Oci.Runtime.Seccomp;

/// <summary>struct seccomp_data: what a filter sees of a call. Arguments beyond those given are 0.</summary>
internal readonly ref struct SystemCallData(uint architecture, int number, ReadOnlySpan<ulong> arguments = default)
{
    private readonly ReadOnlySpan<ulong> _arguments = arguments;

    public const int Size = 64;

    /// <summary>Where the arguments are, of eight bytes each.</summary>
    public const int FirstArgument = 16;

    /// <summary>The word at an offset. The instruction pointer, which no filter of ours asks for, is 0.</summary>
    public uint Word(uint offset)
    {
        if (offset < FirstArgument)
            return offset switch { 0 => (uint)number, 4 => architecture, _ => 0 };
        int index = (int)(offset - FirstArgument) / sizeof(ulong);
        ulong argument = index < _arguments.Length ? _arguments[index] : 0;
        bool isHighHalf = offset % sizeof(ulong) != 0 == BitConverter.IsLittleEndian;
        return (uint)(isHighHalf ? argument >> 32 : argument);
    }
}

/// <summary>Runs a filter as the kernel would, to know its answer before it is loaded.</summary>
internal static class FilterMachine
{
    /// <summary>BPF_MAXINSNS.</summary>
    public const int MostInstructions = 4096;

    /// <summary>
    /// Whether the kernel would take the program, and every instruction is of a kind that our filters have.
    /// </summary>
    public static bool IsSane(ReadOnlySpan<FilterInstruction> program)
    {
        if (program.Length is 0 or > MostInstructions || program[^1].Code != FilterInstruction.Return)
            return false;
        for (int index = 0; index < program.Length; index++)
        {
            if (!IsSane(program[index], left: program.Length - index - 1))
                return false;
        }
        return true;
    }

    private static bool IsSane(FilterInstruction instruction, int left) => instruction.Code switch
    {
        FilterInstruction.LoadWord => instruction.Value < SystemCallData.Size && instruction.Value % sizeof(uint) == 0,
        FilterInstruction.And or FilterInstruction.Return => true,
        FilterInstruction.Jump => instruction.Value < left,
        FilterInstruction.JumpIfEqual or FilterInstruction.JumpIfGreater or FilterInstruction.JumpIfNotLess
            or FilterInstruction.JumpIfAnySet => int.Max(instruction.IfTrue, instruction.IfFalse) < left,
        _ => false,
    };

    /// <summary>The answer of a sane program.</summary>
    public static uint Run(ReadOnlySpan<FilterInstruction> program, SystemCallData call)
    {
        uint accumulator = 0;
        for (int index = 0; ; index++)
        {
            FilterInstruction instruction = program[index];
            uint value = instruction.Value;
            switch (instruction.Code)
            {
                case FilterInstruction.LoadWord: accumulator = call.Word(value); break;
                case FilterInstruction.And: accumulator &= value; break;
                case FilterInstruction.Jump: index += (int)value; break;
                case FilterInstruction.JumpIfEqual: index += Branch(instruction, accumulator == value); break;
                case FilterInstruction.JumpIfGreater: index += Branch(instruction, accumulator > value); break;
                case FilterInstruction.JumpIfNotLess: index += Branch(instruction, accumulator >= value); break;
                case FilterInstruction.JumpIfAnySet: index += Branch(instruction, (accumulator & value) != 0); break;
                default: return value;
            }
        }
    }

    private static int Branch(FilterInstruction instruction, bool holds) => holds ? instruction.IfTrue : instruction.IfFalse;
}
