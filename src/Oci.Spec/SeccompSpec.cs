namespace Oci.Spec;

/// <summary><c>linux.seccomp</c>; names are libseccomp's, such as <c>SCMP_ACT_ERRNO</c>.</summary>
public sealed record SeccompSpec
{
    public required string DefaultAction { get; init; }
    public uint? DefaultErrnoRet { get; init; }
    public ValueList<string> Architectures { get; init; } = [];

    /// <summary>Null when absent, which is not the same as empty: a runtime chooses its own default then.</summary>
    public ValueList<string>? Flags { get; init; }
    public string? ListenerPath { get; init; }
    public string? ListenerMetadata { get; init; }
    public ValueList<SyscallRule> Syscalls { get; init; } = [];
}

/// <summary>One entry of <c>seccomp.syscalls</c>.</summary>
public sealed record SyscallRule
{
    public required ValueList<string> Names { get; init; }
    public required string Action { get; init; }
    public uint? ErrnoRet { get; init; }
    public ValueList<SyscallArgument> Args { get; init; } = [];
}

/// <summary>A comparison of one system call argument.</summary>
public sealed record SyscallArgument(uint Index, ulong Value, ulong ValueTwo, string Operator);
