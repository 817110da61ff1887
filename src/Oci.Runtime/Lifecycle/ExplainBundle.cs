using System.Text;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;

namespace Oci.Runtime.Lifecycle;

/// <summary>How <c>explain</c> prints a plan.</summary>
public enum ExplainFormat
{
    Text,
    Json,
    Shell,
}

/// <summary>Says what <c>create</c> would do with a bundle, and does nothing.</summary>
public static class ExplainBundle
{
    /// <summary>The plan of the bundle as text, JSON or a shell script, ending with a newline.</summary>
    public static string Run(string bundle, ExplainFormat format)
    {
        Bundle opened = Bundle.Open(bundle);
        LaunchPlan plan = Planner.Plan(opened.Spec, HostFacts.Probe(), new LaunchRequest("ID", opened.Path, "/run/ociruntime"));
        var text = new StringBuilder();
        foreach (ParentStep step in plan.Parent)
            text.Append(step.Describe()).Append('\n');
        foreach (InitStep step in plan.Init)
            text.Append(step.Describe()).Append('\n');
        return text.ToString();
    }
}
