using System;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Init;

/// <summary>A mount that covers many paths. The first path gets the mount itself, the others copies of it.</summary>
/// <remarks>Kernels before 6.15 do not copy a mount that is attached nowhere.</remarks>
internal sealed class MaskMount(Fd mount) : IDisposable
{
    private bool _isAttached;

    public static MaskMount OfEmptyDirectory(string? label)
    {
        // One inode, the root, and a second one that older kernels count.
        using Fd fileSystem = Mounts.OpenFileSystem("tmpfs");
        Mounts.SetSource(fileSystem, "tmpfs", "the mask");
        Mounts.SetOption(fileSystem, "nr_blocks=1", "the mask");
        Mounts.SetOption(fileSystem, "nr_inodes=2", "the mask");
        Mounts.SetOption(fileSystem, "mode=0755", "the mask");
        if (label is not null)
            Mounts.SetOption(fileSystem, MountLabels.OptionOf(label), "the mask");
        Fd mount = Mounts.Create(fileSystem, MountAttributes.None, "the mask");
        const MountAttributes Closed =
            MountAttributes.ReadOnly | MountAttributes.NoSuid | MountAttributes.NoDev | MountAttributes.NoExec;
        Mounts.SetAttributes(mount, Closed, 0, MountPropagation.Unchanged, recursive: false, "the mask");
        return new MaskMount(mount);
    }

    public void Cover(Fd target, string path)
    {
        if (!_isAttached)
        {
            Mounts.Attach(mount, target, path);
            _isAttached = true;
            return;
        }
        using Fd copy = Mounts.CloneTree(mount, recursive: false, path);
        Mounts.Attach(copy, target, path);
    }

    public void Dispose() => mount.Dispose();
}
