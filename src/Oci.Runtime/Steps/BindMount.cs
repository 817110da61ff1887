using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>Binds a file or directory of the host to a place in the container.</summary>
/// <param name="SourceIndex">Index of the tree that the parent opened, or -1 to open <paramref name="Source"/>
/// here.</param>
internal sealed record BindMount(
    string Property, string Destination, string Source, int SourceIndex, bool Recursive, MountFlags Flags)
    : InitStep(Property)
{
    public override StepTag Tag => StepTag.BindMount;

    public override Stage Stage => Stage.Mounts;

    public override string Describe() => $"bind mount {Source} on {Destination}{(Recursive ? ", with all below it" : "")}";

    public override void Run(InitContext context)
    {
        using Fd mount = SourceIndex < 0 ? context.Isolate(Mounts.CloneTree(Source, Recursive), Source) : context.Received[SourceIndex];
        bool isDirectory = Files.Status(mount, Source).IsDirectory;
        using Fd target = IsProcBind(mount)
            ? MountAttach.OpenKernelTarget(context, Destination)
            : MountAttach.OpenTarget(context, Destination, isDirectory);
        Flags.Apply(mount, Destination);
        MountAttach.Attach(mount, target, Flags, Destination);
    }

    // A whole procfs, bound to /proc, is as good as a new one.
    private bool IsProcBind(Fd mount) => Destination.TrimEnd('/') == "/proc" && ProcFs.IsRoot(mount);

    public override void Write(StepWriter writer)
    {
        writer.Text("destination", Destination);
        writer.Text("source", Source);
        writer.Number("sourceIndex", SourceIndex);
        writer.Flag("recursive", Recursive);
        Flags.Write(writer);
    }

    public static BindMount Read(string property, ref PlanReader reader) => new(
        property, reader.Text(), reader.Text(), reader.Int32(), reader.Flag(), MountFlags.Read(ref reader));
}
