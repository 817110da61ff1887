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
        for (int i = 0; i < spec.Mounts.Count; i++)
        {
            if (spec.Mounts[i].UidMappings.Count > 0)
                yield return $"/mounts/{i}/uidMappings";
            if (spec.Mounts[i].GidMappings.Count > 0)
                yield return $"/mounts/{i}/gidMappings";
            if (MountOptions.Parse(spec.Mounts[i].Options).IdMap is not null)
                yield return $"/mounts/{i}/options";
        }
        foreach (string pointer in FindProcess(spec.Process))
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

    private static IEnumerable<string> FindProcess(ProcessSpec? process)
    {
        if (!string.IsNullOrEmpty(process?.ApparmorProfile))
            yield return "/process/apparmorProfile";
        if (!string.IsNullOrEmpty(process?.SelinuxLabel))
            yield return "/process/selinuxLabel";
        if (process?.Scheduler is not null)
            yield return "/process/scheduler";
        if (process?.IoPriority is not null)
            yield return "/process/ioPriority";
        if (process?.ExecCpuAffinity is not null)
            yield return "/process/execCPUAffinity";
    }

    private static IEnumerable<string> FindLinux(LinuxSpec? linux)
    {
        if (linux?.Seccomp is not null)
            yield return "/linux/seccomp";
        if (linux?.IntelRdt is not null)
            yield return "/linux/intelRdt";
        if (linux?.MemoryPolicy is not null)
            yield return "/linux/memoryPolicy";
        if (linux?.NetDevices.Count > 0)
            yield return "/linux/netDevices";
        if (!string.IsNullOrEmpty(linux?.MountLabel))
            yield return "/linux/mountLabel";
        if (linux?.Personality is not null)
            yield return "/linux/personality";
    }
}
