using System.Collections.Generic;
using System.Text;
using Oci.Runtime.Hooks;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>The parts of the plan that run hooks (config.md, POSIX-platform Hooks). None of them without hooks.</summary>
internal sealed class HookPlanner(ContainerSpec spec, LaunchRequest request)
{
    private readonly HooksSpec _hooks = spec.Hooks ?? new HooksSpec();

    private bool HasCreateHooks => _hooks.Prestart.Count + _hooks.CreateRuntime.Count + _hooks.CreateContainer.Count > 0;

    /// <summary>The hooks of <c>create</c> that run on the host, while init waits with its change of root.</summary>
    public ValueList<ParentStep> PlanCreate(bool sharesPids)
    {
        if (!HasCreateHooks)
            return [];
        return
        [
            new AwaitMounts(sharesPids),
            .. OnHost("prestart", _hooks.Prestart),
            .. OnHost("createRuntime", _hooks.CreateRuntime),
            new EndHooks(),
        ];
    }

    /// <summary>What comes before the container is recorded, and with <c>run</c> is as good as running.</summary>
    public ValueList<ParentStep> PlanBeforeRecord() =>
        request.StartsAtOnce && spec.Process is not null && _hooks.StartContainer.Count > 0 ? [new MarkStarting()] : [];

    /// <summary>Init's part of <c>create</c>, last before the change of root.</summary>
    public ValueList<InitStep> PlanBeforeRoot() => HasCreateHooks
        ? [new AwaitRuntimeHooks(), .. Inside("createContainer", _hooks.CreateContainer, isAtStart: false)]
        : [];

    /// <summary>Init's part of <c>start</c>.</summary>
    /// <param name="environment">The program's, which a hook gets that has none of its own, as runc does.</param>
    public ValueList<InitStep> PlanStart(ValueList<string> environment)
    {
        if (_hooks.StartContainer.Count == 0)
            return [];
        var steps = new List<InitStep>();
        foreach (RunHook hook in Inside("startContainer", _hooks.StartContainer, isAtStart: true))
            steps.Add(hook.Env.Count == 0 ? hook with { Env = environment } : hook);
        steps.Add(new EndStartHooks());
        return [.. steps];
    }

    /// <summary>What <c>start</c> runs after the program, and <c>delete</c> at the end.</summary>
    public ValueList<RuntimeHook> PlanLater() => [.. OnHost("poststart", _hooks.Poststart), .. OnHost("poststop", _hooks.Poststop)];

    private static List<RuntimeHook> OnHost(string list, ValueList<HookSpec> specs)
    {
        var steps = new List<RuntimeHook>();
        foreach (Hook hook in Hook.AllOf(list, specs))
            steps.Add(new RuntimeHook(hook));
        return steps;
    }

    private List<RunHook> Inside(string list, ValueList<HookSpec> specs, bool isAtStart)
    {
        var steps = new List<RunHook>();
        if (specs.Count == 0)
            return steps;
        ContainerState state = new HookState(request.Id, request.BundlePath, spec.Annotations).At(ContainerStatus.Created, pid: 0);
        string text = Encoding.UTF8.GetString(StateJson.WriteCompact(state));
        string? directory = isAtStart ? null : request.BundlePath;
        foreach (Hook hook in Hook.AllOf(list, specs))
            steps.Add(new RunHook(hook.Pointer, hook.Path, hook.Args, hook.Env, hook.TimeoutSeconds, directory, text, isAtStart));
        return steps;
    }
}
