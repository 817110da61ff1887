using Oci.Runtime.Explain;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Lifecycle;

/// <summary>How <c>explain</c> prints a plan.</summary>
public enum ExplainFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs.</summary>
    Json,

    /// <summary>A script that makes the same container.</summary>
    Shell,
}

/// <summary>Says what <c>create</c> would do with a bundle, and does nothing.</summary>
public static class ExplainBundle
{
    // The id is not known before create; the plan shows where it would stand.
    internal const string IdOfExample = "ID";
    internal const string UsualStateRoot = "/run/ociruntime";

    /// <summary>The plan of the bundle as text, JSON or a shell script, ending with a newline.</summary>
    /// <param name="manager">Who would make the cgroup.</param>
    /// <param name="rootless">Whether the container may do without a cgroup.</param>
    public static string Run(
        string bundle, ExplainFormat format, CgroupManager manager = CgroupManager.Cgroupfs, RootlessMode rootless = RootlessMode.Auto)
    {
        Bundle opened = Bundle.Open(bundle);
        var request = new LaunchRequest(IdOfExample, opened.Path, UsualStateRoot);
        HostFacts host = HostFacts.ProbeFor(opened.Spec, request.Id, manager, rootless);
        LaunchPlan plan = Planner.Plan(opened.Spec, host, request);
        return format switch
        {
            ExplainFormat.Json => ExplainJson.Write(plan, opened.Path, ExplainCgroups.Of(opened.Spec, host, IdOfExample)),
            ExplainFormat.Shell => ExplainShell.Write(plan, opened.Path),
            _ => ExplainText.Write(plan, opened.Path, ExplainCgroups.Of(opened.Spec, host, IdOfExample)),
        };
    }
}
