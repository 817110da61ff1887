using System;
using System.Collections.Generic;
using Oci.Runtime.Cgroups;
using Oci.Runtime.State;
using Oci.Runtime.Steps;
using Oci.Runtime.Systemd;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>The container's cgroups: where they are, and the steps that limit them.</summary>
/// <param name="Paths">The container's directory in each hierarchy.</param>
internal sealed record ContainerCgroups(ValueList<CgroupHierarchy> Hierarchies, ValueList<string> Paths)
{
    public bool IsV2 => Hierarchies.Count > 0 ? Hierarchies[0].IsV2 : IsOnV2;

    // Which version the container would have, if it had any.
    private bool IsOnV2 { get; init; }

    /// <summary>The hierarchies in which it has none, because the caller may not.</summary>
    private ValueList<CgroupGrant> Refused { get; init; } = [];

    /// <summary>The unit that they belong to; null when they are made without systemd.</summary>
    public ContainerUnit? Unit { get; init; }

    // Only the owner of the machine may load the program of version 2, and devices of version 1 are never delegated.
    private bool MayRestrictDevices { get; init; } = true;

    // The caller wants none.
    private bool AreDisabled { get; init; }

    /// <summary>Chooses them by the machine's layout, <c>linux.cgroupsPath</c> and the id.</summary>
    public static ContainerCgroups Of(LinuxSpec linux, HostFacts host, string id)
    {
        if (host.Systemd is { } systemd)
            return OfUnit(linux, host, id, systemd);
        if (!host.OwnsMachine || host.Grants is not null)
            return OfGrants(linux, host);
        ValueList<CgroupHierarchy> hierarchies = host.Cgroups.InUse;
        var paths = new string[hierarchies.Count];
        for (int i = 0; i < paths.Length; i++)
            paths[i] = CgroupPath.DirectoryIn(hierarchies[i], linux.CgroupsPath, id);
        return new ContainerCgroups(hierarchies, [.. paths]);
    }

    /// <summary>Those that the caller may make. Asked for nothing, a container can do without the others.</summary>
    private static ContainerCgroups OfGrants(LinuxSpec linux, HostFacts host)
    {
        var hierarchies = new List<CgroupHierarchy>();
        var paths = new List<string>();
        var refused = new List<CgroupGrant>();
        foreach (CgroupGrant grant in host.Grants ?? [])
        {
            if (grant.Directory is not { } directory)
            {
                refused.Add(grant);
                continue;
            }
            hierarchies.Add(grant.Hierarchy);
            paths.Add(directory);
        }
        bool mustHave = host.RequiresCgroups || (linux.CgroupsPath is not null && paths.Count == 0);
        if (mustHave && refused.Count > 0)
        {
            throw new RuntimeFailure(
                "place the container's cgroup at", linux.CgroupsPath ?? "the usual place", refused[0].Obstacle!,
                "/linux/cgroupsPath", host.RequiresCgroups ? "see --rootless" : DelegationHint);
        }
        var cgroups = new ContainerCgroups([.. hierarchies], [.. paths])
        {
            Refused = [.. refused],
            IsOnV2 = host.Cgroups.Kind == CgroupKind.Unified,
            AreDisabled = host.DisablesCgroups,
        };
        // Root without a user namespace makes devices, so there the rules must be in force.
        bool mayGoWithout = !host.OwnsMachine || (HasUserNamespace(linux) && cgroups.DirectoryOf("devices") is null);
        return cgroups with { MayRestrictDevices = !mayGoWithout };
    }

    private static bool HasUserNamespace(LinuxSpec linux)
    {
        foreach (NamespaceSpec name in linux.Namespaces)
        {
            if (name.Kind == NamespaceKind.User)
                return true;
        }
        return false;
    }

    private const string DelegationHint = "have a cgroup delegated to you, or give --systemd-cgroup";

