using System;
using System.Collections.Generic;
using System.Globalization;
using Oci.Runtime.Cgroups;
using Oci.Spec;

namespace Oci.Runtime.Systemd;

/// <summary>
/// Limits as properties of a unit (systemd.resource-control(5)). systemd writes the files of a cgroup anew whenever it
/// sees fit, and a limit that it does not know would be lost then.
/// </summary>
/// <remarks>
/// Made from the very settings that are written to the files. One that no property stands for is none of systemd's
/// business: it leaves such files alone.
/// </remarks>
internal static class UnitProperties
{
    private const ulong Infinity = ulong.MaxValue;
    private const ulong Second = 1_000_000;
    private const ulong DefaultPeriod = 100_000;
    private const ulong UsualWeight = 100;

    // The versions in which properties came (NEWS of systemd).
    private const int PeriodSince = 242;
    private const int CpusetSince = 244;
    private const int IdleSince = 252;

    public static ValueList<UnitProperty> Of(ValueList<CgroupSetting> settings, bool isV2, int version)
    {
        var properties = new List<UnitProperty>();
        foreach (CgroupSetting setting in settings)
        {
            foreach (FileChoice choice in setting.Choices)
                Add(properties, choice.Name, choice.Value.Trim(), version);
        }
        AddBandwidth(properties, settings, isV2, version);
        properties.AddRange(UnitDevices.Of(settings));
        return [.. properties];
    }

    private static void Add(List<UnitProperty> properties, string file, string value, int version)
    {
        UnitProperty? property = file switch
        {
            "memory.max" => Limit("MemoryMax", value, least: 1),
            "memory.high" => Limit("MemoryHigh", value, least: 1),
            "memory.low" => Limit("MemoryLow", value, least: 0),
            "memory.min" => Limit("MemoryMin", value, least: 0),
            "memory.swap.max" => Limit("MemorySwapMax", value, least: 0),
            "memory.limit_in_bytes" => Limit("MemoryLimit", value, least: 1),
            "pids.max" => Limit("TasksMax", value == "0" ? "1" : value, least: 1),
            "cpu.weight" => Limit("CPUWeight", value, least: 1),
            "cpu.idle" when value == "1" && version >= IdleSince => new("CPUWeight", DBusValue.Of(0UL)),
            // What the kernel gives it then; shares come after this, and count.
            "cpu.idle" when value == "0" && version >= IdleSince => new("CPUWeight", DBusValue.Of(UsualWeight)),
            "cpu.shares" => Limit("CPUShares", value, least: 2),
            "io.weight" when value.StartsWith("default ", StringComparison.Ordinal) => Limit("IOWeight", value[8..], least: 1),
            "blkio.weight" => Limit("BlockIOWeight", value, least: 10),
            "cpuset.cpus" when version >= CpusetSince => Mask("AllowedCPUs", value),
            "cpuset.mems" when version >= CpusetSince => Mask("AllowedMemoryNodes", value),
            _ => null,
        };
        if (property is not null)
            properties.Add(property);
    }

    // Zero means what the file makes of it, and some properties do not take it.
    private static UnitProperty? Limit(string name, string value, ulong least)
    {
        if (value is "max" or "-1")
            return new UnitProperty(name, DBusValue.Of(Infinity));
        return Number(value) is { } number && number >= least ? new UnitProperty(name, DBusValue.Of(number)) : null;
    }

    /// <summary>A number as files of cgroups take it: of memory also with a letter for a power of 1024 (memparse).</summary>
    internal static ulong? Number(string value)
    {
        const string Powers = "KMGTPE";
        int power = value.Length > 0 ? Powers.IndexOf(char.ToUpperInvariant(value[^1]), StringComparison.Ordinal) + 1 : 0;
        ReadOnlySpan<char> digits = power > 0 ? value.AsSpan(0, value.Length - 1) : value;
        if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            return null;
        const int BitsOfAPower = 10;
        return number <= ulong.MaxValue >> (power * BitsOfAPower) ? number << (power * BitsOfAPower) : null;
    }

    // Bit N of byte N / 8 for the number N.
    private static UnitProperty? Mask(string name, string value)
    {
        if (NumberList.TryParse(value, out ValueList<NumberRange> ranges) is not null)
            return null;
        const int BitsInAByte = 8;
        ulong[] words = NumberList.MaskOf(ranges);
        byte[] bytes = new byte[words.Length * sizeof(ulong)];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(words[i / sizeof(ulong)] >> (i % sizeof(ulong) * BitsInAByte));
        return new UnitProperty(name, DBusValue.Of(bytes.AsSpan().TrimEnd((byte)0).ToArray()));
    }

    private static void AddBandwidth(
        List<UnitProperty> properties, ValueList<CgroupSetting> settings, bool isV2, int version)
    {
        string? quota = ValueOf(settings, "cpu.cfs_quota_us");
        string? period = ValueOf(settings, "cpu.cfs_period_us");
        if (isV2 && ValueOf(settings, "cpu.max") is { } bandwidth)
        {
            string[] words = bandwidth.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            (quota, period) = (words.Length > 0 ? words[0] : null, words.Length > 1 ? words[1] : null);
        }
        ulong microseconds = (period is null ? null : Number(period)) ?? DefaultPeriod;
        if (period is not null && version >= PeriodSince)
            properties.Add(new UnitProperty("CPUQuotaPeriodUSec", DBusValue.Of(microseconds)));
        if (quota is "max" or "-1")
            properties.Add(new UnitProperty("CPUQuotaPerSecUSec", DBusValue.Of(Infinity)));
        else if (quota is not null && Number(quota) is { } time && microseconds > 0)
            properties.Add(new UnitProperty("CPUQuotaPerSecUSec", DBusValue.Of(PerSecond(time, microseconds))));
    }

    // systemd keeps whole percents of a processor. Rounded up, so that what is written to the file, and may be below it
    // in a cgroup further down, is allowed.
    private static ulong PerSecond(ulong quota, ulong period)
    {
        const ulong Percent = Second / 100;
        ulong exact = (ulong)(((UInt128)quota * Second) / period);
        return (exact + Percent - 1) / Percent * Percent;
    }

    // The last one, which is what the file has in the end: unified comes after the other properties.
    private static string? ValueOf(ValueList<CgroupSetting> settings, string file)
    {
        string? value = null;
        foreach (CgroupSetting setting in settings)
        {
            if (setting.Choices[0].Name == file)
                value = setting.Choices[0].Value.Trim();
        }
        return value;
    }
}
