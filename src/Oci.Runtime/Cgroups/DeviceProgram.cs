using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;
using static Oci.Runtime.Interop.BpfInstruction;
using static Oci.Runtime.Interop.BpfRegister;

namespace Oci.Runtime.Cgroups;

/// <summary>Compiles device rules to the eBPF program that cgroup v2 has in place of the devices controller.</summary>
/// <remarks>
/// The kernel runs it with a struct bpf_cgroup_dev_ctx { u32 access_type; u32 major; u32 minor; }, the type of the
/// device in the
/// low half of access_type and the access in the high half; result 1 allows.
/// <para>
/// Each exception is two instructions: compare, exit. What is compared is 64 bits of which the low half is the
/// device's number and
/// the high half is zero (or all ones, the sign) only when type and access fit. So a mismatch of any kind is one
/// branch, and
/// the verifier, which follows every path, meets a straight line: its work is linear in the rules, and it never has
/// more than
/// one branch waiting, of which it allows 8192.
/// </para>
/// </remarks>
internal static class DeviceProgram
{
    /// <summary>What the verifier takes from a privileged loader (BPF_COMPLEXITY_LIMIT_INSNS).</summary>
    private const int LargestProgram = 1_000_000;

    // The kernel's device numbers have 12 and 20 bits (MINORBITS): no device has others, so no rule matches one.
    private const uint LargestMajor = (1 << 12) - 1;
    private const uint LargestMinor = (1 << 20) - 1;

    private const BpfRegister Context = R1;
    private const BpfRegister AccessType = R2;
    private const BpfRegister MajorOnly = R3;
    private const BpfRegister MinorOnly = R4;
    private const BpfRegister MajorAndMinor = R5;
    private const BpfRegister Compared = R6;

    public static BpfInstruction[] Compile(DeviceRules rules)
    {
        List<ulong> conditions = Conditions(rules);
        conditions.Sort();

        List<BpfInstruction> program = [.. Start(rules.AllowsByDefault)];
        Group? current = null;
        foreach (ulong condition in conditions)
        {
            Group group = Group.Of(condition);
            if (group != current)
                program.AddRange(Head(group, rules.AllowsByDefault));
            current = group;
            program.Add(SkipIfNotEqual(Compared, (int)condition, 1));
            program.Add(Exit());
        }
        program.Add(Move(R0, rules.AllowsByDefault ? 1 : 0));
        program.Add(Exit());

        if (program.Count > LargestProgram)
        {
            throw new RuntimeFailure(
                "compile", "the device rules",
                $"{rules.Exceptions.Count} exceptions make a program of {program.Count} instructions, "
                + $"and the kernel takes {LargestProgram}",
                "/linux/resources/devices", "a rule with -1 for the minor number stands for many");
        }
        return [.. program];
    }

    /// <summary>Loads the device's numbers, and sets the result for a device that an exception fits.</summary>
    private static IEnumerable<BpfInstruction> Start(bool allowsByDefault)
    {
        yield return LoadWord(AccessType, Context, 0);
        yield return LoadWord(MajorOnly, Context, 4);
        yield return LoadWord(MinorOnly, Context, 8);
        yield return ShiftLeft(MajorOnly, 52); // the 12 bits to the top, and
        yield return ShiftRightSigned(MajorOnly, 32); // back to bit 20 with their sign, as immediates have one
        yield return Move(MajorAndMinor, MajorOnly);
        yield return Or(MajorAndMinor, MinorOnly);
        if (allowsByDefault)
        {
            // No access asked for (as by access(2) with F_OK): there is nothing that an exception could deny.
            yield return Move(R0, 1);
            yield return Move(Compared, AccessType);
            yield return ShiftRight(Compared, 16);
            yield return SkipIfNotEqual(Compared, 0, 1);
            yield return Exit();
        }
        yield return Move(R0, allowsByDefault ? 0 : 1);
    }

    /// <summary>Puts together what the group's exceptions are compared with.</summary>
    private static IEnumerable<BpfInstruction> Head(Group group, bool allowsByDefault)
    {
        int type = (int)group.Type;
        int access = (int)group.Access << 16;
        (int expected, int looked) = (allowsByDefault, group.Access) switch
        {
            // Allowing: no access outside the exception's.
            (false, _) => (type, ~access),
            // Denying: any access at all, and there is one by now; or the one of the exception.
            (true, DeviceAccess.All) => (type, 0xffff),
            (true, _) => (type | access, access | 0xffff),
        };
        yield return Move(Compared, AccessType);
        yield return Xor(Compared, expected);
        yield return And(Compared, looked);
        yield return ShiftLeft(Compared, 32);
        if (group.Numbers == Numbers.Major)
            yield return Xor(Compared, MajorOnly);
        else if (group.Numbers == Numbers.Minor)
            yield return Xor(Compared, MinorOnly);
        else if (group.Numbers == Numbers.Both)
            yield return Xor(Compared, MajorAndMinor);
    }

    /// <summary>
    /// One number for each comparison, so that sorting them brings together those with a common head.
    /// </summary>
    private static List<ulong> Conditions(DeviceRules rules)
    {
        var conditions = new List<ulong>(rules.Exceptions.Count);
        foreach (DeviceException exception in rules.Exceptions)
        {
            if (!CanMatch(exception))
                continue;
            if (!rules.AllowsByDefault || exception.Access == DeviceAccess.All)
                conditions.Add(Condition(exception, exception.Access));
            else
                AddForEachBit(conditions, exception);
        }
        return conditions;
    }

    private static void AddForEachBit(List<ulong> conditions, DeviceException exception)
    {
        ReadOnlySpan<DeviceAccess> bits = [DeviceAccess.Mknod, DeviceAccess.Read, DeviceAccess.Write];
        foreach (DeviceAccess bit in bits)
        {
            if (exception.Access.HasFlag(bit))
                conditions.Add(Condition(exception, bit));
        }
    }

    private static bool CanMatch(DeviceException exception) =>
        exception.Major is DeviceException.Any or <= LargestMajor
        && exception.Minor is DeviceException.Any or <= LargestMinor;

    private static ulong Condition(DeviceException exception, DeviceAccess access)
    {
        Numbers numbers = Numbers.None;
        uint number = 0;
        if (exception.Major != DeviceException.Any)
        {
            numbers |= Numbers.Major;
            number |= exception.Major << 20;
        }
        if (exception.Minor != DeviceException.Any)
        {
            numbers |= Numbers.Minor;
            number |= exception.Minor;
        }
        return new Group(numbers, exception.Type, access).With(number);
    }

    /// <summary>Which of a device's numbers an exception names.</summary>
    [Flags]
    private enum Numbers
    {
        None = 0,
        Major = 1,
        Minor = 2,
        Both = Major | Minor,
    }

    /// <summary>Exceptions for the same access to the same type by the same of the device's numbers.</summary>
    private readonly record struct Group(Numbers Numbers, DeviceType Type, DeviceAccess Access)
    {
        public static Group Of(ulong condition) => new(
            (Numbers)(condition >> 48),
            (DeviceType)((condition >> 40) & 0xff),
            (DeviceAccess)((condition >> 32) & 0xff));

        public ulong With(uint number) => ((ulong)Numbers << 48) | ((ulong)Type << 40) | ((ulong)Access << 32) | number;
    }
}
