using System.Text.Json;

namespace Oci.Spec.Writing;

/// <summary>Writes <c>linux.seccomp</c>.</summary>
internal static class SeccompWriting
{
    public static void Seccomp(Utf8JsonWriter json, SeccompSpec seccomp)
    {
        json.WriteString("defaultAction"u8, seccomp.DefaultAction);
        json.Field("defaultErrnoRet"u8, seccomp.DefaultErrnoRet);
        json.Texts("architectures"u8, seccomp.Architectures);
        json.AllTexts("flags"u8, seccomp.Flags);
        json.Field("listenerPath"u8, seccomp.ListenerPath);
        json.Field("listenerMetadata"u8, seccomp.ListenerMetadata);
        json.List("syscalls"u8, seccomp.Syscalls, Rule);
    }

    private static void Rule(Utf8JsonWriter json, SyscallRule rule)
    {
        json.AllTexts("names"u8, rule.Names);
        json.WriteString("action"u8, rule.Action);
        json.Field("errnoRet"u8, rule.ErrnoRet);
        json.List("args"u8, rule.Args, Argument);
    }

    private static void Argument(Utf8JsonWriter json, SyscallArgument argument)
    {
        json.WriteNumber("index"u8, argument.Index);
        json.WriteNumber("value"u8, argument.Value);
        if (argument.ValueTwo != 0)
            json.WriteNumber("valueTwo"u8, argument.ValueTwo);
        json.WriteString("op"u8, argument.Operator);
    }
}
