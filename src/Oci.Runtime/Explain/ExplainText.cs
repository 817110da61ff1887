using System;
using System.Globalization;
using System.Text;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;

namespace Oci.Runtime.Explain;

/// <summary>A plan for a person: numbered steps by stage, each with the property that it comes from.</summary>
internal static class ExplainText
{
    private const int PropertyColumn = 88;

    /// <param name="cgroups">Null leaves out what only the machine knows.</param>
    public static string Write(LaunchPlan plan, string bundle, ExplainCgroups? cgroups = null)
    {
        var text = new StringBuilder();
        text.Append("What create and start do with the bundle ").Append(ShellText.OneLine(bundle)).Append("\n\n");
        text.Append(cgroups?.ToText());
        text.Append("The runtime, outside of the container\n");
        int number = 0;
        foreach (ParentStep step in plan.Parent)
            Line(text, ++number, step.Describe(), step.Property);
        Stage? stage = null;
        foreach (InitStep step in plan.Init)
        {
            if (step.Stage != stage)
                text.Append('\n').Append(Heading(step.Stage)).Append('\n');
            stage = step.Stage;
            Line(text, ++number, step.Describe(), step.Property);
        }
        Later(text, ref number, plan, "poststart", "The runtime, once the program is executed");
        Later(text, ref number, plan, "poststop", "The runtime, once the container is deleted");
        return text.ToString();
    }

    private static void Later(StringBuilder text, ref int number, LaunchPlan plan, string list, string heading)
    {
        bool isFirst = true;
        foreach (RuntimeHook step in plan.Later)
        {
            if (!step.Property.StartsWith($"/hooks/{list}/", StringComparison.Ordinal))
                continue;
            if (isFirst)
                text.Append('\n').Append(heading).Append('\n');
            isFirst = false;
            Line(text, ++number, step.Describe(), step.Property);
        }
    }

    private static void Line(StringBuilder text, int number, string description, string property)
    {
        int start = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"{number,4}. {ShellText.OneLine(description)}");
        if (property.Length > 0)
            text.Append(' ', int.Max(2, PropertyColumn - (text.Length - start))).Append(ShellText.OneLine(property));
        text.Append('\n');
    }

    private static string Heading(Stage stage) => stage switch
    {
        Stage.Namespaces => "Init, in its new namespaces",
        Stage.Mounts => "Init: mounts, while the host is still in reach",
        Stage.Devices => "Init: devices",
        Stage.Root => "Init: the change of root, and what needs it",
        Stage.Restrictions => "Init: what the container may not write or see",
        Stage.Process => "Init: the process's identity and rights",
        Stage.Start => "After start",
        _ => "The runtime",
    };
}
