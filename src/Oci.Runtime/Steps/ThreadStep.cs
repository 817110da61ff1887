using Oci.Runtime.Init;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>
/// Sets what belongs to one thread: the one that runs init's steps, since the same thread executes the container's
/// program, and execve(2) keeps what is its own.
/// </summary>
internal abstract record ThreadStep(string Property) : InitStep(Property)
{
    public override Stage Stage => Stage.Process;

    public override void Run(InitContext context) => Apply(thread: 0);

    /// <param name="thread">0 for the calling one.</param>
    public abstract void Apply(int thread);
}

/// <summary>
/// The same from outside, when init is ready. The rights to real-time scheduling are those of the initial user namespace,
/// which init in another has not got.
/// </summary>
internal sealed record SetOfInit(ThreadStep Step) : ParentStep(Step.Property)
{
    // Init's first thread has the number of the process.
    public override void Run(LaunchContext context)
    {
        context.AwaitReady();
        Step.Apply(context.StartedInit.Pid);
    }

    public override string Kind => Step is SetScheduler ? "setScheduler" : "setIoPriority";

    public override string Describe() => Step.Describe();

    public override void Write(StepWriter writer) => Step.Write(writer);
}
