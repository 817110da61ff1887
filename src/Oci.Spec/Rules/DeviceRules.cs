using System;
using System.Collections.Generic;

namespace Oci.Spec.Rules;

/// <summary>Device nodes and network devices that a container gets.</summary>
internal static class DeviceRules
{
    /// <summary>IFNAMSIZ of netdevice(7) without the terminating zero.</summary>
    private const int LongestInterfaceName = 15;

    public static void HavePlainPaths(ContainerSpec container, RuleFindings findings)
    {
        ValueList<DeviceSpec> devices = container.Linux?.Devices ?? [];
        for (int i = 0; i < devices.Count; i++)
        {
            if (!IsPlain(devices[i].Path))
                findings.Add($"/linux/devices/{i}/path", "must be a path without '.', '..' and empty parts");
        }
    }

    public static void AreTheSameAtAPath(ContainerSpec container, RuleFindings findings)
    {
        ValueList<DeviceSpec> devices = container.Linux?.Devices ?? [];
        var seen = new Dictionary<string, DeviceSpec>(devices.Count, StringComparer.Ordinal);
        for (int i = 0; i < devices.Count; i++)
        {
            DeviceSpec device = devices[i];
            if (seen.TryAdd(device.Path, device))
                continue;
            DeviceSpec first = seen[device.Path];
            if ((first.Type, first.Major, first.Minor) != (device.Type, device.Major, device.Minor))
                findings.Add($"/linux/devices/{i}/path", "is listed before for another device");
        }
    }

    public static void OwnersAreReal(ContainerSpec container, RuleFindings findings)
    {
        const string Message = "is 4294967295, which the kernel takes for \"leave unchanged\"";
        ValueList<DeviceSpec> devices = container.Linux?.Devices ?? [];
        for (int i = 0; i < devices.Count; i++)
        {
            if (devices[i].Uid == uint.MaxValue)
                findings.Add($"/linux/devices/{i}/uid", Message);
            if (devices[i].Gid == uint.MaxValue)
                findings.Add($"/linux/devices/{i}/gid", Message);
        }
    }

    public static void InterfacesHaveNames(ContainerSpec container, RuleFindings findings)
    {
        foreach (NetDeviceSpec device in container.Linux?.NetDevices ?? [])
        {
            string pointer = $"/linux/netDevices/{Json.JsonPointer.Escape(device.HostName)}";
            if (!IsInterfaceName(device.HostName))
                findings.Add(pointer, "is no name of a network interface");
            if (device.Name is { Length: > 0 } name && !IsInterfaceName(name))
                findings.Add($"{pointer}/name", "is no name of a network interface");
        }
    }

    /// <remarks>The kernel numbers names with <c>%d</c>, so they may repeat.</remarks>
    public static void InterfacesHaveDifferentNames(ContainerSpec container, RuleFindings findings)
    {
        ValueList<NetDeviceSpec> devices = container.Linux?.NetDevices ?? [];
        var seen = new HashSet<string>(devices.Count, StringComparer.Ordinal);
        foreach (NetDeviceSpec device in devices)
        {
            string name = string.IsNullOrEmpty(device.Name) ? device.HostName : device.Name;
            if (!name.Contains("%d", StringComparison.Ordinal) && !seen.Add(name))
            {
                findings.Add(
                    $"/linux/netDevices/{Json.JsonPointer.Escape(device.HostName)}",
                    $"would be named {name} in the container, as another network device");
            }
        }
    }

    private static bool IsPlain(string path)
    {
        if (path.Length < 2 || path[0] != '/')
            return false;
        foreach (Range range in path.AsSpan(1).Split('/'))
        {
            if (path.AsSpan(1)[range] is "" or "." or "..")
                return false;
        }
        return true;
    }

    private static bool IsInterfaceName(string name)
    {
        if (name.Length is 0 or > LongestInterfaceName || name is "." or "..")
            return false;
        foreach (char character in name)
        {
            if (character is '/' or ':' || char.IsWhiteSpace(character))
                return false;
        }
        return true;
    }
}
