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
    /// <exception cref="InvalidSpecException">config.json is not what the specification asks for.</exception>
    public static (string Text, bool IsComplete) Run(string bundle, ExplainFormat format)
    {
        IReadOnlyList<SpecProblem> misspelt = [];
        Bundle opened = Bundle.Open(bundle, unknown => misspelt = unknown.Misspelt);
        var request = new LaunchRequest(ExplainBundle.IdOfExample, opened.Path, ExplainBundle.UsualStateRoot);
        CheckedPlan plan = CheckedPlan.Of(opened.Spec, HostFacts.Probe(), request, new HostProbe(), isThorough: true);
        string text = format == ExplainFormat.Json
            ? ExplainCheck.WriteJson(opened.Path, plan.Missing, misspelt)
            : ExplainCheck.WriteText(opened.Path, plan.Missing, misspelt);
        return (text, plan.Missing.Count == 0);
    }
}
