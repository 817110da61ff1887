using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>
/// Sets the propagation of the whole tree of the container's mount namespace, before anything is mounted.
/// </summary>
/// <remarks>
/// Without it every mount of the container would appear on the host. Only <c>shared</c> and <c>private</c> in
/// <c>linux.rootfsPropagation</c> change the default, <c>rslave</c>.
/// </remarks>
internal sealed record IsolateMounts(string Property, string Propagation) : InitStep(Property)
{
    public override StepTag Tag => StepTag.IsolateMounts;

    public override Stage Stage => Stage.Mounts;

    public override string Describe() => $"make the propagation of all mounts {Propagation}";

    public override void Run(InitContext context)
    {
        (MountPropagation value, bool recursive) = MountOptions.ParsePropagation(Propagation);
        using Fd root = Files.Open("/", Files.PathOnly | Files.Directory);
        Mounts.SetAttributes(root, 0, 0, value, recursive, "/");
    }

    public override void Write(StepWriter writer) => writer.Text("propagation", Propagation);

    public static IsolateMounts Read(string property, ref PlanReader reader) => new(property, reader.Text());
}
