using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Launch;

/// <summary>A bundle (bundle.md): a directory with config.json, read and validated.</summary>
/// <param name="Path">Absolute.</param>
internal sealed record Bundle(string Path, ContainerSpec Spec)
{
    private const int LargestConfig = 16 << 20;

    public static Bundle Open(string path)
    {
        string absolute = System.IO.Path.GetFullPath(path);
        string file = BundlePaths.Resolve(absolute, BundlePaths.ConfigFile);
        // Not blocking, and only a regular file: a fifo would keep us for ever, a device might never end.
        using Fd config = Files.TryOpen(file, Files.ReadOnly | Files.NonBlocking | Files.NoControllingTerminal, out int errno)
            ?? throw KernelFailure.Of(errno, "open", file, "a bundle is a directory with a config.json; see --bundle");
        if (!Files.Status(config, file).IsRegular)
            throw new RuntimeFailure("read", file, "is not a regular file");
        ContainerSpec spec = ConfigJson.Read(Files.ReadAll(config, file, LargestConfig), file);
        UnsupportedProperties.Refuse(spec, file);
        return new Bundle(absolute, spec);
    }
}
