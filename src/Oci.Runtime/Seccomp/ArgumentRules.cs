using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Seccomp;

/// <summary>
/// The instructions, in front of a filter, for calls that several rules with arguments are about: each rule is tried in the
/// profile's order, and the first that holds answers. What none holds for goes on to the filter, which has the default.
/// </summary>
internal static class ArgumentRules
{
    // Targets of jumps that are not known while a comparison is written.
    private const byte Holds = 254;
    private const byte Fails = 255;
    private const uint ToFilter = uint.MaxValue;

    /// <summary>Marks architectures of 64 bits, and those of them whose arguments have 32 (linux/audit.h).</summary>
    private const uint Has64Bits = 0x80000000;
    private const uint IsMipsN32 = 0x20000000;

    private const int LongestName = 128;

    public static List<FilterInstruction> Answer(List<CallRules> calls, List<uint> architectures)
    {
        if (calls.Count == 0)
            return [];
        var program = new List<FilterInstruction> { FilterInstruction.LoadArchitecture() };
        foreach (uint architecture in architectures)
        {
            // The kernel tells x32 from x86-64 by the number alone.
            uint seen = architecture == FilterArchitecture.X32 ? FilterArchitecture.X64 : architecture;
            List<FilterInstruction> section = SectionOf(architecture, calls);
            AddIfEqual(program, seen, section);
        }
        for (int index = 0; index < program.Count; index++)
        {
            if (program[index] is { Code: FilterInstruction.Jump, Value: ToFilter })
                program[index] = FilterInstruction.Skip(program.Count - index - 1);
        }
        return program;
    }

    // Behind it the accumulator is as it was: the architecture.
    private static List<FilterInstruction> SectionOf(uint architecture, List<CallRules> calls)
    {
        var section = new List<FilterInstruction> { FilterInstruction.LoadNumber() };
        Span<byte> scratch = stackalloc byte[LongestName];
        foreach (CallRules call in calls)
        {
            int number = LibSeccomp.NumberOf(architecture, LibSeccomp.NameOf(call.Name, scratch));
            if (number >= 0)
                AddIfEqual(section, (uint)number | BitOf(architecture), RulesOf(call, architecture));
        }
        section.Add(FilterInstruction.LoadArchitecture());
        return section;
    }

    private static uint BitOf(uint architecture) => architecture == FilterArchitecture.X32 ? FilterArchitecture.X32Bit : 0;

    // A branch reaches no further than 255 instructions, a jump does.
    private static void AddIfEqual(List<FilterInstruction> program, uint value, List<FilterInstruction> body)
    {
        program.Add(new FilterInstruction(FilterInstruction.JumpIfEqual, 1, 0, value));
        program.Add(FilterInstruction.Skip(body.Count));
        program.AddRange(body);
    }

    private static List<FilterInstruction> RulesOf(CallRules call, uint architecture)
    {
        bool isWide = (architecture & Has64Bits) != 0 && (architecture & IsMipsN32) == 0;
        var body = new List<FilterInstruction>();
        foreach (CallRule rule in call.Conditional)
        {
            var one = new List<FilterInstruction>();
            foreach (LibSeccomp.Comparison comparison in rule.Comparisons)
                AddComparison(one, comparison, isWide);
            one.Add(FilterInstruction.Ends(rule.Action));
            Resolve(one, Fails, from: 0);
            body.AddRange(one);
        }
        body.Add(new FilterInstruction(FilterInstruction.Jump, 0, 0, ToFilter));
        return body;
    }

    private static void AddComparison(List<FilterInstruction> rule, LibSeccomp.Comparison comparison, bool isWide)
    {
        int start = rule.Count;
        // As libseccomp does, an architecture of 32 bits looks at the low half of both.
        if (isWide)
            rule.AddRange(HighHalf(comparison));
        rule.AddRange(LowHalf(comparison));
        Resolve(rule, Holds, start);
    }

    // Goes on to the low half only where that decides.
    private static FilterInstruction[] HighHalf(LibSeccomp.Comparison comparison)
    {
        uint value = (uint)(comparison.First >> 32);
        FilterInstruction load = Load(comparison.Argument, isHigh: true);
        return comparison.Operator switch
        {
            SeccompNames.NotEqual => [load, Branch(FilterInstruction.JumpIfEqual, 0, Holds, value)],
            SeccompNames.Equal => [load, Branch(FilterInstruction.JumpIfEqual, 0, Fails, value)],
            SeccompNames.MaskedEqual =>
                [load, And(value), Branch(FilterInstruction.JumpIfEqual, 0, Fails, (uint)(comparison.Second >> 32))],
            SeccompNames.Less or SeccompNames.LessOrEqual =>
            [
                load, Branch(FilterInstruction.JumpIfGreater, Fails, 0, value), Branch(FilterInstruction.JumpIfEqual, 0, Holds, value),
            ],
            _ => [load, Branch(FilterInstruction.JumpIfGreater, Holds, 0, value), Branch(FilterInstruction.JumpIfEqual, 0, Fails, value)],
        };
    }

    private static FilterInstruction[] LowHalf(LibSeccomp.Comparison comparison)
    {
        uint value = (uint)comparison.First;
        FilterInstruction load = Load(comparison.Argument, isHigh: false);
        return comparison.Operator switch
        {
            SeccompNames.NotEqual => [load, Branch(FilterInstruction.JumpIfEqual, Fails, Holds, value)],
            SeccompNames.Equal => [load, Branch(FilterInstruction.JumpIfEqual, Holds, Fails, value)],
            SeccompNames.MaskedEqual => [load, And(value), Branch(FilterInstruction.JumpIfEqual, Holds, Fails, (uint)comparison.Second)],
            SeccompNames.Less => [load, Branch(FilterInstruction.JumpIfNotLess, Fails, Holds, value)],
            SeccompNames.LessOrEqual => [load, Branch(FilterInstruction.JumpIfGreater, Fails, Holds, value)],
            SeccompNames.GreaterOrEqual => [load, Branch(FilterInstruction.JumpIfNotLess, Holds, Fails, value)],
            _ => [load, Branch(FilterInstruction.JumpIfGreater, Holds, Fails, value)],
        };
    }

    private static FilterInstruction Load(uint argument, bool isHigh)
    {
        uint offset = SystemCallData.FirstArgument + (argument * sizeof(ulong));
        return new(FilterInstruction.LoadWord, 0, 0, offset + (isHigh == BitConverter.IsLittleEndian ? (uint)sizeof(uint) : 0));
    }

    private static FilterInstruction And(uint mask) => new(FilterInstruction.And, 0, 0, mask);

    private static FilterInstruction Branch(ushort code, byte ifTrue, byte ifFalse, uint value) => new(code, ifTrue, ifFalse, value);

    /// <summary>Lets all jumps to a target go to what comes next. A rule of six comparisons is far shorter than they reach.</summary>
    private static void Resolve(List<FilterInstruction> program, byte target, int from)
    {
        for (int index = from; index < program.Count; index++)
        {
            FilterInstruction instruction = program[index];
            if (!instruction.IsBranch)
                continue;
            byte distance = (byte)(program.Count - index - 1);
            program[index] = instruction with
            {
                IfTrue = instruction.IfTrue == target ? distance : instruction.IfTrue,
                IfFalse = instruction.IfFalse == target ? distance : instruction.IfFalse,
            };
        }
    }
}
