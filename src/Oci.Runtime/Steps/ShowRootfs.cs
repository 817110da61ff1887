using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>
/// Moves the rootfs from over the root to its own path, where hooks look for it: to mount something into the container,
/// or to change what is mounted there.
/// </summary>
/// <param name="PlaceIndex">Index of the directory that the parent opened, or -1 to open <paramref name="Path"/>
/// here.</param>
internal sealed record ShowRootfs(string Path, int PlaceIndex) : InitStep("/root/path")
{
    public override StepTag Tag => StepTag.ShowRootfs;

    public override Stage Stage => Stage.Root;

    public override string Describe() => $"show the rootfs at {Path}, for the hooks";

    public override void Run(InitContext context)
    {
        using Fd place = PlaceIndex < 0 ? Files.Open(Path, Files.PathOnly | Files.Directory) : context.Received[PlaceIndex];
        Mounts.Attach(context.Root, place, Path);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Path);
        writer.Number("placeIndex", PlaceIndex);
    }

    public static ShowRootfs Read(ref PlanReader reader) => new(reader.Text(), reader.Int32());
}

/// <summary>Lays the rootfs over the root again, where the change of root finds it.</summary>
internal sealed record CoverRoot() : InitStep("/root/path")
{
    public override StepTag Tag => StepTag.CoverRoot;

    public override Stage Stage => Stage.Root;

    public override string Describe() => "lay the rootfs over the root again";

    public override void Run(InitContext context)
    {
        using Fd top = Files.Open("/", Files.PathOnly | Files.Directory);
        Mounts.Attach(context.Root, top, "/");
    }

    public override void Write(StepWriter writer)
    {
    }

    public static CoverRoot Read() => new();
}
