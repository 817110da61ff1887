using Oci.Runtime.Hooks;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Lifecycle;
using Oci.Runtime.Planning;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Waits until init has mounted everything: the hooks of <c>create</c> may run now.</summary>
/// <remarks>
/// runtime.md, Lifecycle: from here on a failed create still runs the poststop hooks, which undo what earlier hooks did.
/// </remarks>
internal sealed record AwaitMounts(bool SharesPids) : ParentStep("/hooks")
{
    public override string Kind => "awaitMounts";

    public override string Describe() => "wait until everything is mounted";

    public override void Run(LaunchContext context)
    {
        context.StartedInit.Expect(Signal.Mounted);
        PoststopHooks.RunWhenUndone(context);
        // What a createContainer hook leaves behind does not die with init then.
        if (SharesPids)
            context.Rollback.Add(() => EndProcesses(context));
    }

    private static void EndProcesses(LaunchContext context)
    {
        context.StartedInit.Kill();
        using ContainerHandle? container = ContainerHandle.TryOpenRemains(context.Request.StateRoot, context.Request.Id);
        if (container is not null)
            DeleteContainer.EndProcesses(container, context.Request.Id);
    }
}

/// <summary>A hook that runs on the host: of <c>create</c>, or later of <c>start</c> and <c>delete</c>.</summary>
internal sealed record RuntimeHook(Hook Hook) : ParentStep(Hook.Pointer)
{
    public override string Kind => "runHook";

    public override string Describe() => Hook.Describe();

    // runtime.md, State: what is created has been made (step 2); that is when these hooks are called (steps 3 and 4).
    public override void Run(LaunchContext context)
    {
        ContainerState state = HookState.Of(context.Record).At(ContainerStatus.Created, context.StartedInit.Pid);
        HookRun.Run(Hook, state, context.Request.BundlePath);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Hook.Path);
        writer.Texts("args", Hook.Args);
        writer.Texts("env", Hook.Env);
        writer.Number("timeout", Hook.TimeoutSeconds);
    }
}

/// <summary>Lets init go on after the hooks.</summary>
internal sealed record EndHooks() : ParentStep("/hooks")
{
    public override string Kind => "endHooks";

    public override string Describe() => "let init go on";

    public override void Run(LaunchContext context)
    {
        try
        {
            context.StartedInit.Channel.Send(Signal.Hooked);
        }
        catch (RuntimeFailure failure) when (failure.Errno is Errno.EPIPE or Errno.ECONNRESET)
        {
            // A hook may have killed it; how it ended says more.
            context.StartedInit.Expect(Signal.Ready);
            throw;
        }
    }
}

/// <summary>For <c>run</c>: the container counts as created until its startContainer hooks have run.</summary>
internal sealed record MarkStarting() : ParentStep("/hooks/startContainer")
{
    public override string Kind => "markStarting";

    public override string Describe() => "mark the container as not yet running";

    public override void Run(LaunchContext context) => context.State.BeginStart();
}
