namespace Oci.Spec.Rules;

/// <summary>Which properties need which namespace. Without it they would change the host.</summary>
internal static class NamespaceRules
{
    public static void AreListedOnce(ContainerSpec container, RuleFindings findings)
    {
        int seen = 0;
        ValueList<NamespaceSpec> namespaces = container.Linux?.Namespaces ?? [];
        for (int i = 0; i < namespaces.Count; i++)
        {
            int bit = 1 << (int)namespaces[i].Kind;
            if ((seen & bit) != 0)
                findings.Add(
                    $"/linux/namespaces/{i}/type",
                    $"lists the {namespaces[i].Kind.SpecName()} namespace again");
            seen |= bit;
        }
    }

    public static void HostnameNeedsUts(ContainerSpec container, RuleFindings findings)
    {
        if (!string.IsNullOrEmpty(container.Hostname))
            Need(container, NamespaceKind.Uts, "/hostname", findings);
    }

    public static void DomainnameNeedsUts(ContainerSpec container, RuleFindings findings)
    {
        if (!string.IsNullOrEmpty(container.Domainname))
            Need(container, NamespaceKind.Uts, "/domainname", findings);
    }

    /// <remarks>
    /// Otherwise they are made in the runtime's mount namespace, over which a user namespace has no rights.
    /// </remarks>
    public static void MountsNeedMount(ContainerSpec container, RuleFindings findings)
    {
        if (!container.Has(NamespaceKind.User))
            return;
        if (container.Mounts.Count > 0)
            Need(container, NamespaceKind.Mount, "/mounts", findings);
        if (container.Root is { Readonly: true })
            Need(container, NamespaceKind.Mount, "/root/readonly", findings);
        if (container.Linux?.Devices.Count > 0)
            Need(container, NamespaceKind.Mount, "/linux/devices", findings);
        if (container.Linux?.MaskedPaths.Count > 0)
            Need(container, NamespaceKind.Mount, "/linux/maskedPaths", findings);
        if (container.Linux?.ReadonlyPaths.Count > 0)
            Need(container, NamespaceKind.Mount, "/linux/readonlyPaths", findings);
        if (container.Linux?.RootfsPropagation is not null)
            Need(container, NamespaceKind.Mount, "/linux/rootfsPropagation", findings);
    }

    public static void NetDevicesNeedNetwork(ContainerSpec container, RuleFindings findings)
    {
        if (container.Linux?.NetDevices.Count > 0)
            Need(container, NamespaceKind.Network, "/linux/netDevices", findings);
    }

    public static void TimeOffsetsNeedNewTime(ContainerSpec container, RuleFindings findings)
    {
        if (container.Linux?.TimeOffsets is null || container.HasNew(NamespaceKind.Time))
            return;
        findings.Add("/linux/timeOffsets", container.Has(NamespaceKind.Time)
            ? "can be set only in a new time namespace, but /linux/namespaces joins one by its path"
            : Needs(NamespaceKind.Time));
    }

    private static void Need(ContainerSpec container, NamespaceKind kind, string pointer, RuleFindings findings)
    {
        if (!container.Has(kind))
            findings.Add(pointer, Needs(kind));
    }

    private static string Needs(NamespaceKind kind) =>
        $"needs a {kind.SpecName()} namespace: add {{\"type\": \"{kind.SpecName()}\"}} to /linux/namespaces";
}
