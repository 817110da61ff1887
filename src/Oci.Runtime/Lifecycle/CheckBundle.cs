using System.Collections.Generic;
using Oci.Runtime.Explain;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Preflight;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>Says what a bundle needs that is not here, and does nothing.</summary>
public static class CheckBundle
{
    /// <summary>The findings as text or JSON, ending with a newline; and whether all is there.</summary>
    /// <param name="manager">Who would make the cgroup.</param>
    /// <param name="rootless">Whether the container may do without a cgroup.</param>
    /// <exception cref="InvalidSpecException">config.json is not what the specification asks for.</exception>
    public static (string Text, bool IsComplete) Run(
        string bundle, ExplainFormat format, CgroupManager manager = CgroupManager.Cgroupfs, RootlessMode rootless = RootlessMode.Auto)
    {
        IReadOnlyList<SpecProblem> misspelt = [];
        Bundle opened = Bundle.Open(bundle, unknown => misspelt = unknown.Misspelt);
        var request = new LaunchRequest(ExplainBundle.IdOfExample, opened.Path, ExplainBundle.UsualStateRoot);
        HostFacts facts = HostFacts.ProbeFor(opened.Spec, request.Id, manager, rootless);
        CheckedPlan plan = CheckedPlan.Of(opened.Spec, facts, request, new HostProbe(), isThorough: true);
        string text = format == ExplainFormat.Json
            ? ExplainCheck.WriteJson(opened.Path, plan.Missing, misspelt)
            : ExplainCheck.WriteText(opened.Path, plan.Missing, misspelt);
        return (text, plan.Missing.Count == 0);
    }
}
