using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Oci.Clients.Tests.Harness;

/// <summary>An image with a static busybox, made without a network: as a plain layer, and as an archive.</summary>
public sealed class ImageArchive
{
    /// <summary>What the image is called everywhere.</summary>
    public const string Name = "localhost/box:1";

    public ImageArchive(Workspace workspace, string directory)
    {
        string rootfs = Path.Combine(directory, "image");
        workspace.CopyRootfsTo(rootfs);
        Layer = Path.Combine(directory, "layer.tar");
        Archive = Path.Combine(directory, "image.tar");
        HostCommand.Run("tar", "-C", rootfs, "-cf", Layer, ".").Succeeded();
        Pack(directory);
    }

    /// <summary>The root file system as a tar.</summary>
    public string Layer { get; }

    /// <summary>The image as `docker save` writes one.</summary>
    public string Archive { get; }

    private void Pack(string directory)
    {
        string digest;
        using (FileStream layer = File.OpenRead(Layer))
            digest = Convert.ToHexStringLower(SHA256.HashData(layer));
        File.WriteAllText(Path.Combine(directory, "config.json"), $$"""
            {
              "architecture": "{{Architecture}}", "os": "linux", "config": {"Env": ["PATH=/bin"], "Cmd": ["sh"]},
              "rootfs": {"type": "layers", "diff_ids": ["sha256:{{digest}}"]}
            }
            """);
        File.WriteAllText(Path.Combine(directory, "manifest.json"), $$"""
            [{"Config": "config.json", "RepoTags": ["{{Name}}"], "Layers": ["layer.tar"]}]
            """);
        HostCommand.Run("tar", "-C", directory, "-cf", Archive, "manifest.json", "config.json", "layer.tar")
            .Succeeded();
    }

    // As Go calls it, see https://go.dev/doc/install/source#environment.
    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
