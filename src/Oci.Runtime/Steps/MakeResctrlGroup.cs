using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Resctrl;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary><c>linux.intelRdt</c>: makes the container's groups in resctrl, or checks those that are there.</summary>
internal sealed record MakeResctrlGroup(string Id, IntelRdtSpec Rdt) : ParentStep("/linux/intelRdt")
{
    public override string Kind => "makeResctrlGroup";

    /// <summary>What is written, in order.</summary>
    public ValueList<string> Schemata => ResctrlGroup.SchemataOf(Rdt);

    public override string Describe() =>
        $"{(Rdt.ClosId is null ? "make" : "use")} the resctrl group {Rdt.ClosId ?? Id}{(Rdt.EnableMonitoring ? ", and monitor it" : "")}";

    public override void Run(LaunchContext context)
    {
        string root = MountTable.FindMountPoint(MountTable.Read(context.Proc), "resctrl"u8) ?? throw new RuntimeFailure(
            "use", "resctrl", "it is not mounted", null,
            "where processor and kernel have it: mount -t resctrl resctrl /sys/fs/resctrl")
            .As(FailureCode.HostLacks);
        ResctrlGroup group = ResctrlGroup.Choose(root, Id, Rdt);
        context.Save(context.Record with { Resctrl = group.ToRecord(), ResctrlGroup = group.Path });
        var made = new List<string>();
        context.Rollback.Add(() => ResctrlGroup.Undo(made));
        group.Make(made);
        context.Save(context.Record with { Resctrl = group.ToRecord(), ResctrlGroup = group.Path });
        group.WriteSchemata();
        context.Resctrl = group;
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("id", Id);
        writer.Text("closId", Rdt.ClosId);
        writer.Text("l3CacheSchema", Rdt.L3CacheSchema);
        writer.Text("memBwSchema", Rdt.MemBwSchema);
        writer.Texts("schemata", Rdt.Schemata);
        writer.Flag("enableMonitoring", Rdt.EnableMonitoring);
    }
}

/// <summary>Puts init into its groups in resctrl.</summary>
internal sealed record JoinResctrl() : ParentStep("/linux/intelRdt")
{
    public override string Kind => "joinResctrl";

    public override string Describe() => "put init into its resctrl group";

    // The thread that executes the program; the few others of the runtime library end then.
    public override void Run(LaunchContext context) => context.Resctrl?.Join(context.StartedInit.Pid);
}
