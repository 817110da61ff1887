
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>Paths of the host in a configuration, which are relative to the bundle.</summary>
internal static class BundlePaths
{
    public const string ConfigFile = "config.json";

    /// <summary>The absolute path of <c>root.path</c>.</summary>
    /// <exception cref="RuntimeFailure">It is the host's own root.</exception>
    public static string Rootfs(string bundle, ContainerSpec spec)
    {
        string path = Resolve(bundle, spec.Root?.Path ?? "rootfs");
        return System.IO.Path.GetFullPath(path) != "/"
            ? path
            : throw new RuntimeFailure("use the rootfs", path, "is the root of the host", "/root/path")
                .As(FailureCode.ConfigInvalid);
    }

    /// <summary>A path as it is, or below the bundle when it is relative.</summary>
    public static string Resolve(string bundle, string path) =>
        path.StartsWith('/') ? path : bundle == "/" ? $"/{path}" : $"{bundle}/{path}";
}
