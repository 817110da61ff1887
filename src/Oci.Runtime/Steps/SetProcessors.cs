using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>
/// <c>process.execCPUAffinity</c>: the processors before and after the process has joined the container's cgroup
/// (config.md, Linux Process).
/// </summary>
internal sealed record SetProcessors(string Property, string Processors) : ThreadStep(Property)
{
    public override StepTag Tag => StepTag.SetProcessors;

    public override string Describe() => $"run on the processors {Processors}";

    public override void Apply(int thread)
    {
        int errno = ThreadAttributes.TrySetAffinity(thread, NumberList.MaskOf(NumberList.Parse(Processors)));
        if (errno != 0)
        {
            throw KernelFailure.Of(
                errno, "set the processors to", Processors,
                errno == Errno.EINVAL ? "none of them is there, or in the container's cpuset" : null);
        }
    }

    public override void Write(StepWriter writer) => writer.Text("processors", Processors);

    public static SetProcessors Read(string property, ref PlanReader reader) => new(property, reader.Text());
}
