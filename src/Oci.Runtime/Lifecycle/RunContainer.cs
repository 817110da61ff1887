using System;
using Oci.Runtime.Hooks;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Notify;
using Oci.Runtime.Terminal;

namespace Oci.Runtime.Lifecycle;

/// <summary>Creates and starts a container; in the foreground also waits for it and deletes it.</summary>
public static class RunContainer
{
    /// <summary>
    /// Returns the exit code of the container's process, 128 + N when signal N ended it; 0 when detached.
    /// </summary>
    /// <exception cref="RuntimeFailure">It could not be made or started; nothing is left of it.</exception>
    public static int Run(RunOptions options)
    {
        if (!options.Detach && !options.NoSubreaper)
            _ = Processes.TryControl(Processes.SetChildSubreaper, 1);
        using LaunchContext context = Launcher.Launch(options.Create, startsAtOnce: true, options.Detach);
        Progress.Enter(Phases.Start);
        PoststopHooks.RunWhenUndone(context);
        using NotifyRelay? relay = NotifyRelay.Open(context.State, options.Create.NotifySocket, context.StartedInit.Pid);
        using Foreground? foreground = options.Detach ? null : Foreground.Attach(context, relay);
        context.StartedInit.Channel.Send(Signal.Start);
        if (context.Record.Hooks is { HasStartContainer: true })
            StartHooks.Await(context.StartedInit.Channel, context.State);
        context.StartedInit.Channel.AwaitExecution();
        context.Rollback.Commit();
        if (context.Record.Hooks is { Poststart.Count: > 0 })
            OrDestroy(context, options.Create, () => StartHooks.RunPoststart(context.Record));
        Progress.Timeline?.Save();
        if (foreground is null)
        {
            if (relay is not null)
                OrDestroy(context, options.Create, () => relay.AwaitReady(context.StartedInit.Process, leavesAfter: true));
            return 0;
        }
        return WaitAndDelete(foreground, options);
    }

    // runtime.md, Lifecycle: where a poststart hook fails, the container is stopped and destroyed. So is one that is not ready
    // in time.
    private static void OrDestroy(LaunchContext context, CreateOptions options, Action rest)
    {
        try
        {
            rest();
        }
        catch (RuntimeFailure)
        {
            context.StartedInit.Kill();
            DeleteContainer.Run(options.StateRoot, options.Id, force: true);
            throw;
        }
    }

    private static int WaitAndDelete(Foreground foreground, RunOptions options)
    {
        Progress.Enter(Phases.Wait);
        try
        {
            int code = foreground.WaitForEnd();
            if (options.Keep)
                WaitContainer.Keep(options.Create.StateRoot, options.Create.Id, code);
            return code;
        }
        finally
        {
            Progress.Enter(Phases.Delete);
            if (!options.Keep)
                DeleteContainer.Run(options.Create.StateRoot, options.Create.Id, force: true);
        }
    }
}
