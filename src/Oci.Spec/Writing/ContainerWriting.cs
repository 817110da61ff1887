using System.Text.Json;

namespace Oci.Spec.Writing;

/// <summary>Writes the top level of config.json, its properties in the order in which engines write them.</summary>
internal static class ContainerWriting
{
    public static void Container(Utf8JsonWriter json, ContainerSpec container)
    {
        json.WriteString("ociVersion"u8, container.OciVersion);
        json.Field("process"u8, container.Process, ProcessWriting.Process);
        json.Field("root"u8, container.Root, Root);
        json.Field("hostname"u8, container.Hostname);
        json.Field("domainname"u8, container.Domainname);
        json.List("mounts"u8, container.Mounts, Mount);
        json.Field("hooks"u8, container.Hooks, Hooks);
        json.Map("annotations"u8, container.Annotations);
        json.Field("linux"u8, container.Linux, LinuxWriting.Linux);
    }

    public static void IdMapping(Utf8JsonWriter json, IdMapping mapping)
    {
        json.WriteNumber("containerID"u8, mapping.ContainerId);
        json.WriteNumber("hostID"u8, mapping.HostId);
        json.WriteNumber("size"u8, mapping.Size);
    }

    private static void Root(Utf8JsonWriter json, RootSpec root)
    {
        json.WriteString("path"u8, root.Path);
        json.Flag("readonly"u8, root.Readonly);
    }

    private static void Mount(Utf8JsonWriter json, MountSpec mount)
    {
        json.WriteString("destination"u8, mount.Destination);
        json.Field("type"u8, mount.Type);
        json.Field("source"u8, mount.Source);
        json.Texts("options"u8, mount.Options);
        json.List("uidMappings"u8, mount.UidMappings, IdMapping);
        json.List("gidMappings"u8, mount.GidMappings, IdMapping);
    }

    private static void Hooks(Utf8JsonWriter json, HooksSpec hooks)
    {
        json.List("prestart"u8, hooks.Prestart, Hook);
        json.List("createRuntime"u8, hooks.CreateRuntime, Hook);
        json.List("createContainer"u8, hooks.CreateContainer, Hook);
        json.List("startContainer"u8, hooks.StartContainer, Hook);
        json.List("poststart"u8, hooks.Poststart, Hook);
        json.List("poststop"u8, hooks.Poststop, Hook);
    }

    private static void Hook(Utf8JsonWriter json, HookSpec hook)
    {
        json.WriteString("path"u8, hook.Path);
        json.Texts("args"u8, hook.Args);
        json.Texts("env"u8, hook.Env);
        json.Field("timeout"u8, hook.TimeoutSeconds);
    }
}
