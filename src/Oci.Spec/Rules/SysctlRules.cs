using System;
using System.Collections.Generic;
using Oci.Spec.Json;

namespace Oci.Spec.Rules;

/// <summary>Which kernel parameters a container may set: those of its own namespaces (namespaces(7)).</summary>
internal static class SysctlRules
{
    public static void NamesAreWellFormed(ContainerSpec container, RuleFindings findings)
    {
        foreach (NamedValue parameter in container.Linux?.Sysctl ?? [])
        {
            if (!SysctlName.IsPlainPath(SysctlName.PathOf(parameter.Name)))
                findings.Add(PointerOf(parameter), "is no name of a kernel parameter, such as net.ipv4.ip_forward");
        }
    }

    public static void AreListedOnce(ContainerSpec container, RuleFindings findings)
    {
        ValueList<NamedValue> parameters = container.Linux?.Sysctl ?? [];
        var seen = new Dictionary<string, string>(parameters.Count, StringComparer.Ordinal);
        foreach (NamedValue parameter in parameters)
        {
            string path = SysctlName.PathOf(parameter.Name);
            if (!seen.TryAdd(path, parameter.Name))
                findings.Add(PointerOf(parameter), $"is the same parameter as {seen[path]}");
        }
    }

    public static void BelongToTheContainer(ContainerSpec container, RuleFindings findings)
    {
        foreach (NamedValue parameter in container.Linux?.Sysctl ?? [])
        {
            string path = SysctlName.PathOf(parameter.Name);
            if (!SysctlName.IsPlainPath(path))
                continue;
            if (path == "kernel/hostname")
                findings.Add(PointerOf(parameter), "is set by /hostname");
            else if (NamespaceOf(path) is not { } kind)
                findings.Add(PointerOf(parameter), "belongs to no namespace: it would change the host");
            else if (!container.Has(kind))
                findings.Add(
                    PointerOf(parameter),
                    $"would change the host: the container has no {kind.SpecName()} namespace");
        }
    }

    private static string PointerOf(NamedValue parameter) => $"/linux/sysctl/{JsonPointer.Escape(parameter.Name)}";

    private static NamespaceKind? NamespaceOf(string path)
    {
        if (path == "kernel/domainname")
            return NamespaceKind.Uts;
        if (Begins(path, "net/"))
            return NamespaceKind.Network;
        if (Begins(path, "user/"))
            return NamespaceKind.User;
        // ipc/ipc_sysctl.c and ipc/mq_sysctl.c of the kernel have no others.
        bool isIpc = Begins(path, "kernel/msg") || Begins(path, "kernel/sem") || Begins(path, "kernel/shm");
        return isIpc || Begins(path, "fs/mqueue/") ? NamespaceKind.Ipc : null;
    }

    private static bool Begins(string path, string prefix) => path.StartsWith(prefix, StringComparison.Ordinal);
}
