using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>Makes the memory in which init writes when it is in which step; only with <c>--trace</c>.</summary>
internal sealed record PassTimeline() : PassDescriptor("")
{
    public override string Kind => "openTimeline";

    public override string Describe() => "make a place for the timeline of init";

    // A process that is put into a container may not have entered its time namespace yet; that container's init has.
    protected override Fd Open(LaunchContext context)
    {
        int pid = context.StartedInit.Pid;
        int ofTime = context.Container is null ? pid : context.Record.Init?.Pid ?? pid;
        return Progress.Timeline!.Watch(context.Proc, pid, ofTime, context.Plan.Init.AsSpan());
    }
}

/// <summary>From here on init writes when it is in which step; only with <c>--trace</c>.</summary>
internal sealed record KeepTimeline(int MemoryIndex) : InitStep("")
{
    public override StepTag Tag => StepTag.KeepTimeline;

    public override Stage Stage => Stage.Namespaces;

    public override string Describe() => "keep a timeline";

    public override void Run(InitContext context)
    {
        context.KeepTimeline(context.Received[MemoryIndex]);
        context.Timeline!.Begin(this);
    }

    public override void Write(StepWriter writer) => writer.Number("memoryIndex", MemoryIndex);

    public static KeepTimeline Read(ref PlanReader reader) => new(reader.Int32());
}
