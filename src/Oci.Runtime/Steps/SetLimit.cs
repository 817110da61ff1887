using System.Globalization;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Security;

namespace Oci.Runtime.Steps;

/// <summary>One entry of <c>process.rlimits</c>.</summary>
/// <remarks>
/// In two parts. While the container is created the hard limit is raised when it must be, so that missing rights show
/// then and not at the start; init itself still runs under its own soft limit. The exact values come last, since
/// init could not live under some of them.
/// </remarks>
internal sealed record SetLimit(string Property, string Type, ulong Soft, ulong Hard, bool IsFinal) : InitStep(Property)
{
    public override StepTag Tag => StepTag.SetLimit;

    public override Stage Stage => IsFinal ? Stage.Start : Stage.Process;

    public override string Describe() => IsFinal
        ? $"limit {Type} to {Text(Soft)}, at most {Text(Hard)}"
        : $"raise the hard limit {Type} to {Text(Hard)} if it is lower";

    private static string Text(ulong value) =>
        value == ulong.MaxValue ? "unlimited" : value.ToString(CultureInfo.InvariantCulture);

    public override void Run(InitContext context)
    {
        int resource = ResourceLimits.NumberOf(Type);
        if (IsFinal)
        {
            Processes.SetLimit(0, resource, Soft, Hard, Type);
            return;
        }
        (ulong soft, ulong hard) = Processes.GetLimit(resource, Type);
        if (Hard > hard)
            Processes.SetLimit(0, resource, soft, Hard, Type);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("type", Type);
        writer.Unsigned("soft", Soft);
        writer.Unsigned("hard", Hard);
        writer.Flag("final", IsFinal);
    }

    public static SetLimit Read(string property, ref PlanReader reader) =>
        new(property, reader.Text(), reader.UInt64(), reader.UInt64(), reader.Flag());
}
