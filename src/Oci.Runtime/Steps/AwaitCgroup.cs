using System.Collections.Generic;
using System.Runtime.InteropServices;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>Waits until the container's cgroups are made, and joins those of version 1.</summary>
/// <remarks>
/// As late as possible: the mounts before it run while the runtime makes the cgroups, and what they cost is not charged
/// to the container. Version 1 is joined through <c>tasks</c> by the thread that will execute the program: moving the
/// calling thread alone is the one way that does not make the kernel wait for an RCU grace period, which takes longer
/// than everything else together. The runtime library's other thread stays behind and ends with the execution.
/// </remarks>
internal sealed record AwaitCgroup(string Property) : InitStep(Property)
{
    public override StepTag Tag => StepTag.AwaitCgroup;

    public override Stage Stage => Stage.Mounts;

    public override string Describe() => "wait for the container's cgroups, and join them";

    public override void Run(InitContext context)
    {
        var tasks = new List<Fd>();
        if (!context.Channel.Expect(Signal.Cgroup, tasks))
            throw new ParentGoneException();
        foreach (Fd file in CollectionsMarshal.AsSpan(tasks))
        {
            using (file)
                Files.WriteAll(file, "0"u8, "tasks of a cgroup");
        }
    }

    public override void Write(StepWriter writer)
    {
    }

    public static AwaitCgroup Read(string property, ref PlanReader reader) => new(property);
}

/// <summary>
/// Makes the cgroup namespace; its root is the cgroup that init is in at this moment (cgroup_namespaces(7)).
/// </summary>
internal sealed record NewCgroupNamespace(string Property) : InitStep(Property)
{
    private const int CloneNewCgroup = 0x02000000;

    public override StepTag Tag => StepTag.NewCgroupNamespace;

    public override Stage Stage => Stage.Mounts;

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
