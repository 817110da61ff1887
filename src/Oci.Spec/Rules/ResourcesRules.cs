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

    public static void WeightDevicesHaveAWeight(ResourcesSpec resources, RuleFindings findings)
    {
        ValueList<WeightDevice> devices = resources.BlockIo?.WeightDevice ?? [];
        for (int i = 0; i < devices.Count; i++)
        {
            if (devices[i] is { Weight: null, LeafWeight: null })
                findings.Add($"/blockIO/weightDevice/{i}", "needs weight or leafWeight");
        }
    }

    public static void RdmaHasALimit(ResourcesSpec resources, RuleFindings findings)
    {
        foreach (RdmaLimit limit in resources.Rdma)
        {
            if (limit is { HcaHandles: null, HcaObjects: null })
                findings.Add($"/rdma/{JsonPointer.Escape(limit.Device)}", "needs hcaHandles or hcaObjects");
        }
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
