using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>Waits until the parent has put init into the container's cgroup.</summary>
/// <remarks>As late as possible: the mounts before it run while the parent makes the cgroup.</remarks>
internal sealed record AwaitCgroup(string Property) : InitStep(Property)
{
    public override StepTag Tag => StepTag.AwaitCgroup;

    public override Stage Stage => Stage.Namespaces;

    public override string Describe() => "wait until the runtime has put init into the container's cgroup";

    public override void Run(InitContext context)
    {
        if (!context.Channel.Expect(Signal.InCgroup))
            throw new ParentGoneException();
    }

    public override void Write(StepWriter writer)
    {
    }

    public static AwaitCgroup Read(string property, ref PlanReader reader) => new(property);
}

/// <summary>Makes the cgroup namespace; its root is the cgroup that init is in at this moment (cgroup_namespaces(7)).</summary>
internal sealed record NewCgroupNamespace(string Property) : InitStep(Property)
{
    private const int CloneNewCgroup = 0x02000000;

    public override StepTag Tag => StepTag.NewCgroupNamespace;

    public override Stage Stage => Stage.Namespaces;

    public override string Describe() => "make a cgroup namespace rooted at the container's cgroup";

    public override void Run(InitContext context)
    {
        if (SystemCall.Invoke(SystemCall.Unshare, CloneNewCgroup) != 0)
            throw KernelFailure.Last("make", "the cgroup namespace");
    }

    public override void Write(StepWriter writer)
    {
    }

    public static NewCgroupNamespace Read(string property, ref PlanReader reader) => new(property);
}
