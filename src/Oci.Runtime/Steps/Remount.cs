using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Changes the options of what is mounted at a place already (the option <c>remount</c>).</summary>
/// <param name="Data">Options for the file system itself; empty changes only the mount.</param>
internal sealed record Remount(string Property, string Destination, MountFlags Flags, ValueList<string> Data)
    : InitStep(Property)
{
    public override StepTag Tag => StepTag.Remount;

    public override Stage Stage => Stage.Mounts;

    public override string Describe() => $"change the options of the mount at {Destination}";

    public override void Run(InitContext context)
    {
        using Fd target = RootPath.Open(context.Root, Destination, Files.PathOnly);
        if (Data.Count > 0)
        {
            using Fd fileSystem = Mounts.PickFileSystem(target, Destination);
            foreach (string option in Data)
                Mounts.SetOption(fileSystem, option, Destination);
            Mounts.Reconfigure(fileSystem, Destination);
        }
        Flags.Apply(target, Destination);
        Flags.ApplyPropagation(target, Destination);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("destination", Destination);
        Flags.Write(writer);
        writer.Texts("data", Data);
    }

    public static Remount Read(string property, ref PlanReader reader) =>
        new(property, reader.Text(), MountFlags.Read(ref reader), reader.Texts());
}

/// <summary>Makes a mount of the container read-only once everything inside it is made.</summary>
internal sealed record MakeMountReadonly(string Property, string Destination) : InitStep(Property)
{
    public override StepTag Tag => StepTag.MakeMountReadonly;

    public override Stage Stage => Stage.Restrictions;

    public override string Describe() => $"make the mount at {Destination} read-only";

    public override void Run(InitContext context)
    {
        using Fd target = RootPath.Open(context.Root, Destination, Files.PathOnly);
        Mounts.SetAttributes(target, MountAttributes.ReadOnly, 0, MountPropagation.Unchanged, recursive: false, Destination);
    }

    public override void Write(StepWriter writer) => writer.Text("destination", Destination);

    public static MakeMountReadonly Read(string property, ref PlanReader reader) => new(property, reader.Text());
}
