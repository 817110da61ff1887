using System;
using System.Collections.Generic;
using Oci.Runtime.Cgroups;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Systemd;

/// <summary>The scope of a container: its name, its properties but for the pid of init, and its cgroup.</summary>
/// <param name="Directory">Its directory in the hierarchy that systemd keeps units in.</param>
/// <param name="Always">Properties that every container's scope has.</param>
/// <param name="Asked">Properties that the configuration asks for.</param>
internal sealed record ContainerUnit(
    UnitPlace Place, bool IsUser, string Directory, ValueList<UnitProperty> Always, ValueList<UnitProperty> Asked)
{
    private const string Description = "Description";

    /// <summary>What every scope has, whatever is asked for.</summary>
    public static ValueList<UnitProperty> PropertiesOf(UnitPlace place, string description, bool isV2) =>
    [
        new(Description, DBusValue.Of(description)),
        new("Slice", DBusValue.Of(place.Slice)),
        // The cgroup is ours and the container's: systemd leaves alone what is in it and below.
        new("Delegate", DBusValue.Of(true)),
        new("CPUAccounting", DBusValue.Of(true)),
        new("MemoryAccounting", DBusValue.Of(true)),
        new("TasksAccounting", DBusValue.Of(true)),
        new(isV2 ? "IOAccounting" : "BlockIOAccounting", DBusValue.Of(true)),
        // Else it would be stopped at shutdown before the services that may want to stop it in their own way.
        new("DefaultDependencies", DBusValue.Of(false)),
    ];

    /// <summary>All of them; one that is asked for takes the place of the usual one.</summary>
    public ValueList<UnitProperty> Properties
    {
        get
        {
            var all = new List<UnitProperty>();
            foreach (UnitProperty usual in Always)
            {
                if (Find(Asked, usual.Name) is null)
                    all.Add(usual);
            }
            all.AddRange(Asked);
            return [.. all];
        }
    }

    /// <summary>What is remembered of it. By the description a unit of the same name is told from somebody else's.</summary>
    public UnitRecord ToRecord() => new(
        Place.Name, IsUser, Find(Properties, Description)?.Value is DBusText { Value: var text } ? text : Place.Name);

    private static UnitProperty? Find(ValueList<UnitProperty> properties, string name)
    {
        UnitProperty? found = null;
        foreach (UnitProperty property in properties)
        {
            if (property.Name == name)
                found = property;
        }
        return found;
    }

    /// <summary>Stops the unit if it is the one that was started for the container.</summary>
    public static void Remove(UnitRecord unit)
    {
        using SystemdManager manager = SystemdManager.Connect(unit.IsUser);
        if (manager.DescriptionOf(unit.Name) == unit.Description)
            manager.Remove(unit.Name);
    }

    /// <summary>
    /// Device rules for version 1, where systemd writes its own list when it reads its configuration anew: without one it
    /// would allow everything then.
    /// </summary>
    public static ValueList<UnitProperty> DevicesOf(DeviceRules rules)
    {
        if (rules.AllowsByDefault)
            return [new("DevicePolicy", DBusValue.Of("auto")), new("DeviceAllow", new DBusArray("(ss)", []))];
        var allowed = new List<DBusValue>();
        foreach (DeviceException exception in rules.Exceptions)
        {
            string[] words = exception.ToString().Split(' ', ':');
            if (NodeOf(exception, words) is { } node)
                allowed.Add(new DBusStruct([DBusValue.Of(node), DBusValue.Of(words[3])]));
        }
        return [new("DevicePolicy", DBusValue.Of("strict")), new("DeviceAllow", new DBusArray("(ss)", [.. allowed]))];
    }

    // Of many devices of one number systemd knows only the name of the driver; the terminals are all that need it.
    private static string? NodeOf(DeviceException exception, string[] words)
    {
        const int Terminals = 136;
        string kind = exception.Type == DeviceType.Block ? "block" : "char";
        return exception switch
        {
            { Major: DeviceException.Any, Minor: DeviceException.Any } => $"{kind}-*",
            { Major: Terminals, Minor: DeviceException.Any, Type: DeviceType.Character } => "char-pts",
            { Major: DeviceException.Any } or { Minor: DeviceException.Any } => null,
            _ => $"/dev/{kind}/{words[1]}:{words[2]}",
        };
    }
}
