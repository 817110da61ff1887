using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Oci.Runtime.Interop;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Stats;

/// <summary>What resctrl tells of a container's group: its share, the machine's, and what was counted.</summary>
/// <param name="Monitors">Of each cache that is shared by processors, in the order of their numbers.</param>
internal sealed record RdtStats(
    RdtSchemata Root, RdtSchemata Group, RdtCacheInfo? Cache, RdtBandwidthInfo? Bandwidth, ValueList<RdtMonitor> Monitors)
{
    /// <summary>Null for a container without <c>linux.intelRdt</c>, and where its group has gone.</summary>
    public static RdtStats? Of(ContainerRecord record)
    {
        if (record.ResctrlGroup is not { } group || TryRead($"{group}/schemata") is not { } schemata)
            return null;
        // The default group is the root itself.
        string root = Files.TryStatus($"{group}/info", out _) is null ? group[..group.LastIndexOf('/')] : group;
        string monitored = group;
        foreach (ResctrlDirectory made in record.Resctrl)
        {
            if (made.Path.Contains("/mon_groups/", StringComparison.Ordinal))
                monitored = made.Path;
        }
        return new RdtStats(
            RdtSchemata.Of(TryRead($"{root}/schemata") ?? ""), RdtSchemata.Of(schemata), CacheInfo($"{root}/info/L3"),
            BandwidthInfo($"{root}/info/MB"), MonitorsIn($"{monitored}/mon_data"));
    }

    private static RdtCacheInfo? CacheInfo(string info) => TryRead($"{info}/cbm_mask") is { } mask
        ? new(mask.Trim(), Number($"{info}/min_cbm_bits"), Number($"{info}/num_closids"))
        : null;

    private static RdtBandwidthInfo? BandwidthInfo(string info) => TryRead($"{info}/min_bandwidth") is { } least
        ? new(Number($"{info}/bandwidth_gran"), Number($"{info}/delay_linear"), StatText.Number(least), Number($"{info}/num_closids"))
        : null;

    private static ValueList<RdtMonitor> MonitorsIn(string directory)
    {
        using Fd? open = Files.TryOpen(directory, Files.ReadOnly | Files.Directory, out _);
        List<string> names = open is null ? [] : Files.Names(open, directory, onlyDirectories: true);
        names.Sort(StringComparer.Ordinal);
        var monitors = new List<RdtMonitor>();
        foreach (string name in names)
        {
            if (!name.StartsWith("mon_L3_", StringComparison.Ordinal))
                continue;
            string path = $"{directory}/{name}";
            monitors.Add(new RdtMonitor(
                Count($"{path}/llc_occupancy"), Count($"{path}/mbm_total_bytes"), Count($"{path}/mbm_local_bytes")));
        }
        return [.. monitors];
    }

    private static ulong Number(string path) => Count(path) ?? 0;

    private static ulong? Count(string path) => TryRead(path) is { } text ? StatText.Number(text) : null;

    private static string? TryRead(string path)
    {
        using Fd? file = Files.TryOpen(path, Files.ReadOnly, out _);
        return file is null ? null : Encoding.ASCII.GetString(Files.ReadAll(file, path));
    }

    /// <summary>In the form that engines read, the fields of <c>intel_rdt</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (Cache is not null)
        {
            json.WriteStartObject("l3_cache_info"u8);
            json.WriteString("cbm_mask"u8, Cache.Mask);
            json.WriteNumber("min_cbm_bits"u8, Cache.LeastBits);
            json.WriteNumber("num_closids"u8, Cache.Classes);
            json.WriteEndObject();
        }
        Text(json, "l3_cache_schema_root"u8, Root.Cache);
        Text(json, "l3_cache_schema"u8, Group.Cache);
        if (Bandwidth is not null)
        {
            json.WriteStartObject("mem_bw_info"u8);
            json.WriteNumber("bandwidth_gran"u8, Bandwidth.Granularity);
            json.WriteNumber("delay_linear"u8, Bandwidth.Linear);
            json.WriteNumber("min_bandwidth"u8, Bandwidth.Least);
            json.WriteNumber("num_closids"u8, Bandwidth.Classes);
            json.WriteEndObject();
        }
        Text(json, "mem_bw_schema_root"u8, Root.Bandwidth);
        Text(json, "mem_bw_schema"u8, Group.Bandwidth);
        WriteTraffic(json);
        WriteOccupancy(json);
    }

    private void WriteTraffic(Utf8JsonWriter json)
    {
        if (!Any(static monitor => monitor.TotalBytes is not null || monitor.LocalBytes is not null))
            return;
        json.WriteStartArray("mbm_stats"u8);
        foreach (RdtMonitor monitor in Monitors)
        {
            json.WriteStartObject();
            json.WriteNumber("mbm_total_bytes"u8, monitor.TotalBytes ?? 0);
            json.WriteNumber("mbm_local_bytes"u8, monitor.LocalBytes ?? 0);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteOccupancy(Utf8JsonWriter json)
    {
        if (!Any(static monitor => monitor.Occupancy is not null))
            return;
        json.WriteStartArray("cmt_stats"u8);
        foreach (RdtMonitor monitor in Monitors)
        {
            json.WriteStartObject();
            json.WriteNumber("llc_occupancy"u8, monitor.Occupancy ?? 0);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private bool Any(Predicate<RdtMonitor> condition)
    {
        foreach (RdtMonitor monitor in Monitors)
        {
            if (condition(monitor))
                return true;
        }
        return false;
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        if (value.Length > 0)
            json.WriteString(name, value);
    }
}

/// <summary>The lines of a <c>schemata</c> file that are about the L3 cache and about memory bandwidth; empty without one.</summary>
internal sealed record RdtSchemata(string Cache, string Bandwidth)
{
    // With code and data apart there are lines for L3CODE and L3DATA.
    public static RdtSchemata Of(string schemata) => new(Lines(schemata, "L3"), Lines(schemata, "MB"));

    private static string Lines(string schemata, string resource)
    {
        var lines = new List<string>();
        foreach (string line in schemata.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(resource, StringComparison.Ordinal))
                lines.Add(line);
        }
        return string.Join('\n', lines);
    }
}

/// <param name="Mask">All bits that a mask may have, hexadecimal.</param>
internal sealed record RdtCacheInfo(string Mask, ulong LeastBits, ulong Classes);

/// <summary>Memory bandwidth in percent: in which steps, whether linear, and the least.</summary>
internal sealed record RdtBandwidthInfo(ulong Granularity, ulong Linear, ulong Least, ulong Classes);

/// <summary>What was counted at one cache: bytes in it, and bytes to and from memory. Null is not counted.</summary>
internal sealed record RdtMonitor(ulong? Occupancy, ulong? TotalBytes, ulong? LocalBytes);
