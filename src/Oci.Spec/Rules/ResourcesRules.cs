using System;
using Oci.Spec.Json;

namespace Oci.Spec.Rules;

/// <summary>What the limits of a cgroup demand of each other.</summary>
internal static class ResourcesRules
{
    public static void SwapIncludesMemory(ResourcesSpec resources, RuleFindings findings)
    {
        if (resources.Memory is { Limit: > 0 and var limit, Swap: > 0 and var swap } && swap < limit)
            findings.Add("/memory/swap", $"is {swap}, less than the limit {limit}: it counts memory and swap together");
    }

    public static void BurstIsWithinQuota(ResourcesSpec resources, RuleFindings findings)
    {
        if (resources.Cpu is { Burst: { } burst, Quota: > 0 and var quota } && burst > (ulong)quota)
            findings.Add("/cpu/burst", $"is {burst}, more than the quota {quota}");
    }

    public static void UnifiedNamesFiles(ResourcesSpec resources, RuleFindings findings)
    {
        foreach (NamedValue file in resources.Unified)
        {
            if (file.Name is "" or "." or ".." || file.Name.Contains('/', StringComparison.Ordinal))
                findings.Add(
                    $"/unified/{JsonPointer.Escape(file.Name)}",
                    "is no file of a cgroup, such as memory.high");
        }
    }
}
