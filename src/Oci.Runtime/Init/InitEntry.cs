using System;
using System.Globalization;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Runtime.Tracing;

namespace Oci.Runtime.Init;

/// <summary>
/// The re-executed program inside the container's namespaces: receives its steps and runs them in order.
/// </summary>
internal static class InitEntry
{
    private const int Failed = 1;
    private const int StandardError = 2;

    /// <summary>Returns only when it fails: the last step executes the container's program.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length is not (2 or 3)
            || !int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out int socket))
        {
            RefuseCaller();
            return Failed;
        }
        // Nobody in the container may look into this process, which still has the host in its memory (CVE-2016-9962).
        _ = Processes.TryControl(Processes.SetDumpable, 0);
        Progress.Enter(Phases.Init);
        // Modes of what is made in the rootfs are exact; the container's own umask is set before its program runs.
        Processes.SetUmask(0);
        using var context = new InitContext(new Channel(new Fd(socket)));
        try
        {
            // The one descriptor that had to outlive our own execution; nothing that is executed from here on shall have it.
            Processes.CloseFrom(socket, onExec: true);
            CheckVersion(arguments);
            RunSteps(context);
        }
        catch (ParentGoneException)
        {
        }
        catch (RuntimeFailure failure)
        {
            Report(context, failure);
        }
        catch (Exception failure) when (failure is not RuntimeFailure)
        {
            // Out of memory under the container's own limits, or a fault of ours: one line all the same.
            Report(context, new RuntimeFailure("prepare the process", null, $"{failure.GetType().Name}: {failure.Message}")
            {
                Code = FailureCode.Internal,
            });
        }
        return Failed;
    }

    // Between versions the form of the plan changes. A runtime that is another program says which one it speaks.
    internal static void CheckVersion(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length == 3 && arguments[2] != LibraryVersion.Text)
        {
            throw new RuntimeFailure(
                "execute", "init", $"it is ociruntime {LibraryVersion.Text}, and the program was built with the library {arguments[2]}",
                null, "both must be of one version") { Code = FailureCode.HostLacks };
        }
    }

    private static void RunSteps(InitContext context)
    {
        byte[] plan = context.Channel.ReceivePlan(context.Received) ?? throw new ParentGoneException();
        InitStep[] steps = PlanCodec.Decode(plan);
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i] is AwaitStart)
                Array.ForEach(steps[i..], step => step.Prepare(context));
            RunStep(steps[i], context);
            if (steps[i] is AwaitStart)
                Progress.Enter(Phases.Start);
        }
        // A container without a process cannot be started; one with a process never comes here.
        throw new RuntimeFailure("start", "the container", "config.json has no process", "/process")
            .As(FailureCode.ConfigInvalid);
    }

    private static void RunStep(InitStep step, InitContext context)
    {
        context.Timeline?.Begin(step);
        try
        {
            step.Run(context);
            context.Timeline?.End(StepOutcome.Done);
        }
        catch (RuntimeFailure failure)
        {
            context.Timeline?.End(StepOutcome.Failed);
            throw failure.For(step.Property.Length > 0 ? step.Property : null).In(StepNames.Of(step.Tag));
        }
    }

    private static void Report(InitContext context, RuntimeFailure failure)
    {
        try
        {
            (context.Starter ?? context.Channel).SendFailure(failure);
        }
        catch (RuntimeFailure line) when (line.Errno is Errno.EBADF or Errno.ENOTSOCK)
        {
            // Of a line that has ended nothing is said: standard error is the container's.
            RefuseCaller();
        }
        catch (RuntimeFailure)
        {
            // Nobody listens any more; the exit code says the rest.
        }
    }

    // Somebody has typed our name.
    private static void RefuseCaller()
    {
        ReadOnlySpan<byte> message = "ociruntime: init is what the runtime becomes in a container; it is no command\n"u8;
        Files.WriteAll(new Fd(StandardError), message, "standard error");
    }
}
