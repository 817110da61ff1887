using System;

namespace Oci.Spec.Rules;

/// <summary>Rules for the top level, and for the small parts of <c>linux</c>.</summary>
internal static class ContainerRules
{
    /// <summary>__NEW_UTS_LEN of uname(2).</summary>
    private const int LongestHostname = 64;

    private const int LongestCgroupPath = 1024;

    public static void IsVersion1(ContainerSpec container, RuleFindings findings)
    {
        if (!container.OciVersion.StartsWith("1.", StringComparison.Ordinal))
            findings.Add("/ociVersion", $"is {container.OciVersion}, but only versions 1.x are understood");
    }

    public static void HostnamesFitTheKernel(ContainerSpec container, RuleFindings findings)
    {
        if (container.Hostname is { } host && IsTooLong(host))
            findings.Add("/hostname", $"is longer than {LongestHostname} bytes");
        if (container.Domainname is { } domain && IsTooLong(domain))
            findings.Add("/domainname", $"is longer than {LongestHostname} bytes");
    }

    public static void AnnotationsHaveNames(ContainerSpec container, RuleFindings findings)
    {
        foreach (NamedValue annotation in container.Annotations)
        {
            if (annotation.Name.Length == 0)
                findings.Add("/annotations/", "has an empty key");
        }
    }

    /// <remarks>Limits, freezing and the killing of all processes would else hit the host.</remarks>
    public static void CgroupIsOfItsOwn(ContainerSpec container, RuleFindings findings)
    {
        if (container.Linux?.CgroupsPath is not { } path)
            return;
        bool hasName = false;
        foreach (Range range in path.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> part = path.AsSpan(range);
            if (part is "..")
            {
                findings.Add("/linux/cgroupsPath", "must not contain '..'");
                return;
            }
            hasName |= part is not ("" or ".");
        }
        if (!hasName)
            findings.Add(
                "/linux/cgroupsPath",
                "must name a cgroup of the container's own, not the root of the hierarchy");
    }

    /// <remarks>
    /// Every part of the path is a directory to make, to record and to remove, in every hierarchy. The kernel takes any
    /// depth, but minutes for thousands of levels.
    /// </remarks>
    public static void CgroupPathIsShort(ContainerSpec container, RuleFindings findings)
    {
        if (container.Linux?.CgroupsPath is { } path && System.Text.Encoding.UTF8.GetByteCount(path) > LongestCgroupPath)
            findings.Add("/linux/cgroupsPath", $"is longer than {LongestCgroupPath} bytes");
    }

    public static void ClosIdIsAName(ContainerSpec container, RuleFindings findings)
    {
        if (container.Linux?.IntelRdt?.ClosId is not { } name || name == "/")
            return;
        bool isTaken = name is "." or ".." or "info" or "mon_groups" or "mon_data";
        if (name.Length == 0 || isTaken || name.Contains('/', StringComparison.Ordinal))
            findings.Add("/linux/intelRdt/closID", "must be the name of a directory in resctrl, or /");
    }

    public static void MemoryNodesFitMode(ContainerSpec container, RuleFindings findings)
    {
        if (container.Linux?.MemoryPolicy is not { } policy)
            return;
        bool hasNodes = !string.IsNullOrEmpty(policy.Nodes);
        if (policy.Mode is "MPOL_DEFAULT" or "MPOL_LOCAL" && hasNodes)
            findings.Add("/linux/memoryPolicy/nodes", $"has no meaning for {policy.Mode}");
        if (policy.Mode is not ("MPOL_DEFAULT" or "MPOL_LOCAL" or "MPOL_PREFERRED") && !hasNodes)
            findings.Add("/linux/memoryPolicy/nodes", $"is needed by {policy.Mode}");
    }

    public static void MemoryFlagsGoTogether(ContainerSpec container, RuleFindings findings)
    {
        if (container.Linux?.MemoryPolicy is not { } policy)
            return;
        ReadOnlySpan<string> flags = policy.Flags.AsSpan();
        if (flags.Contains("MPOL_F_STATIC_NODES") && flags.Contains("MPOL_F_RELATIVE_NODES"))
            findings.Add("/linux/memoryPolicy/flags", "has both MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES");
    }

    /// <remarks>config.md, Valid values: what is not supported is an error; and no flag is.</remarks>
    public static void PersonalityHasNoFlags(ContainerSpec container, RuleFindings findings)
    {
        for (int i = 0; i < (container.Linux?.Personality?.Flags.Count ?? 0); i++)
            findings.Add($"/linux/personality/flags/{i}", "must be left out: the specification supports no flag yet");
    }

    private static bool IsTooLong(string name) => System.Text.Encoding.UTF8.GetByteCount(name) > LongestHostname;
}
