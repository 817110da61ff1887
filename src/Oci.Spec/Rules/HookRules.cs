namespace Oci.Spec.Rules;

/// <summary>What hooks need to be run.</summary>
internal static class HookRules
{
    public static void EnvironmentHasNames(ContainerSpec container, RuleFindings findings)
    {
        if (container.Hooks is not { } hooks)
            return;
        Check(hooks.Prestart, "prestart", findings);
        Check(hooks.CreateRuntime, "createRuntime", findings);
        Check(hooks.CreateContainer, "createContainer", findings);
        Check(hooks.StartContainer, "startContainer", findings);
        Check(hooks.Poststart, "poststart", findings);
        Check(hooks.Poststop, "poststop", findings);
    }

    private static void Check(ValueList<HookSpec> hooks, string name, RuleFindings findings)
    {
        for (int i = 0; i < hooks.Count; i++)
            ProcessRules.CheckEnvironment(hooks[i].Env, $"/hooks/{name}/{i}/env", findings);
    }
}
