using System;
using Oci.Spec;

namespace Oci.Runtime.Seccomp;

/// <summary>Flags of seccomp(2), SECCOMP_SET_MODE_FILTER.</summary>
[Flags]
internal enum FilterFlags : uint
{
    None = 0,
    Tsync = 0x1,
    Log = 0x2,
    SpecAllow = 0x4,
    NewListener = 0x8,
    WaitKillable = 0x20,
}

/// <summary>
/// Every name that <c>linux.seccomp</c> may hold, with its number in seccomp.h or linux/seccomp.h: the one list from
/// which profiles are compiled and features are told.
/// </summary>
internal static class SeccompNames
{
    public const string Notify = "SCMP_ACT_NOTIFY";

    /// <summary>The spec's default for errnoRet and defaultErrnoRet.</summary>
    private const uint DefaultErrno = 1;

    /// <summary>Without the errno in the low half of those that return one.</summary>
    public static (string Name, uint Number)[] Actions { get; } =
    [
        ("SCMP_ACT_KILL", 0), ("SCMP_ACT_KILL_PROCESS", 0x80000000), ("SCMP_ACT_KILL_THREAD", 0), ("SCMP_ACT_TRAP", 0x00030000),
        ("SCMP_ACT_ERRNO", FilterActions.Errno), ("SCMP_ACT_TRACE", FilterActions.Trace), ("SCMP_ACT_ALLOW", FilterActions.Allow),
        ("SCMP_ACT_LOG", FilterActions.Log), (Notify, FilterActions.Notify),
    ];

    public const uint NotEqual = 1;
    public const uint Less = 2;
    public const uint LessOrEqual = 3;
    public const uint Equal = 4;
    public const uint GreaterOrEqual = 5;
    public const uint Greater = 6;
    public const uint MaskedEqual = 7;

    public static (string Name, uint Number)[] Operators { get; } =
    [
        ("SCMP_CMP_NE", NotEqual), ("SCMP_CMP_LT", Less), ("SCMP_CMP_LE", LessOrEqual), ("SCMP_CMP_EQ", Equal),
        ("SCMP_CMP_GE", GreaterOrEqual), ("SCMP_CMP_GT", Greater), ("SCMP_CMP_MASKED_EQ", MaskedEqual),
    ];

    /// <summary>AUDIT_ARCH_… of linux/audit.h, but for x32, which the kernel tells by a bit of the call's number.</summary>
    public static (string Name, uint Number)[] Architectures { get; } =
    [
        ("SCMP_ARCH_X86", 0x40000003), ("SCMP_ARCH_X86_64", FilterArchitecture.X64), ("SCMP_ARCH_X32", FilterArchitecture.X32),
        ("SCMP_ARCH_ARM", 0x40000028), ("SCMP_ARCH_AARCH64", FilterArchitecture.Arm64), ("SCMP_ARCH_MIPS", 0x8),
        ("SCMP_ARCH_MIPS64", 0x80000008), ("SCMP_ARCH_MIPS64N32", 0xA0000008), ("SCMP_ARCH_MIPSEL", 0x40000008),
        ("SCMP_ARCH_MIPSEL64", 0xC0000008), ("SCMP_ARCH_MIPSEL64N32", 0xE0000008), ("SCMP_ARCH_PPC", 0x14),
        ("SCMP_ARCH_PPC64", 0x80000015), ("SCMP_ARCH_PPC64LE", 0xC0000015), ("SCMP_ARCH_S390", FilterArchitecture.S390),
        ("SCMP_ARCH_S390X", FilterArchitecture.S390X), ("SCMP_ARCH_PARISC", 0xF), ("SCMP_ARCH_PARISC64", 0x8000000F),
        ("SCMP_ARCH_RISCV64", 0xC00000F3), ("SCMP_ARCH_LOONGARCH64", 0xC0000102), ("SCMP_ARCH_M68K", 0x4),
        ("SCMP_ARCH_SH", 0x4000002A), ("SCMP_ARCH_SHEB", 0x2A),
    ];

    public static (string Name, FilterFlags Flag)[] Flags { get; } =
    [
        ("SECCOMP_FILTER_FLAG_TSYNC", FilterFlags.Tsync), ("SECCOMP_FILTER_FLAG_LOG", FilterFlags.Log),
        ("SECCOMP_FILTER_FLAG_SPEC_ALLOW", FilterFlags.SpecAllow), ("SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", FilterFlags.WaitKillable),
    ];

    /// <summary>What a filter returns for an action (seccomp(2), "Filter return values").</summary>
    public static uint Action(string name, uint? errno)
    {
        uint action = Find(Actions, name);
        return action is FilterActions.Errno or FilterActions.Trace ? action | (errno ?? DefaultErrno) : action;
    }

    public static uint Operator(string name) => Find(Operators, name);

    public static uint Architecture(string name) => Find(Architectures, name);

    /// <summary>The flags of a profile; without the property what runc takes then, which older engines rely on.</summary>
    /// <remarks>Speculation is restricted for a filtered process otherwise, at a price that kernels since 5.16 do not
    /// ask any more either.</remarks>
    public static ValueList<string> FlagsOf(SeccompSpec profile) => profile.Flags ?? ["SECCOMP_FILTER_FLAG_SPEC_ALLOW"];

    /// <summary>The flags for the kernel.</summary>
    /// <remarks>
    /// TSYNC is none of them: execve leaves one thread, so there is no other one to synchronise with, and the thread
    /// that speaks to the agent must stay outside of the filter. WAIT_KILLABLE_RECV says how those wait who are notified
    /// of; without a listener there is nobody, and the kernel does not take it.
    /// </remarks>
    public static FilterFlags KernelFlags(ValueList<string> names, bool notifies)
    {
        FilterFlags flags = notifies ? FilterFlags.NewListener : FilterFlags.None;
        foreach (string name in names)
        {
            foreach ((string known, FilterFlags flag) in Flags)
                flags |= known == name ? flag : FilterFlags.None;
        }
        return flags & ~(FilterFlags.Tsync | (notifies ? FilterFlags.None : FilterFlags.WaitKillable));
    }

    /// <summary>Whether a call can come to a listener.</summary>
    public static bool Notifies(SeccompSpec profile)
    {
        foreach (SyscallRule rule in profile.Syscalls)
        {
            if (rule.Action == Notify)
                return true;
        }
        return false;
    }

    private static uint Find((string Name, uint Number)[] table, string name)
    {
        foreach ((string known, uint number) in table)
        {
            if (known == name)
                return number;
        }
        // The schema lists the same names, so a profile that was read has no others.
        throw new RuntimeFailure("compile", "the seccomp profile", $"{name} is unknown", "/linux/seccomp");
    }
}
