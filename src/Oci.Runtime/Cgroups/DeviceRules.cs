using System;
using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime.Cgroups;

/// <summary>
/// What a container may do with devices: <c>linux.resources.devices</c> put together, with the devices every
/// container has.
/// </summary>
internal sealed record DeviceRules(bool AllowsByDefault, ValueList<DeviceException> Exceptions)
{
    /// <summary>
    /// Allowed unless the configuration allows by default: making any node, and the default devices (config-linux.md,
    /// Default
    /// Devices) with the terminals of the container's own devpts, on which its /dev/console is one.
    /// </summary>
    private static readonly DeviceException[] Defaults =
    [
        new(DeviceType.Block, DeviceException.Any, DeviceException.Any, DeviceAccess.Mknod),
        new(DeviceType.Character, DeviceException.Any, DeviceException.Any, DeviceAccess.Mknod),
        new(DeviceType.Character, 1, 3, DeviceAccess.All), // null
        new(DeviceType.Character, 1, 5, DeviceAccess.All), // zero
        new(DeviceType.Character, 1, 7, DeviceAccess.All), // full
        new(DeviceType.Character, 1, 8, DeviceAccess.All), // random
        new(DeviceType.Character, 1, 9, DeviceAccess.All), // urandom
        new(DeviceType.Character, 5, 0, DeviceAccess.All), // tty
        new(DeviceType.Character, 5, 2, DeviceAccess.All), // ptmx
        new(DeviceType.Character, 136, DeviceException.Any, DeviceAccess.All), // pts/*
    ];

    /// <summary>The rules in their order, from a start where everything is denied.</summary>
    /// <exception cref="RuntimeFailure">A rule that does not say what it allows, or that cgroups cannot
    /// express.</exception>
    public static DeviceRules From(ValueList<DeviceRule> configured)
    {
        var list = new DeviceExceptionList();
        for (int index = 0; index < configured.Count; index++)
            Apply(configured[index], $"/linux/resources/devices/{index}", list);

        // A configuration that allows by default has said itself what it denies.
        if (!list.AllowsByDefault)
        {
            foreach (DeviceException exception in Defaults)
                list.Apply(allow: true, exception);
        }
        return new DeviceRules(list.AllowsByDefault, list.ToValueList());
    }

    /// <summary>
    /// The writes that give a v1 device cgroup these rules, whatever it had; each line is one write(2).
    /// </summary>
    public IEnumerable<(string File, string Line)> ToV1Writes()
    {
        const string Allow = "devices.allow";
        const string Deny = "devices.deny";
        yield return (AllowsByDefault ? Allow : Deny, "a *:* rwm");
        for (int index = 0; index < Exceptions.Count; index++)
            yield return (AllowsByDefault ? Deny : Allow, Exceptions[index].ToString());
    }

    /// <summary>
    /// The writes that change a v1 device cgroup to these rules and never deny what stays allowed: first what is new is
    /// allowed, then what is old is denied.
    /// </summary>
    /// <param name="list">The text of devices.list.</param>
    public IEnumerable<(string File, string Line)> ToV1Changes(string list)
    {
        var before = new List<DeviceException>();
        bool deniedByDefault = !AllowsByDefault;
        foreach (string line in list.Split('\n', System.StringSplitOptions.RemoveEmptyEntries))
        {
            if (DeviceException.TryParse(line) is { } exception)
                before.Add(exception);
            else
                deniedByDefault = false; // "a *:* rwm": everything is allowed, with exceptions that the list does not show
        }
        return deniedByDefault ? Differences(before) : ToV1Writes();
    }

    private List<(string File, string Line)> Differences(List<DeviceException> before)
    {
        var writes = new List<(string File, string Line)>();
        var kept = new Dictionary<DeviceException, DeviceAccess>();
        var had = new Dictionary<DeviceException, DeviceAccess>(before.Count);
        foreach (DeviceException old in before)
            had[old with { Access = DeviceAccess.None }] = old.Access;
        foreach (DeviceException exception in Exceptions)
        {
            // The kernel looks through all that it has for every line, so that of thousands none is to be written in vain.
            DeviceAccess present = had.GetValueOrDefault(exception with { Access = DeviceAccess.None });
            if ((exception.Access & ~present) != 0)
                writes.Add(("devices.allow", exception.ToString()));
            DeviceException device = exception with { Access = DeviceAccess.None };
            kept[device] = kept.GetValueOrDefault(device) | exception.Access;
        }
        foreach (DeviceException old in before)
        {
            DeviceAccess lost = old.Access & ~kept.GetValueOrDefault(old with { Access = DeviceAccess.None });
            if (lost != 0)
                writes.Add(("devices.deny", (old with { Access = lost }).ToString()));
        }
        return writes;
    }

    private static void Apply(DeviceRule rule, string pointer, DeviceExceptionList list)
    {
        uint major = ParseNumber(rule.Major, pointer, "major");
        uint minor = ParseNumber(rule.Minor, pointer, "minor");
        DeviceAccess access = ParseAccess(rule, pointer);
        switch (rule.Type)
        {
            case 'a' when major == DeviceException.Any && minor == DeviceException.Any && access is DeviceAccess.All:
                list.Reset(rule.Allow);
                break;
            case 'a': // of all devices a part only, which the kernel cannot say in one rule
                ApplyTo(DeviceType.Block);
                ApplyTo(DeviceType.Character);
                break;
            case 'b':
                ApplyTo(DeviceType.Block);
                break;
            case 'c':
                ApplyTo(DeviceType.Character);
                break;
            default:
                throw Refuse(pointer, $"type '{rule.Type}'", "it is none of a, b and c");
        }

        void ApplyTo(DeviceType type)
        {
            var exception = new DeviceException(type, major, minor, access);
            if (list.Apply(rule.Allow, exception) is { } wider)
            {
                throw Refuse(
                    pointer,
                    $"{(rule.Allow ? "allow" : "deny")} {exception}",
                    $"an earlier rule is about {wider}, and a device cgroup cannot except a part of it");
            }
        }
    }

    private static uint ParseNumber(long? number, string pointer, string name) => number switch
    {
        null or -1 => DeviceException.Any,
        >= 0 and < DeviceException.Any => (uint)number,
        _ => throw Refuse(pointer, $"{name} {number}", "it is not a device number"),
    };

    /// <remarks>Access is optional, and the specification does not say what its absence means; so it opens
    /// nothing.</remarks>
    private static DeviceAccess ParseAccess(DeviceRule rule, string pointer)
    {
        if (rule.Access.Length == 0)
            return rule.Allow ? DeviceAccess.None : DeviceAccess.All;

        var access = DeviceAccess.None;
        foreach (char letter in rule.Access)
        {
            access |= letter switch
            {
                'r' => DeviceAccess.Read,
                'w' => DeviceAccess.Write,
                'm' => DeviceAccess.Mknod,
                _ => throw Refuse(pointer, $"access '{rule.Access}'", "it has letters other than r, w and m"),
            };
        }
        return access;
    }

    private static RuntimeFailure Refuse(string pointer, string subject, string reason) =>
        new("apply device rule", subject, reason, pointer);
}
