using Oci.Runtime.Launch;
using Oci.Runtime.State;
using Oci.Runtime.Steps;
using Oci.Runtime.Tracing;
using Oci.Spec;

namespace Oci.Runtime.Hooks;

/// <summary>The starter's side of the hooks that run when a container is started.</summary>
internal static class StartHooks
{
    /// <summary>
    /// Waits while init runs the startContainer hooks, and lets it execute the program; from then on the container
    /// counts as running.
    /// </summary>
    public static void Await(Channel init, StateDirectory state)
    {
        using Measure measure = Progress.Measure(Measures.AwaitHooks);
        if (!init.Expect(Signal.Hooked))
            throw new RuntimeFailure("wait for", "init", "it has ended", "/hooks/startContainer")
                .As(FailureCode.InitEnded);
        state.EndStart();
        init.Send(Signal.Start);
    }

    /// <summary>Runs the poststart hooks, the program being executed.</summary>
    public static void RunPoststart(ContainerRecord record)
    {
        foreach (Hook hook in Hook.AllOf("poststart", record.Hooks?.Poststart ?? []))
        {
            using Measure measure = Progress.Measure(StepNames.Of(StepTag.RunHook), hook.Pointer);
            HookRun.Run(hook, HookState.Of(record).At(ContainerStatus.Running, record.Init?.Pid ?? 0), record.Bundle);
        }
    }
}
