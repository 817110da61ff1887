using System;
using System.Text;
using Oci.Runtime.Hooks;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Tells the runtime that everything is mounted, and waits while it runs its hooks.</summary>
internal sealed record AwaitRuntimeHooks() : InitStep("/hooks")
{
    public override StepTag Tag => StepTag.AwaitRuntimeHooks;

    public override Stage Stage => Stage.Root;

    public override string Describe() => "wait for the hooks that run on the host";

    public override void Run(InitContext context)
    {
        context.Channel.Send(Signal.Mounted);
        if (!context.Channel.Expect(Signal.Hooked))
            throw new ParentGoneException();
    }

    public override void Write(StepWriter writer)
    {
    }

    public static AwaitRuntimeHooks Read() => new();
}

/// <summary>A hook in the container's namespaces: createContainer before the change of root, or startContainer.</summary>
/// <remarks>
/// Before the change of root its path is one of the host: the rootfs lies over <c>/</c>, and a path that begins at the
/// root does not see what lies on top of it.
/// </remarks>
/// <param name="Directory">Where it runs; null for the container's working directory.</param>
/// <param name="State">What it gets on stdin, but for the pid, which only init knows as the container sees it.</param>
internal sealed record RunHook(
    string Property, string Path, ValueList<string> Args, ValueList<string> Env, int TimeoutSeconds, string? Directory, string State,
    bool IsAtStart) : InitStep(Property)
{
    private const uint UsualUmask = 0x12;

    public override StepTag Tag => StepTag.RunHook;

    public override Stage Stage => IsAtStart ? Stage.Start : Stage.Root;

    public Hook Hook => new(Property, Path, Args, Env, TimeoutSeconds);

    public override string Describe() => Hook.Describe();

    public override void Run(InitContext context)
    {
        ContainerState state = StateJson.Read(Encoding.UTF8.GetBytes(State), "the state") with { Pid = Processes.OwnId };
        if (IsAtStart)
        {
            HookRun.Run(Hook, state, Directory);
            return;
        }
        // Until the program's own is set, init works without one.
        Processes.SetUmask(UsualUmask);
        HookRun.Run(Hook, state, Directory);
        Processes.SetUmask(0);
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("path", Path);
        writer.Texts("args", Args);
        writer.Texts("env", Env);
        writer.Number("timeout", TimeoutSeconds);
        writer.Text("directory", Directory);
        writer.Text("state", State);
        writer.Flag("isAtStart", IsAtStart);
    }

    public static RunHook Read(string property, ref PlanReader reader) => new(
        property, reader.Text(), reader.Texts(), reader.Texts(), reader.Int32(), reader.OptionalText(), reader.Text(), reader.Flag());
}

/// <summary>Tells the starter that the startContainer hooks have run, and waits until the container counts as
/// running.</summary>
internal sealed record EndStartHooks() : InitStep("/hooks/startContainer")
{
    public override StepTag Tag => StepTag.EndStartHooks;

    public override Stage Stage => Stage.Start;

    public override string Describe() => "report that the hooks have run, and wait until the container counts as running";

    public override void Run(InitContext context)
    {
        Channel starter = context.Starter ?? throw new InvalidOperationException("nobody has started the container");
        starter.Send(Signal.Hooked);
        if (!starter.Expect(Signal.Start))
            throw new ParentGoneException();
    }

    public override void Write(StepWriter writer)
    {
    }

    public static EndStartHooks Read() => new();
}