    /// <summary>Those of the unit that systemd makes for the container.</summary>
    private static ContainerCgroups OfUnit(LinuxSpec linux, HostFacts host, string id, SystemdFacts systemd)
    {
        var place = UnitPlace.Of(linux.CgroupsPath, id, systemd.IsUser);
        string path = $"{systemd.ControlGroup.TrimEnd('/')}/{place.Path}";
        var hierarchies = new List<CgroupHierarchy>();
        var paths = new List<string>();
        string? unitDirectory = null;
        foreach (CgroupHierarchy hierarchy in host.Cgroups.Hierarchies)
        {
            bool isUnified = host.Cgroups.Kind == CgroupKind.Unified;
            bool hasUnits = isUnified ? hierarchy.IsV2 : hierarchy.IsOfSystemd;
            // Beside its units an ordinary user has nothing in version 1.
            if (!hasUnits && (isUnified || hierarchy.IsV2 || systemd.IsUser))
                continue;
            string directory = hierarchy.DirectoryOf(path)
                ?? throw NotInReach($"the mount at {hierarchy.MountPoint} begins at {hierarchy.MountRoot}", path);
            hierarchies.Add(hierarchy);
            paths.Add(directory);
            unitDirectory = hasUnits ? directory : unitDirectory;
        }
        if (unitDirectory is null)
            throw NotInReach("the hierarchy in which systemd keeps its units is not mounted", path);
        return new ContainerCgroups([.. hierarchies], [.. paths])
        {
            Unit = new ContainerUnit(place, systemd.IsUser, unitDirectory, [], []),
            MayRestrictDevices = !systemd.IsUser,
        };
    }

    private static RuntimeFailure NotInReach(string reason, string path) =>
        new("find the cgroup of systemd", path, reason, "/linux/cgroupsPath", "leave --systemd-cgroup out");

    /// <summary>The unit with all its properties; null without systemd.</summary>
    public ContainerUnit? PlanUnit(ContainerSpec spec, HostFacts host, LaunchRequest request)
    {
        if (Unit is null || host.Systemd is not { } systemd)
            return null;
        ResourcesSpec resources = spec.Linux?.Resources ?? new ResourcesSpec();
        string description = $"container {request.Id} of {request.StateRoot}";
        return Unit with
        {
            Always = ContainerUnit.PropertiesOf(Unit.Place, description, IsV2),
            Asked = PropertiesOf(SettingsOf(resources), resources.Devices, spec.Annotations, systemd.Version),
        };
    }

    // What the annotations say comes last, and counts.
    private ValueList<UnitProperty> PropertiesOf(
        ValueList<CgroupSetting> settings, ValueList<DeviceRule> devices, ValueList<NamedValue> annotations, int version)
    {
        var properties = new List<UnitProperty>(UnitProperties.Of(settings, IsV2, version));
        if (!IsV2 && MayRestrictDevices)
            properties.AddRange(ContainerUnit.DevicesOf(DeviceRules.From(devices)));
        foreach (UnitProperty annotated in PropertyAnnotations.Of(annotations))
        {
            properties.RemoveAll(property => property.Name == annotated.Name);
            properties.Add(annotated);
        }
        return [.. properties];
    }

    /// <summary>Where init is still to be put: systemd has moved it into its unit, but into no other hierarchy.</summary>
    public ValueList<string> PathsToJoin
    {
        get
        {
            var paths = new List<string>();
            foreach (string path in Paths)
            {
                if (path != Unit?.Directory)
                    paths.Add(path);
            }
            return [.. paths];
        }
    }

    /// <summary>Those that a container was given, in the hierarchies they are in.</summary>
    public static ContainerCgroups Of(ValueList<CgroupDirectory> recorded, CgroupLayout layout)
    {
        var hierarchies = new List<CgroupHierarchy>();
        var paths = new List<string>();
        foreach (CgroupHierarchy hierarchy in layout.Hierarchies)
        {
            foreach (CgroupDirectory cgroup in recorded)
            {
                bool isHere = cgroup.Role != CgroupRole.Parent
                    && cgroup.Path.StartsWith($"{hierarchy.MountPoint.TrimEnd('/')}/", StringComparison.Ordinal);
                if (!isHere || !CgroupDirectories.IsStillOurs(cgroup))
                    continue;
                hierarchies.Add(hierarchy);
                paths.Add(cgroup.Path);
                break;
            }
        }
        return new ContainerCgroups([.. hierarchies], [.. paths]);
    }

