using System;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.State;
using Oci.Runtime.Systemd;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Takes the id, and writes down what is going to be made before any of it is.</summary>
internal sealed record ReserveContainer(
    string StateRoot, string Id, ValueList<string> CgroupPaths, bool SharesPids, ContainerUnit? Unit)
    : ParentStep("")
{
    public override string Kind => "reserveContainer";

    public override string Describe() => $"reserve {StateRoot}/{Id} and record what will be made";

    public override void Run(LaunchContext context)
    {
        StateDirectory state = StateDirectory.Reserve(StateRoot, Id);
        context.State = state;
        context.Rollback.Add(state.Remove);
        context.Save(new ContainerRecord
        {
            Id = Id,
            OciVersion = context.Spec.OciVersion,
            Bundle = context.Request.BundlePath,
            Rootfs = BundlePaths.Rootfs(context.Request.BundlePath, context.Spec),
            Created = DateTimeOffset.UtcNow,
            Phase = RecordPhase.Creating,
            Maker = IdentityOf(context.Proc, Processes.OwnId),
            SharesPids = SharesPids,
            KeepsKeyring = context.Request.NoNewKeyring,
            Cgroups = CgroupDirectories.ToMake(CgroupPaths, Unit?.Directory),
            Unit = Unit?.ToRecord(),
            Annotations = context.Spec.Annotations,
            Hooks = KeptHooks.Of(context.Spec.Hooks),
        });
    }

    /// <summary>The identity of a process that is known to live.</summary>
    public static ProcessIdentity IdentityOf(Fd proc, int pid) => ProcFs.TryReadStat(proc, pid) is (ulong start, _)
        ? new ProcessIdentity(pid, start)
        : throw new RuntimeFailure("read the start time of process", $"{pid}", "it has ended")
            .As(FailureCode.InitEnded);

    public override void Write(StepWriter writer)
    {
        writer.Text("stateRoot", StateRoot);
        writer.Text("id", Id);
        writer.Texts("cgroups", CgroupPaths);
        if (Unit is not null)
            writer.Text("unit", Unit.Place.Name);
    }
}

/// <summary>
/// Records that the container is whole, with the configuration that <c>exec</c> starts from, and lets init wait for its start.
/// </summary>
internal sealed record RecordCreated() : ParentStep("")
{
    public override string Kind => "recordCreated";

    public override string Describe() => "record the container as created";

    public override void Run(LaunchContext context)
    {
        // While init may still be busy, so that nobody waits for it.
        context.State.KeepConfig(context.Config.Span);
        context.AwaitReady();
        context.Save(context.Record with { Phase = RecordPhase.Created });
        context.StartedInit.Channel.Send(Signal.Recorded);
    }
}
