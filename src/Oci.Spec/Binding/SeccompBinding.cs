using Oci.Spec.Json;

namespace Oci.Spec.Binding;

/// <summary>Binds <c>linux.seccomp</c>.</summary>
internal static class SeccompBinding
{
    public static SeccompSpec Seccomp(JsonValue seccomp) => new()
    {
        DefaultAction = seccomp["defaultAction"u8].Text(),
        DefaultErrnoRet = seccomp["defaultErrnoRet"u8].UInt32OrNull(),
        Architectures = seccomp["architectures"u8].Texts(),
        Flags = seccomp["flags"u8].TextsOrNull(),
        ListenerPath = seccomp["listenerPath"u8].TextOrNull(),
        ListenerMetadata = seccomp["listenerMetadata"u8].TextOrNull(),
        Syscalls = seccomp["syscalls"u8].List(Rule),
    };

    private static SyscallRule Rule(JsonValue rule) => new()
    {
        Names = rule["names"u8].Texts(),
        Action = rule["action"u8].Text(),
        ErrnoRet = rule["errnoRet"u8].UInt32OrNull(),
        Args = rule["args"u8].List(Argument),
    };

    private static SyscallArgument Argument(JsonValue argument) => new(
        argument["index"u8].UInt32(),
        argument["value"u8].UInt64(),
        argument["valueTwo"u8].UInt64(),
        argument["op"u8].Text());
}