    /// <summary>The cgroup that init is born into; null when it has to join its cgroups later.</summary>
    /// <remarks>Systemd puts it into its scope. A file system on a device is mounted before the device rules hold.</remarks>
    public string? BirthplaceOf(ValueList<InitStep> steps)
    {
        if (!IsV2 || Unit is not null || Paths.Count == 0)
            return null;
        foreach (InitStep step in steps)
        {
            if (step is MountFileSystem { Source: ['/', ..] })
                return null;
        }
        return Paths[0];
    }

    /// <summary>The steps that make them.</summary>
    public ValueList<ParentStep> PlanMaking(ContainerUnit? unit) => IsV2 && Paths.Count > 0
        ? [new MakeCgroups(Paths, unit?.Directory), new EnableControllers(Hierarchies[0].MountPoint, Paths[0])]
        : [new MakeCgroups(Paths, unit?.Directory)];

    /// <summary>The steps that limit what the container's processes may use.</summary>
    public ValueList<ParentStep> PlanLimits(ResourcesSpec? resources) =>
    [
        .. PlanDevices(resources?.Devices ?? []),
        .. PlanSettings(resources ?? new ResourcesSpec()),
    ];

    private ValueList<ParentStep> PlanDevices(ValueList<DeviceRule> rules)
    {
        if (AreDisabled)
        {
            // podman writes a rule into every configuration, also when it wants no cgroup.
            if (rules.Count > 0)
                Diagnostics.Warning("/linux/resources/devices: the rules are not applied, with cgroups disabled nothing enforces them");
            return [];
        }
        if (!MayRestrictDevices)
        {
            UsersDevices.Check(rules);
            return [];
        }
        if (DirectoryOf("devices") is { } directory)
            return [new RestrictDevices(DeviceRules.From(rules), directory, IsV2, IsInUse: Unit is not null)];
        return rules.Count == 0 ? [] : throw NoDeviceCgroup();
    }

    /// <summary>Changes the device rules of a container that is there.</summary>
    public void ChangeDevices(ValueList<DeviceRule> rules) =>
        DeviceRestriction.Change(DeviceRules.From(rules), DirectoryOf("devices") ?? throw NoDeviceCgroup(), IsV2);

    private static RuntimeFailure NoDeviceCgroup() => new(
        "restrict devices", null, "no device cgroup can be made here", "/linux/resources/devices",
        "it needs root and a mounted cgroup2 or devices hierarchy");

    private ValueList<ParentStep> PlanSettings(ResourcesSpec resources)
    {
        ValueList<CgroupSetting> settings = SettingsOf(resources);
        return settings.Count == 0 ? [] : [new LimitResources(Place(settings))];
    }

    private ValueList<CgroupSetting> SettingsOf(ResourcesSpec resources) =>
        IsV2 ? V2Settings.Of(resources) : V1Settings.Of(resources);

    /// <summary>Finds the directory of each setting.</summary>
    public ValueList<PlacedSetting> Place(ValueList<CgroupSetting> settings)
    {
        var placed = new List<PlacedSetting>(settings.Count);
        foreach (CgroupSetting setting in settings)
        {
            if (DirectoryOf(setting.Controller) is { } directory)
                placed.Add(new PlacedSetting(directory, setting));
            else if (!setting.IsOptional && (Refused.Count == 0 || !setting.IsUnlimited))
                throw NotAvailable(setting);
        }
        return [.. placed];
    }

    /// <summary>The directory with the files of a controller; null when there is none.</summary>
    public string? DirectoryOf(string controller)
    {
        for (int i = 0; i < Paths.Count; i++)
        {
            if (Hierarchies[i].IsV2 || Hierarchies[i].Has(controller))
                return Paths[i];
        }
        return null;
    }

    private RuntimeFailure NotAvailable(CgroupSetting setting)
    {
        const string Operation = "limit the resource";
        foreach (CgroupGrant grant in Refused)
        {
            if (grant.Hierarchy.IsV2 || grant.Hierarchy.Has(setting.Controller))
                return new(Operation, setting.Controller, grant.Obstacle!, setting.Property, DelegationHint);
        }
        string reason = Paths.Count == 0
            ? "the container has no cgroup" : "no hierarchy of cgroup v1 with this controller is mounted";
        return new(Operation, setting.Controller, reason, setting.Property, AreDisabled ? "see --cgroup-manager" : null);
    }
}
