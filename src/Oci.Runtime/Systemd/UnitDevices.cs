using System;
using System.Collections.Generic;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Systemd;

/// <summary>Weights and rates of block devices as properties of a unit: an array of device and number each.</summary>
internal static class UnitDevices
{
    private const string Node = "/dev/block/";

    private static readonly (string File, string Key, string Property)[] Known =
    [
        ("io.max", "rbps", "IOReadBandwidthMax"),
        ("io.max", "wbps", "IOWriteBandwidthMax"),
        ("io.max", "riops", "IOReadIOPSMax"),
        ("io.max", "wiops", "IOWriteIOPSMax"),
        ("io.weight", "", "IODeviceWeight"),
        ("blkio.throttle.read_bps_device", "", "BlockIOReadBandwidth"),
        ("blkio.throttle.write_bps_device", "", "BlockIOWriteBandwidth"),
        ("blkio.weight_device", "", "BlockIODeviceWeight"),
    ];

    public static ValueList<UnitProperty> Of(ValueList<CgroupSetting> settings)
    {
        var devices = new List<DBusValue>?[Known.Length];
        foreach (CgroupSetting setting in settings)
        {
            foreach (FileChoice choice in setting.Choices)
                Add(devices, choice);
        }
        var properties = new List<UnitProperty>();
        for (int i = 0; i < devices.Length; i++)
        {
            if (devices[i] is { } found)
                properties.Add(new UnitProperty(Known[i].Property, new DBusArray("(st)", [.. found])));
        }
        return [.. properties];
    }

    /// <summary>
    /// Without those that lie on another device, such as one of the device mapper: systemd would slow down the device
    /// below, and all that others do with it. (What it does not know of a device it leaves in the files as it is.)
    /// </summary>
    public static ValueList<UnitProperty> WithoutStacked(ValueList<UnitProperty> properties)
    {
        var kept = new List<UnitProperty>();
        foreach (UnitProperty property in properties)
        {
            if (property.Value is not DBusArray { Element: "(st)" } devices)
                kept.Add(property);
            else if (Alone(devices) is { Count: > 0 } alone)
                kept.Add(property with { Value = devices with { Items = alone } });
        }
        return [.. kept];
    }

    private static ValueList<DBusValue> Alone(DBusArray devices)
    {
        var alone = new List<DBusValue>();
        foreach (DBusValue device in devices.Items)
        {
            if (device is DBusStruct { Fields: [DBusText { Value: var node }, _] } && !IsStacked(node[Node.Length..]))
                alone.Add(device);
        }
        return [.. alone];
    }

    private static bool IsStacked(string numbers)
    {
        string path = $"/sys/dev/block/{numbers}/slaves";
        using Fd? slaves = Files.TryOpen(path, Files.ReadOnly | Files.Directory, out _);
        return slaves is not null && Files.Names(slaves, path).Count > 0;
    }

    // "8:0 1000", or of io.max "8:0 rbps=1000 wiops=max".
    private static void Add(List<DBusValue>?[] devices, FileChoice choice)
    {
        string[] words = choice.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !char.IsAsciiDigit(words[0][0]) || !words[0].Contains(':', StringComparison.Ordinal))
            return;
        // To these a rate of 0 is none.
        bool isThrottle = choice.Name.StartsWith("blkio.throttle.", StringComparison.Ordinal);
        foreach (string word in words.AsSpan(1))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? "" : word[..equals], value = word[(equals + 1)..];
            int known = Array.FindIndex(Known, one => one.File == choice.Name && one.Key == key);
            ulong? number = value == "max" || (isThrottle && value == "0") ? ulong.MaxValue : UnitProperties.Number(value);
            if (known >= 0 && number is { } rate)
                (devices[known] ??= []).Add(new DBusStruct([DBusValue.Of($"{Node}{words[0]}"), DBusValue.Of(rate)]));
        }
    }
}
