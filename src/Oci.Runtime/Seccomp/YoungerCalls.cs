using System;
using System.Collections.Generic;

namespace Oci.Runtime.Seccomp;

/// <summary>
/// The rule in front of a filter that refuses by default: a system call that is younger than the profile is answered
/// with ENOSYS.
/// </summary>
/// <remarks>
/// C libraries try a new call and fall back to an older one when it fails with ENOSYS; EPERM they believe. A profile
/// cannot name calls that did not exist when it was written, so everything above the largest number that it names, on
/// each architecture, is taken for such a call. runc has done so since 1.0.0-rc93, and images rely on it.
/// </remarks>
internal static class YoungerCalls
{
    private const uint NotImplemented = FilterActions.Errno | 38;

    /// <summary>Whether the rule is for this default; what lets calls pass lets younger ones pass too.</summary>
    public static bool AreRefusedBy(uint defaultAction) =>
        (defaultAction & FilterActions.Mask) is not (FilterActions.Allow or FilterActions.Log or FilterActions.Trace)
        && defaultAction != NotImplemented;

    /// <summary>The instructions to put before the filter.</summary>
    /// <param name="largest">The largest number that the profile names, by architecture; where it names none, there is
    /// no entry, and no rule.</param>
    public static List<FilterInstruction> Answer(IReadOnlyDictionary<uint, uint> largest)
    {
        var program = new List<FilterInstruction> { FilterInstruction.LoadArchitecture() };
        foreach ((uint architecture, uint number) in largest)
        {
            // x32 is looked at together with x86-64, which a filter of x86-64 always has.
            if (architecture != FilterArchitecture.X32)
                Add(program, architecture, SectionOf(architecture, number, largest));
        }
        // Each section ends with a jump to the filter behind all of them, whose distance is known only now.
        for (int index = 0; index < program.Count; index++)
        {
            if (program[index].Code == FilterInstruction.Jump)
                program[index] = FilterInstruction.Skip(program.Count - index - 1);
        }
        return program;
    }

    private static void Add(List<FilterInstruction> program, uint architecture, ReadOnlySpan<FilterInstruction> section)
    {
        program.Add(new FilterInstruction(FilterInstruction.JumpIfEqual, 0, (byte)section.Length, architecture));
        program.AddRange(section);
    }

    private static FilterInstruction[] SectionOf(uint architecture, uint number, IReadOnlyDictionary<uint, uint> largest) =>
        architecture switch
        {
            FilterArchitecture.X64 when largest.TryGetValue(FilterArchitecture.X32, out uint x32) =>
            [
                FilterInstruction.LoadNumber(),
                new(FilterInstruction.JumpIfAnySet, 0, 2, FilterArchitecture.X32Bit),
                new(FilterInstruction.JumpIfGreater, 2, 0, x32 | FilterArchitecture.X32Bit), ToFilter(),
                new(FilterInstruction.JumpIfGreater, 0, 1, number), FilterInstruction.Ends(NotImplemented), ToFilter(),
            ],
            // The filter itself refuses the calls of an architecture that is not in it.
            FilterArchitecture.X64 =>
            [
                FilterInstruction.LoadNumber(),
                new(FilterInstruction.JumpIfAnySet, 2, 0, FilterArchitecture.X32Bit),
                new(FilterInstruction.JumpIfGreater, 0, 1, number), FilterInstruction.Ends(NotImplemented), ToFilter(),
            ],
            // A number that does not fit the instruction comes as 0 there, and stays 0 when the kernel knows no such
            // call; the call 0 itself, setup, has not existed for decades (syscall(2), svc on s390).
            FilterArchitecture.S390 or FilterArchitecture.S390X =>
            [
                FilterInstruction.LoadNumber(),
                new(FilterInstruction.JumpIfEqual, 1, 0, 0),
                new(FilterInstruction.JumpIfGreater, 0, 1, number), FilterInstruction.Ends(NotImplemented), ToFilter(),
            ],
            _ =>
            [
                FilterInstruction.LoadNumber(),
                new(FilterInstruction.JumpIfGreater, 0, 1, number), FilterInstruction.Ends(NotImplemented), ToFilter(),
            ],
        };

    private static FilterInstruction ToFilter() => FilterInstruction.Skip(0);
}
