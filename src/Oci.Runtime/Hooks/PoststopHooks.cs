using Oci.Runtime.Launch;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Hooks;

/// <summary>The hooks that run when a container is deleted, or undone after other hooks of it have run.</summary>
internal static class PoststopHooks
{
    /// <summary>Runs them all: runtime.md, Lifecycle, has a failure of one be a warning.</summary>
    public static void Run(ContainerRecord record)
    {
        foreach (Hook hook in Hook.AllOf("poststop", record.Hooks?.Poststop ?? []))
        {
            try
            {
                HookRun.Run(hook, HookState.Of(record).At(ContainerStatus.Stopped, pid: 0), record.Bundle);
            }
            catch (RuntimeFailure failure)
            {
                Diagnostics.Warning(failure.Message);
            }
        }
    }

    /// <summary>Has them run once a launch is undone, unless somebody else deletes the container meanwhile.</summary>
    public static void RunWhenUndone(LaunchContext context)
    {
        if (context.Record.Hooks is not { Poststop.Count: > 0 })
            return;
        ContainerRecord record = context.Record;
        bool isOurs = false;
        context.Rollback.Add(() => isOurs = context.State.IsThere());
        context.Rollback.Finally = () =>
        {
            if (isOurs)
                Run(record);
        };
    }
}
