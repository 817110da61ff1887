using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>How the container's root becomes <c>/</c>.</summary>
internal enum RootChange
{
    /// <summary>pivot_root(2); the host's tree is gone afterwards.</summary>
    Pivot,

    /// <summary>
    /// chroot(2) into the rootfs that lies over the root, for hosts whose root cannot be pivoted away from.
    /// </summary>
    Move,

    /// <summary>chroot(2) without a mount namespace: into the plain directory, or what was mounted for it.</summary>
    Chroot,
}

/// <summary>Makes the rootfs the root. From here on no path reaches the host.</summary>
internal sealed record EnterRoot(RootChange Method) : InitStep("/root/path")
{
    public override StepTag Tag => StepTag.EnterRoot;

    public override Stage Stage => Stage.Root;

    public override string Describe() => Method switch
    {
        RootChange.Pivot => "pivot_root into the rootfs and detach the old root",
        RootChange.Move => "chroot into the rootfs that covers the old root",
        _ => "chroot into the rootfs",
    };

    public override void Run(InitContext context)
    {
        Mounts.ChangeDirectory(context.Root, "the rootfs");
        if (Method == RootChange.Pivot)
            Pivot();
        else
            Mounts.ChangeRootToWorkingDirectory();
        context.Root = Files.Open("/", Files.PathOnly | Files.Directory);
        Mounts.ChangeDirectory(context.Root, "/");
    }

    // The old root lies on the new one and is the working directory's mount after the pivot; it must not propagate
    // its detachment to the host.
    private static void Pivot()
    {
        using Fd oldRoot = Files.Open("/", Files.PathOnly | Files.Directory);
        Mounts.PivotToWorkingDirectory();
        Mounts.ChangeDirectory(oldRoot, "the old root");
        Mounts.SetAttributes(oldRoot, 0, 0, MountPropagation.Slave, recursive: true, "the old root");
        Mounts.DetachWorkingDirectory();
    }

    public override void Write(StepWriter writer) => writer.Number("method", (long)Method);

    public static EnterRoot Read(ref PlanReader reader) => new((RootChange)reader.Int32());
}

/// <summary>
/// <c>linux.rootfsPropagation</c> of the container's root, once nothing is mounted or pivoted any more.
/// </summary>
internal sealed record SetRootPropagation(string Propagation) : InitStep("/linux/rootfsPropagation")
{
    public override StepTag Tag => StepTag.SetRootPropagation;

    public override Stage Stage => Stage.Restrictions;

    public override string Describe() => $"make the propagation of the root {Propagation}";

    public override void Run(InitContext context)
    {
        (MountPropagation value, bool recursive) = MountOptions.ParsePropagation(Propagation);
        Mounts.SetAttributes(context.Root, 0, 0, value, recursive, "/");
    }

    public override void Write(StepWriter writer) => writer.Text("propagation", Propagation);

    public static SetRootPropagation Read(ref PlanReader reader) => new(reader.Text());
}
