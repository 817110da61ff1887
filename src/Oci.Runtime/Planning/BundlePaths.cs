
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>Paths of the host in a configuration, which are relative to the bundle.</summary>
internal static class BundlePaths
{
    public const string ConfigFile = "config.json";

    /// <summary>The absolute path of <c>root.path</c>.</summary>
    public static string Rootfs(string bundle, ContainerSpec spec) => Resolve(bundle, spec.Root?.Path ?? "rootfs");

    /// <summary>A path as it is, or below the bundle when it is relative.</summary>
    public static string Resolve(string bundle, string path) =>
        path.StartsWith('/') ? path : bundle == "/" ? $"/{path}" : $"{bundle}/{path}";
}
