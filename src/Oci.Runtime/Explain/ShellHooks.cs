using System;
using System.Globalization;
using System.Linq;
using System.Text;
using Oci.Runtime.Hooks;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;
using static Oci.Runtime.Explain.ShellText;

namespace Oci.Runtime.Explain;

/// <summary>The shell commands that run hooks.</summary>
/// <param name="bundle">Where they run.</param>
internal sealed class ShellHooks(LaunchPlan plan, string bundle)
{
    /// <summary>Init's part: hooks in the container's namespaces.</summary>
    public static bool TryWrite(ShellText init, InitStep step)
    {
        switch (step)
        {
            case AwaitRuntimeHooks: init.Line("echo mounted >&7").Line("read -r word <&8"); break;
            case RunHook { IsAtStart: false } hook: Write(init, hook.Hook, hook.State, "$$", hook.Directory); break;
            case RunHook or EndStartHooks:
                init.Comment("(no tool of the host is left then that could run it with its environment and its state)");
                break;
            default: return false;
        }
        return true;
    }

    /// <summary>The runtime's part: hooks on the host.</summary>
    public bool TryWrite(ShellText script, ParentStep step)
    {
        switch (step)
        {
            case AwaitMounts: script.Line("read -r word <&7 || fail"); break;
            case EndHooks: script.Line("echo go >&8"); break;
            case RuntimeHook hook: Write(script, hook.Hook, State(ContainerStatus.Created), "$init", bundle); break;
            default: return false;
        }
        return true;
    }

    /// <summary>The hooks of a later operation.</summary>
    public void WriteLater(ShellText script, string list, ContainerStatus status)
    {
        foreach (RuntimeHook step in plan.Later)
        {
            if (!step.Property.StartsWith($"/hooks/{list}/", StringComparison.Ordinal))
                continue;
            script.Step(step.Describe(), step.Property);
            Write(script, step.Hook, State(status), status == ContainerStatus.Stopped ? "0" : "$init", bundle);
        }
    }

    private string State(ContainerStatus status)
    {
        string id = plan.Parent.OfType<ReserveContainer>().Single().Id;
        return Encoding.UTF8.GetString(StateJson.WriteCompact(new HookState(id, bundle, plan.Annotations).At(status, pid: 0)));
    }

    private static void Write(ShellText script, Hook hook, string state, string pid, string? directory)
    {
        const string Pid = "\"pid\":0";
        int place = state.IndexOf(Pid, StringComparison.Ordinal) + Pid.Length - 1;
        if (hook.Args.Count > 0 && hook.Args[0] != hook.Path)
            script.Comment($"(its own name is the path here, and not {hook.Args[0]})");
        script.Line($"printf %s {Quote(state[..place])}\"{pid}\"{Quote(state[(place + 1)..])} | (");
        if (directory is not null)
            script.Line($"    cd -- {Quote(directory)}");
        string limit = hook.TimeoutSeconds == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"timeout -s KILL {hook.TimeoutSeconds} ");
        string words = string.Concat(
            hook.Env.Select(static entry => $" {Quote(entry)}").Append($" {Quote(hook.Path)}")
                .Concat(hook.Args.Skip(1).Select(static argument => $" {Quote(argument)}")));
        script.Line($"    exec {limit}env -i --{words} 7>&- 8<&-").Line(")");
    }
}
