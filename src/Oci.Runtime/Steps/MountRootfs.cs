using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>
/// Makes a mount of the rootfs and lays it over the root of the mount namespace, where the change of root finds it.
/// </summary>
/// <remarks>
/// Over <c>/</c> and not over the rootfs itself: a path that begins at the old root does not see what lies on top of
/// it, so the host stays reachable for the mounts that follow, and the directories above the bundle may be closed to
/// the root of a user namespace.
/// </remarks>
/// <param name="Source">Index of the tree that the parent opened, or -1 to open <paramref name="Path"/> here.</param>
internal sealed record MountRootfs(string Path, int Source, string Propagation) : InitStep("/root/path")
{
    public override StepTag Tag => StepTag.MountRootfs;

    public override Stage Stage => Stage.Mounts;

    public override string Describe() => $"bind mount the rootfs {Path}, {Propagation}";

    public override void Run(InitContext context)
    {
        Fd root = Source < 0 ? Mounts.CloneTree(Path, recursive: true) : context.Received[Source];
        context.Root = root;
        if (!Files.Status(root, Path).IsDirectory)
            throw KernelFailure.Of(Errno.ENOTDIR, "mount the rootfs", Path);
        (MountPropagation value, bool recursive) = MountOptions.ParsePropagation(Propagation);
        Mounts.SetAttributes(root, 0, 0, value, recursive, Path);
        using Fd top = Files.Open("/", Files.PathOnly | Files.Directory);
        Mounts.Attach(root, top, "/");
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Path);
        writer.Number("source", Source);
        writer.Text("propagation", Propagation);
    }

    public static MountRootfs Read(ref PlanReader reader) => new(reader.Text(), reader.Int32(), reader.Text());
}

/// <summary>Opens the rootfs as a plain directory, for a container without a mount namespace and mounts.</summary>
internal sealed record OpenRootfs(string Path) : InitStep("/root/path")
{
    public override StepTag Tag => StepTag.OpenRootfs;

    public override Stage Stage => Stage.Mounts;

    public override string Describe() => $"open the rootfs {Path}";

    public override void Run(InitContext context) => context.Root = Files.Open(Path, Files.PathOnly | Files.Directory);

    public override void Write(StepWriter writer) => writer.Text("path", Path);

    public static OpenRootfs Read(ref PlanReader reader) => new(reader.Text());
}
