using System.Collections.Generic;
using System.Runtime.InteropServices;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Security;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Prepares our own program so that the container cannot write it.</summary>
internal sealed record SealExecutable(bool IsHidden) : ParentStep("")
{
    public override string Kind => "sealExecutable";

    public override string Describe() => IsHidden
        ? "seal a copy of the runtime's own program against writing and reading"
        : "seal the runtime's own program against writing";

    public override void Run(LaunchContext context) => context.Executable = SealedExecutable.Open(context.State.Path, IsHidden);
}

/// <summary>Clones init into its namespaces.</summary>
/// <param name="Cgroup">The cgroup of version 2 that it is born into; null when it joins its cgroups later.</param>
internal sealed record CloneInit(CloneRequest Request, ValueList<string> NewKinds, string? Cgroup, int PreserveFds)
    : ParentStep("/linux/namespaces")
{
    public const string Name = "cloneInit";

    public override string Kind => Name;

    public override string Describe()
    {
        var parts = new List<string>();
        if (NewKinds.Count > 0)
            parts.Add($"new {string.Join(", ", NewKinds)}");
        foreach (JoinedNamespace joined in Request.Joined)
            parts.Add($"the {joined.Kind.SpecName()} namespace at {joined.Path}");
        string place = Cgroup is null ? "" : " into its cgroup, and";
        if (parts.Count > 0)
            return $"clone init{place} into namespaces: {string.Join("; ", parts)}";
        return Cgroup is null ? "clone init" : "clone init into its cgroup";
    }

    public override void Run(LaunchContext context)
    {
        context.Init = TryCloneIntoCgroup(context) ?? InitProcess.Clone(Request, context.Executable!, PreserveFds);
        context.Rollback.Add(context.Init.Kill);
    }

    // What was there before may be subject to rules that forbid it.
    private InitProcess? TryCloneIntoCgroup(LaunchContext context)
    {
        if (Cgroup is null)
            return null;
        if (!CgroupDirectories.IsNew(Cgroup, context.Record.Cgroups))
            return CloneIntoCgroup.WillBeMoved(Cgroup, "it was there before");
        return CloneIntoCgroup.Try(
            Cgroup, context.Proc, directory => InitProcess.Clone(Request, context.Executable!, PreserveFds, directory));
    }

    public override void Write(StepWriter writer)
    {
        writer.Texts("newNamespaces", NewKinds);
        var joined = new List<string>();
        foreach (JoinedNamespace name in Request.Joined)
            joined.Add($"{name.Kind.SpecName()}:{name.Path}");
        writer.Texts("joinedNamespaces", [.. joined]);
        writer.Text("timeOffsets", Request.TimeOffsets);
        writer.Text("cgroup", Cgroup);
        writer.Number("preserveFds", PreserveFds);
    }
}

/// <summary>Records init's identity, and gives it its part of the plan.</summary>
internal sealed record SendPlan() : ParentStep("")
{
    public override string Kind => "sendPlan";

    public override string Describe() => "record init and send it its steps";

    public override void Run(LaunchContext context)
    {
        int[] numbers = context.Passed.ConvertAll(static passed => passed.Value).ToArray();
        context.StartedInit.Channel.SendPlan(PlanCodec.Encode(context.Plan.Init), numbers);
        foreach (Fd passed in CollectionsMarshal.AsSpan(context.Passed))
            passed.Dispose();
        context.Passed.Clear();
    }
}
