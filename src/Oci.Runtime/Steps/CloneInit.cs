using System.Collections.Generic;
using System.Runtime.InteropServices;
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
internal sealed record CloneInit(CloneRequest Request, ValueList<string> NewKinds, int PreserveFds) : ParentStep("/linux/namespaces")
{
    public override string Kind => "cloneInit";

    public override string Describe()
    {
        var parts = new List<string>();
        if (NewKinds.Count > 0)
            parts.Add($"new {string.Join(", ", NewKinds)}");
        foreach (JoinedNamespace joined in Request.Joined)
            parts.Add($"the {joined.Kind.SpecName()} namespace at {joined.Path}");
        return parts.Count == 0 ? "clone init" : $"clone init into namespaces: {string.Join("; ", parts)}";
    }

    public override void Run(LaunchContext context)
    {
        context.Init = InitProcess.Clone(Request, context.Executable!, PreserveFds);
        context.Rollback.Add(context.Init.Kill);
    }

    public override void Write(StepWriter writer)
    {
        writer.Texts("newNamespaces", NewKinds);
        var joined = new List<string>();
        foreach (JoinedNamespace name in Request.Joined)
            joined.Add($"{name.Kind.SpecName()}:{name.Path}");
        writer.Texts("joinedNamespaces", [.. joined]);
        writer.Text("timeOffsets", Request.TimeOffsets);
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
