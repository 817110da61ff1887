using System;
using System.Collections.Generic;
using System.Linq;
using Oci.Runtime.Seccomp;
using Oci.Spec;

namespace Oci.Runtime.Tests.Seccomp;

/// <summary>
/// What a profile says of a call, read from the profile (config-linux.md, Seccomp; seccomp_rule_add(3)), without a compiler.
/// </summary>
internal sealed class ProfileModel(SeccompSpec profile)
{
    private const uint NotImplemented = 0x00050000 | 38;

    // The numbers of asm/unistd_64.h, unistd_32.h and unistd_x32.h.
    private static readonly Dictionary<string, (int X64, int X86, int X32)> Calls = new()
    {
        ["read"] = (0, 3, 0), ["ioctl"] = (16, 54, 514), ["chdir"] = (80, 12, 80), ["personality"] = (135, 136, 135),
        ["mkdirat"] = (258, 296, 258), ["dup3"] = (292, 330, 292), ["openat2"] = (437, 437, 437),
    };

    private readonly uint _default = Answer(profile.DefaultAction, profile.DefaultErrnoRet);

    public static IReadOnlyCollection<string> Names => Calls.Keys;

    public static int NumberOf(string name, uint architecture) => architecture switch
    {
        FilterArchitecture.X64 => Calls[name].X64,
        Profiles.X86 => Calls[name].X86,
        _ => Calls[name].X32 + (int)FilterArchitecture.X32Bit,
    };

    /// <summary>
    /// The answers that are right. More than one only where several rules with arguments hold at once: which of them counts
    /// the specification leaves open.
    /// </summary>
    public IReadOnlyCollection<uint> AnswersTo(uint architecture, int number, ulong[] arguments)
    {
        if (architecture != FilterArchitecture.X64 && !profile.Architectures.Any(name => SeccompNames.Architecture(name) == architecture))
            return [Profiles.KillThread];
        if (IsYounger(architecture, number))
            return [NotImplemented];
        string? called = Calls.Keys.FirstOrDefault(name => NumberOf(name, architecture) == number);
        SyscallRule[] rules = [.. profile.Syscalls.Where(rule => rule.Names.Contains(called!) && Answer(rule) != _default)];
        // The rule without arguments is the widest, wherever it stands.
        if (rules.FirstOrDefault(static rule => rule.Args.Count == 0) is { } widest)
            return [Answer(widest)];
        uint[] answers = [.. rules.Where(rule => Holds(rule.Args, architecture, arguments)).Select(Answer).Distinct()];
        return answers.Length > 0 ? answers : [_default];
    }

    // What a profile that refuses cannot have known is answered as by a kernel that does not have it.
    private bool IsYounger(uint architecture, int number)
    {
        bool refuses = profile.DefaultAction is not ("SCMP_ACT_ALLOW" or "SCMP_ACT_LOG" or "SCMP_ACT_TRACE")
            && _default != NotImplemented;
        int[] named = [.. profile.Syscalls.SelectMany(static rule => rule.Names).Select(name => NumberOf(name, architecture))];
        // A profile that names nothing but the call 0 is taken for one that knows no numbers.
        return refuses && named.Any(static one => (one & ~(int)FilterArchitecture.X32Bit) > 0) && number > named.Max();
    }

    private static bool Holds(ValueList<SyscallArgument> all, uint architecture, ulong[] arguments)
    {
        bool areAlternatives = all.DistinctBy(static one => one.Index).Count() < all.Count;
        return areAlternatives ? all.Any(HoldsOne) : all.All(HoldsOne);

        bool HoldsOne(SyscallArgument one)
        {
            ulong given = arguments[one.Index];
            return architecture == FilterArchitecture.X64 ? Compare(one, given) : Compare(one, (uint)given);
        }
    }

    private static bool Compare(SyscallArgument one, ulong given) => one.Operator switch
    {
        "SCMP_CMP_NE" => given != one.Value,
        "SCMP_CMP_LT" => given < one.Value,
        "SCMP_CMP_LE" => given <= one.Value,
        "SCMP_CMP_EQ" => given == one.Value,
        "SCMP_CMP_GE" => given >= one.Value,
        "SCMP_CMP_GT" => given > one.Value,
        "SCMP_CMP_MASKED_EQ" => (given & one.Value) == one.ValueTwo,
        _ => throw new ArgumentException(one.Operator),
    };

    private static uint Answer(SyscallRule rule) => Answer(rule.Action, rule.ErrnoRet);

    private static uint Answer(string action, uint? errno) => action switch
    {
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => Profiles.KillThread,
        "SCMP_ACT_KILL_PROCESS" => Profiles.KillProcess,
        "SCMP_ACT_TRAP" => Profiles.Trap,
        "SCMP_ACT_ERRNO" => 0x00050000 | (errno ?? 1),
        "SCMP_ACT_TRACE" => 0x7FF00000 | (errno ?? 1),
        "SCMP_ACT_LOG" => 0x7FFC0000,
        "SCMP_ACT_ALLOW" => Profiles.Allow,
        _ => throw new ArgumentException(action),
    };
}
