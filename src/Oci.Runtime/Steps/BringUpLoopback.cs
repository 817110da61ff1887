using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>Sets the loopback interface of a new network namespace up.</summary>
internal sealed record BringUpLoopback(string Property) : InitStep(Property)
{
    public override StepTag Tag => StepTag.BringUpLoopback;

    public override Stage Stage => Stage.Namespaces;

    public override string Describe() => "set the loopback interface up";

    public override void Run(InitContext context) => Networking.BringUpLoopback();

    public override void Write(StepWriter writer)
    {
    }

    public static BringUpLoopback Read(string property, ref PlanReader reader) => new(property);
}
