using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary><c>process.scheduler</c> (sched(7)).</summary>
/// <remarks>
/// In init after it has joined its cgroup, whose budget of real-time decides, and before it becomes the user, who may not.
/// What is left to do until the start takes little time even of a slow policy; waiting takes none.
/// </remarks>
internal sealed record SetScheduler(
    string Policy, ValueList<string> Flags, int Nice, int Priority, ulong Runtime, ulong Deadline, ulong Period)
    : ThreadStep("/process/scheduler")
{
    public static SetScheduler Of(SchedulerSpec spec) => new(
        spec.Policy, spec.Flags, spec.Nice ?? 0, spec.Priority ?? 0, spec.Runtime ?? 0, spec.Deadline ?? 0, spec.Period ?? 0);

    public override StepTag Tag => StepTag.SetScheduler;

    private bool IsRealtime => Policy is "SCHED_FIFO" or "SCHED_RR";

    public override string Describe()
    {
        string detail = Policy switch
        {
            _ when IsRealtime => $", priority {Priority}",
            "SCHED_DEADLINE" => $", {Runtime} ns until {Deadline} ns of every {Period} ns",
            "SCHED_OTHER" or "SCHED_BATCH" => $", nice {Nice}",
            _ => "",
        };
        return $"schedule by {Policy}{detail}{(Flags.Count == 0 ? "" : $", {string.Join(' ', Flags)}")}";
    }

    public override void Apply(int thread)
    {
        var attributes = new SchedulerAttributes(
            KernelNames.NumberOf(KernelNames.SchedulerPolicies, Policy), KernelNames.FlagsOf(KernelNames.SchedulerFlags, Flags),
            Nice, (uint)Priority, Runtime, Deadline, Period);
        int errno = ThreadAttributes.TrySetScheduler(thread, attributes);
        if (errno != 0)
            throw KernelFailure.Of(errno, "set the scheduling policy", Policy, Hint(errno));
    }

    private string? Hint(int errno) => errno switch
    {
        Errno.EPERM when IsRealtime =>
            "it needs CAP_SYS_NICE, and on cgroup v1 real-time runtime for the cgroup: linux.resources.cpu.realtimeRuntime",
        Errno.EPERM when Policy == "SCHED_DEADLINE" => "it needs CAP_SYS_NICE, and no cpuset that leaves out processors",
        Errno.EPERM => "a nice value below the caller's needs CAP_SYS_NICE",
        Errno.EBUSY => "the processors have not so much time left",
        Errno.EINVAL when Policy == "SCHED_ISO" => "the mainline kernel has no such policy",
        Errno.EOPNOTSUPP => "this kernel does not clamp utilization",
        _ => null,
    };

    public override void Write(StepWriter writer)
    {
        writer.Text("policy", Policy);
        writer.Texts("flags", Flags);
        writer.Number("nice", Nice);
        writer.Number("priority", Priority);
        writer.Unsigned("runtime", Runtime);
        writer.Unsigned("deadline", Deadline);
        writer.Unsigned("period", Period);
    }

    public static SetScheduler Read(ref PlanReader reader) => new(
        reader.Text(), reader.Texts(), reader.Int32(), reader.Int32(), reader.UInt64(), reader.UInt64(), reader.UInt64());
}

/// <summary><c>process.ioPriority</c> (ioprio_set(2)).</summary>
/// <remarks>
/// Of one thread and not of the process group, as config.md has it: until its start the container has no other, and
/// whatever comes later inherits the value.
/// </remarks>
internal sealed record SetIoPriority(string Class, int Priority) : ThreadStep("/process/ioPriority")
{
    public override StepTag Tag => StepTag.SetIoPriority;

    public override string Describe() => $"set the I/O priority to {Class}, level {Priority}";

    public override void Apply(int thread)
    {
        uint number = KernelNames.NumberOf(KernelNames.IoPriorityClasses, Class);
        int errno = ThreadAttributes.TrySetIoPriority(thread, number, Priority);
        if (errno != 0)
            throw KernelFailure.Of(
                errno, "set the I/O priority", Class, errno == Errno.EPERM ? "it needs CAP_SYS_NICE or CAP_SYS_ADMIN" : null);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("class", Class);
        writer.Number("priority", Priority);
    }

    public static SetIoPriority Read(ref PlanReader reader) => new(reader.Text(), reader.Int32());
}
