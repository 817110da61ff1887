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

    /// <summary>Whether nothing in a configuration would be refused.</summary>
    public static bool Applies(ContainerSpec spec)
    {
        foreach (string _ in Find(spec))
            return false;
        return true;
    }

    private static IEnumerable<string> Find(ContainerSpec spec)
    {
        foreach (string pointer in FindLinux(spec.Linux))
            yield return pointer;
    }

    private static IEnumerable<string> FindLinux(LinuxSpec? linux)
    {
        if (linux?.Resources is not { } resources)
            yield break;
        if (resources.Memory is not null && resources.Memory != new MemorySpec())
            yield return "/linux/resources/memory";
        if (resources.Cpu is not null && resources.Cpu != new CpuSpec())
            yield return "/linux/resources/cpu";
        if (resources.Pids?.Limit is not null)
            yield return "/linux/resources/pids";
        if (resources.BlockIo is not null && resources.BlockIo != new BlockIoSpec())
            yield return "/linux/resources/blockIO";
        if (resources.HugepageLimits.Count > 0)
            yield return "/linux/resources/hugepageLimits";
        if (resources.Network is not null && resources.Network != new NetworkResourcesSpec())
            yield return "/linux/resources/network";
        if (resources.Rdma.Count > 0)
            yield return "/linux/resources/rdma";
        if (resources.Unified.Count > 0)
            yield return "/linux/resources/unified";
    }
}
