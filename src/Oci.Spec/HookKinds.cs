namespace Oci.Spec;

/// <summary>The names of the kinds of hooks (config.md, "POSIX-platform Hooks"), in the order in which they run.</summary>
internal static class HookKinds
{
    public static ValueList<string> All { get; } =
        ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];
}
