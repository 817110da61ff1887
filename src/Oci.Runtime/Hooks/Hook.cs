using System;
using Oci.Spec;

namespace Oci.Runtime.Hooks;

/// <summary>A hook that is to be run: config.json's, with its place there.</summary>
/// <param name="Pointer">Its place in config.json, as a JSON pointer.</param>
/// <param name="TimeoutSeconds">0 when it may run for ever.</param>
internal sealed record Hook(string Pointer, string Path, ValueList<string> Args, ValueList<string> Env, int TimeoutSeconds)
{
    public static Hook Of(string list, int index, HookSpec spec) => new(
        $"/hooks/{list}/{index}", spec.Path, spec.Args, spec.Env, (int)long.Min(spec.TimeoutSeconds ?? 0, int.MaxValue));

    /// <summary>All hooks of a list of config.json, in their order.</summary>
    public static ValueList<Hook> AllOf(string list, ValueList<HookSpec> specs)
    {
        var hooks = new Hook[specs.Count];
        for (int i = 0; i < hooks.Length; i++)
            hooks[i] = Of(list, i, specs[i]);
        return [.. hooks];
    }

    /// <summary>The arguments of execv(3), which has no rule for their absence: then the path alone.</summary>
    public string[] Arguments => Args.Count == 0 ? [Path] : Args.AsSpan().ToArray();

    public string Describe() => Args.Count < 2
        ? $"run the hook {Path}{Limit}"
        : $"run the hook {Path} with {string.Join(' ', Args.AsSpan()[1..].ToArray())}{Limit}";

    private string Limit => TimeoutSeconds == 0 ? "" : $", for at most {TimeoutSeconds} s";
}
