namespace Oci.Spec.Rules;

/// <summary>What a container's namespaces are.</summary>
internal static class NamespaceQueries
{
    public static NamespaceSpec? Namespace(this ContainerSpec container, NamespaceKind kind)
    {
        foreach (NamespaceSpec space in container.Linux?.Namespaces ?? [])
        {
            if (space.Kind == kind)
                return space;
        }
        return null;
    }

    /// <summary>
    /// The container does not share this namespace with the runtime: it gets a new one, or joins another.
    /// </summary>
    public static bool Has(this ContainerSpec container, NamespaceKind kind) => container.Namespace(kind) is not null;

    public static bool HasNew(this ContainerSpec container, NamespaceKind kind) =>
        container.Namespace(kind) is { Path: null };
}
