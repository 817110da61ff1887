using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.State;

namespace Oci.Runtime.Steps;

/// <summary>
/// Without a mount namespace of its own a container has its mounts in the runtime's (config-linux.md, Namespaces). This
/// makes one place for all of them, which can be detached as a whole.
/// </summary>
/// <remarks>
/// The place is in the container's state and not over the rootfs: there two containers of one rootfs would lie on top of
/// each other, and the lower one could not go first. A small private file system holds the copy of the rootfs, so that
/// not even its own attachment is seen by another mount namespace.
/// </remarks>
/// <param name="Rootfs">The rootfs of the configuration.</param>
/// <param name="Place">The directory below which everything is mounted.</param>
/// <param name="Propagation">That of the copy.</param>
internal sealed record MountRootfsOnHost(string Rootfs, string Place, string Propagation) : ParentStep("/root/path")
{
    private const uint OwnerOnly = 0x1C0;
    private const string Name = "rootfs";

    public override string Kind => "mountRootfsOnHost";

    /// <summary>Where the container's root is, in the runtime's mount namespace.</summary>
    public string Root => RootBelow(Place);

    public static string RootBelow(string place) => $"{place}/{Name}";

    public override string Describe() => $"bind mount the rootfs {Rootfs} on {Root}, {Propagation}";

    public override void Run(LaunchContext context)
    {
        using Fd rootfs = Mounts.CloneTree(Rootfs, recursive: true);
        if (!Files.Status(rootfs, Rootfs).IsDirectory)
            throw KernelFailure.Of(Errno.ENOTDIR, "mount the rootfs", Rootfs);
        (MountPropagation value, bool recursive) = MountOptions.ParsePropagation(Propagation);
        Mounts.SetAttributes(rootfs, 0, 0, value, recursive, Rootfs);

        using Fd holder = MakeHolder();
        AttachHolder(context, holder);
        using Fd target = Files.OpenAt(holder.Value, Name, Files.PathOnly | Files.Directory | Files.NoFollow);
        Mounts.Attach(rootfs, target, Root);
    }

    private Fd MakeHolder()
    {
        using Fd fileSystem = Mounts.OpenFileSystem("tmpfs");
        Mounts.SetSource(fileSystem, "tmpfs", Place);
        Mounts.SetOption(fileSystem, "mode=0700", Place);
        const MountAttributes Closed = MountAttributes.NoSuid | MountAttributes.NoDev | MountAttributes.NoExec;
        Fd holder = Mounts.Create(fileSystem, Closed, Place);
        Files.MakeDirectory(holder.Value, Name, OwnerOnly, Root);
        return holder;
    }

    // Attached on a shared mount it is shared too, until it is made private: then it is empty still.
    private void AttachHolder(LaunchContext context, Fd holder)
    {
        Files.MakeDirectory(context.State.Directory.Value, StateDirectory.MountPoint, OwnerOnly, Place);
        var recorded = new HostMount(Place, Mounts.IdOf(holder, Place));
        context.Save(context.Record with { RootMount = recorded });
        context.Rollback.Add(() => HostMounts.Remove(recorded));
        using Fd place = Files.OpenAt(context.State.Directory.Value, StateDirectory.MountPoint, Files.PathOnly | Files.Directory);
        Mounts.Attach(holder, place, Place);
        Mounts.SetAttributes(holder, 0, 0, MountPropagation.Private, recursive: false, Place);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("rootfs", Rootfs);
        writer.Text("place", Place);
        writer.Text("propagation", Propagation);
    }
}

/// <summary>Opens the rootfs that <see cref="MountRootfsOnHost"/> has mounted.</summary>
/// <param name="Isolation">The propagation of what is bound from the host: no mount namespace cuts it off.</param>
internal sealed record OpenMountedRootfs(string Path, string Isolation) : InitStep("/root/path")
{
    public override StepTag Tag => StepTag.OpenMountedRootfs;

    public override Stage Stage => Stage.Mounts;

    public override string Describe() => $"open the rootfs at {Path}, and make {Isolation} what will be bound from the host";

    public override void Run(InitContext context)
    {
        context.Root = Files.Open(Path, Files.PathOnly | Files.Directory);
        context.HostIsolation = Isolation;
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Path);
        writer.Text("isolation", Isolation);
    }

    public static OpenMountedRootfs Read(ref PlanReader reader) => new(reader.Text(), reader.Text());
}
