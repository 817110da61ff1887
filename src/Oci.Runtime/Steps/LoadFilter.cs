using System.Globalization;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Seccomp;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Makes the thread ready that sends the filter's listener to the seccomp agent.</summary>
/// <param name="SocketIndex">The connection to the agent.</param>
/// <param name="NoticeIndex">A file with what is sent beside the descriptor.</param>
internal sealed record NotifyAgent(int SocketIndex, int NoticeIndex) : InitStep("/linux/seccomp/listenerPath")
{
    public override StepTag Tag => StepTag.NotifyAgent;

    public override Stage Stage => Stage.Start;

    public override string Describe() => "send the filter's listener to the seccomp agent, once it is loaded";

    // Before the last limits, under which there may be no second thread.
    public override void Prepare(InitContext context)
    {
        using Fd notice = context.Received[NoticeIndex];
        byte[] message = Files.ReadFromStart(notice, "the notice for the seccomp agent");
        context.Handover = new ListenerHandover(context.Received[SocketIndex], message, failure => End(context, failure));
    }

    // The other thread may be forbidden to say it, even to end.
    private void End(InitContext context, RuntimeFailure failure)
    {
        try
        {
            context.Starter?.SendFailure(failure.For(Property));
        }
        finally
        {
            Processes.ExitAll(1);
        }
    }

    public override void Run(InitContext context)
    {
    }

    public override void Write(StepWriter writer)
    {
        writer.Number("socketIndex", SocketIndex);
        writer.Number("noticeIndex", NoticeIndex);
    }

    public static NotifyAgent Read(ref PlanReader reader) => new(reader.Int32(), reader.Int32());
}

/// <summary><c>linux.seccomp</c>: the filter, loaded by the last system call before the program is executed.</summary>
/// <param name="FilterIndex">A file with the program.</param>
internal sealed record LoadFilter(int FilterIndex, string DefaultAction, int Rules, ValueList<string> Flags, bool Notifies)
    : InitStep("/linux/seccomp")
{
    public override StepTag Tag => StepTag.LoadFilter;

    public override Stage Stage => Stage.Start;

    public override string Describe() =>
        $"load the seccomp filter, last of all: {DefaultAction} by default, {CountOf(Rules, "rule")}"
        + (Flags.Count == 0 ? "" : $", {string.Join(", ", Flags)}");

    public static string CountOf(int count, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {thing}{(count == 1 ? "" : "s")}");

    public override void Prepare(InitContext context)
    {
        using Fd file = context.Received[FilterIndex];
        context.Filter = new PreparedFilter(
            Files.ReadFromStart(file, "the seccomp filter"), (uint)SeccompNames.KernelFlags(Flags, Notifies))
        {
            Handover = context.Handover,
        };
    }

    // Not loaded here: what is left to do, closing descriptors and resetting signals, are system calls too.
    public override void Run(InitContext context) => context.Program!.Filter = context.Filter;

    public override void Write(StepWriter writer)
    {
        writer.Number("filterIndex", FilterIndex);
        writer.Text("defaultAction", DefaultAction);
        writer.Number("rules", Rules);
        writer.Texts("flags", Flags);
        writer.Flag("notifies", Notifies);
    }

    public static LoadFilter Read(ref PlanReader reader) =>
        new(reader.Int32(), reader.Text(), reader.Int32(), reader.Texts(), reader.Flag());
}
