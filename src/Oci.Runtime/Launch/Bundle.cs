using System;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;
using Oci.Spec.Schema;

namespace Oci.Runtime.Launch;

/// <summary>A bundle (bundle.md): a directory with config.json, read and validated.</summary>
/// <param name="Path">Absolute.</param>
internal sealed record Bundle(string Path, ContainerSpec Spec)
{
    private const int LargestConfig = 16 << 20;

    /// <summary>Its config.json as it was read.</summary>
    public ReadOnlyMemory<byte> Config { get; init; }

    /// <summary>The path of its config.json.</summary>
    public string ConfigPath => BundlePaths.Resolve(Path, BundlePaths.ConfigFile);

    /// <param name="unknown">Takes the properties that the specification does not name; null warns of the misspelt.</param>
    public static Bundle Open(string path, Action<UnknownProperties>? unknown = null)
    {
        string absolute = System.IO.Path.GetFullPath(path);
        string file = BundlePaths.Resolve(absolute, BundlePaths.ConfigFile);
        // Not blocking, and only a regular file: a fifo would keep us for ever, a device might never end.
        using Fd config = Files.TryOpen(file, Files.ReadOnly | Files.NonBlocking | Files.NoControllingTerminal, out int errno)
            ?? throw KernelFailure.Of(errno, "open", file, "a bundle is a directory with a config.json; see --bundle")
                .As(FailureCode.BundleUnreadable);
        if (!Files.Status(config, file).IsRegular)
            throw new RuntimeFailure("read", file, "is not a regular file") { Code = FailureCode.BundleUnreadable };
        byte[] text = Files.ReadAll(config, file, LargestConfig);
        return new Bundle(absolute, ConfigJson.Read(text, file, unknown ?? Warn)) { Config = text };
    }

    private static void Warn(UnknownProperties unknown)
    {
        foreach (SpecProblem property in unknown.Misspelt)
            Diagnostics.Warning(property.ToString());
        if (Diagnostics.Debug is not { } debug)
            return;
        foreach (SpecProblem property in unknown.Foreign)
            debug(property.ToString());
    }
}
