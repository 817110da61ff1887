namespace Oci.Spec.Rules;

/// <summary>What the fields of a mount demand of each other.</summary>
internal static class MountRules
{
    /// <remarks>
    /// The specification still has relative ones, but deprecates them: what they are relative to is easily mistaken.
    /// </remarks>
    public static void BindsHaveSources(ContainerSpec container, RuleFindings findings)
    {
        for (int i = 0; i < container.Mounts.Count; i++)
        {
            MountSpec mount = container.Mounts[i];
            if (IsBind(mount) && string.IsNullOrEmpty(mount.Source))
                findings.Add($"/mounts/{i}", "is a bind mount, which needs a source");
        }
    }

    public static void MappingsComeTogether(ContainerSpec container, RuleFindings findings)
    {
        for (int i = 0; i < container.Mounts.Count; i++)
        {
            MountSpec mount = container.Mounts[i];
            if (mount.UidMappings.Count > 0 && mount.GidMappings.Count == 0)
                findings.Add($"/mounts/{i}/uidMappings", "needs gidMappings beside it");
            if (mount.GidMappings.Count > 0 && mount.UidMappings.Count == 0)
                findings.Add($"/mounts/{i}/gidMappings", "needs uidMappings beside it");
        }
    }

    /// <remarks>A new mount of a filesystem has no ids that would have to be translated.</remarks>
    public static void MappedAreBinds(ContainerSpec container, RuleFindings findings)
    {
        for (int i = 0; i < container.Mounts.Count; i++)
        {
            MountSpec mount = container.Mounts[i];
            if (!IsBind(mount) && (HasMappings(mount) || AsksForMapping(mount)))
                findings.Add($"/mounts/{i}", "maps ids, which only a bind mount can: add the option bind or rbind");
        }
    }

    public static void MappedHaveMappings(ContainerSpec container, RuleFindings findings)
    {
        if (container.Has(NamespaceKind.User))
            return;
        for (int i = 0; i < container.Mounts.Count; i++)
        {
            MountSpec mount = container.Mounts[i];
            if (AsksForMapping(mount) && !HasMappings(mount))
            {
                findings.Add(
                    $"/mounts/{i}/options",
                    "asks for mapped ids: give uidMappings and gidMappings, or a user namespace, whose are taken");
            }
        }
    }

    private static bool IsBind(MountSpec mount) => HasOption(mount, "bind") || HasOption(mount, "rbind");

    private static bool AsksForMapping(MountSpec mount) => HasOption(mount, "idmap") || HasOption(mount, "ridmap");

    private static bool HasMappings(MountSpec mount) => mount.UidMappings.Count > 0 || mount.GidMappings.Count > 0;

    private static bool HasOption(MountSpec mount, string name)
    {
        foreach (string option in mount.Options)
        {
            if (option == name)
                return true;
        }
        return false;
    }
}
