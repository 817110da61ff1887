namespace Oci.Spec.Rules;

/// <summary>Lists of processors and memory nodes, which a pattern cannot tell from nonsense.</summary>
internal static class NumberListRules
{
    public static void ProcessorsAreAList(ProcessSpec process, RuleFindings findings)
    {
        Check(process.ExecCpuAffinity?.Initial, "/execCPUAffinity/initial", findings);
        Check(process.ExecCpuAffinity?.Final, "/execCPUAffinity/final", findings);
    }

    public static void MemoryNodesAreAList(ContainerSpec container, RuleFindings findings) =>
        Check(container.Linux?.MemoryPolicy?.Nodes, "/linux/memoryPolicy/nodes", findings);

    // config.md, Linux Process: an empty list is an omitted one.
    private static void Check(string? list, string pointer, RuleFindings findings)
    {
        if (!string.IsNullOrEmpty(list) && NumberList.TryParse(list, out _) is { } problem)
            findings.Add(pointer, problem);
    }
}
