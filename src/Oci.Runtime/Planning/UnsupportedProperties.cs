using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>
/// The properties of config.json that this version reads but does not apply. Silence would be a broken promise.
/// </summary>
internal static class UnsupportedProperties
{
    /// <summary>Throws with all of them, before anything is created.</summary>
    public static void Refuse(ContainerSpec spec, string document)
    {
        var problems = new List<SpecProblem>();
        foreach (string pointer in Find(spec))
            problems.Add(new SpecProblem(pointer, "is not applied by this version of ociruntime"));
        if (problems.Count > 0)
            throw new InvalidSpecException(document, problems);
    }

    private static IEnumerable<string> Find(ContainerSpec spec)
    {
        foreach (string pointer in FindHooks(spec.Hooks))
            yield return pointer;
        foreach (string pointer in FindLinux(spec.Linux))
            yield return pointer;
    }

    private static IEnumerable<string> FindHooks(HooksSpec? hooks)
    {
        if (hooks is null)
            yield break;
        (string Name, ValueList<HookSpec> List)[] lists =
        [
            ("prestart", hooks.Prestart), ("createRuntime", hooks.CreateRuntime), ("createContainer", hooks.CreateContainer),
            ("startContainer", hooks.StartContainer), ("poststart", hooks.Poststart), ("poststop", hooks.Poststop),
        ];
        foreach ((string name, ValueList<HookSpec> list) in lists)
        {
            if (list.Count > 0)
                yield return $"/hooks/{name}";
        }
    }

    private static IEnumerable<string> FindLinux(LinuxSpec? linux)
    {
        if (linux?.Seccomp is not null)
            yield return "/linux/seccomp";
    }
}
