using Oci.Spec.Json;

namespace Oci.Spec.Binding;

/// <summary>Binds the top level of config.json: root, mounts, hooks, annotations.</summary>
internal static class ContainerBinding
{
    public static ContainerSpec Container(JsonValue config) => new()
    {
        OciVersion = config["ociVersion"u8].Text(),
        Root = config["root"u8].As(Root),
        Mounts = config["mounts"u8].List(Mount),
        Process = config["process"u8].As(ProcessBinding.Process),
        Hostname = config["hostname"u8].TextOrNull(),
        Domainname = config["domainname"u8].TextOrNull(),
        Hooks = config["hooks"u8].As(Hooks),
        Annotations = config["annotations"u8].NamedValues(),
        Linux = config["linux"u8].As(LinuxBinding.Linux),
    };

    private static RootSpec Root(JsonValue root) => new()
    {
        Path = root["path"u8].Text(),
        Readonly = root["readonly"u8].Flag(),
    };

    private static MountSpec Mount(JsonValue mount) => new()
    {
        Destination = mount["destination"u8].Text(),
        Type = mount["type"u8].TextOrNull(),
        Source = mount["source"u8].TextOrNull(),
        Options = mount["options"u8].Texts(),
        UidMappings = mount["uidMappings"u8].List(IdMapping),
        GidMappings = mount["gidMappings"u8].List(IdMapping),
    };

    public static IdMapping IdMapping(JsonValue mapping) => new(
        mapping["containerID"u8].UInt32(),
        mapping["hostID"u8].UInt32(),
        mapping["size"u8].UInt32());

    private static HooksSpec Hooks(JsonValue hooks) => new()
    {
        Prestart = hooks["prestart"u8].List(Hook),
        CreateRuntime = hooks["createRuntime"u8].List(Hook),
        CreateContainer = hooks["createContainer"u8].List(Hook),
        StartContainer = hooks["startContainer"u8].List(Hook),
        Poststart = hooks["poststart"u8].List(Hook),
        Poststop = hooks["poststop"u8].List(Hook),
    };

    private static HookSpec Hook(JsonValue hook) => new()
    {
        Path = hook["path"u8].Text(),
        Args = hook["args"u8].Texts(),
        Env = hook["env"u8].Texts(),
        TimeoutSeconds = hook["timeout"u8].Int64OrNull(),
    };
}
