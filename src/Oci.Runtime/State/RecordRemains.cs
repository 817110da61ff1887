using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Oci.Runtime.State;

/// <summary>
/// Reads what is left of a damaged record: whole entries, up to the place where the text is no JSON any more.
/// </summary>
/// <remarks>
/// Only what can be proven to be the container's is taken: a process with its start time, a directory with its inode, a
/// mount with its number. A path alone may mean something else by now.
/// </remarks>
internal sealed class RecordRemains
{
    private readonly List<CgroupDirectory> _cgroups = [];
    private readonly List<ResctrlDirectory> _resctrl = [];
    private ProcessIdentity? _init;
    private HostMount? _rootMount;
    private bool _sharesPids;

    private RecordRemains()
    {
    }

    /// <summary>A record with what is left; its other properties are empty.</summary>
    public static ContainerRecord Read(ReadOnlySpan<byte> json)
    {
        var remains = new RecordRemains();
        try
        {
            // Not the final block: a number at the end may have lost digits, and is none.
            var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
            if (BeginsLikeARecord(ref reader))
                remains.ReadProperties(ref reader);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The end of what can be read.
        }
        return new ContainerRecord
        {
            Id = "", OciVersion = "", Bundle = "", Rootfs = "", Created = default, Phase = RecordPhase.Creating,
            Maker = new ProcessIdentity(0, 0), Init = remains._init, SharesPids = remains._sharesPids,
            Cgroups = [.. remains._cgroups], Resctrl = [.. remains._resctrl], RootMount = remains._rootMount,
        };
    }

    private static bool BeginsLikeARecord(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.StartObject
        && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("formatVersion"u8)
        && reader.Read() && reader.TokenType == JsonTokenType.Number
        && reader.TryGetInt32(out int version) && version == ContainerRecord.FormatVersion;

    private void ReadProperties(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!reader.Read() || !TryTake(name, ref reader))
                return;
        }
    }

    // False at the end of what is there.
    private bool TryTake(string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "init": return TryTakeEntry(ref reader, entry => _init = entry.Process);
            case "rootMount": return TryTakeEntry(ref reader, entry => _rootMount = entry.Mount);
            case "cgroups":
                return TryTakeEntries(ref reader, entry =>
                {
                    if (entry.Cgroup is { } cgroup)
                        _cgroups.Add(cgroup);
                });
            case "resctrl":
                return TryTakeEntries(ref reader, entry =>
                {
                    if (entry.Resctrl is { } resctrl)
                        _resctrl.Add(resctrl);
                });
            case "sharesPids":
                _sharesPids = reader.TokenType == JsonTokenType.True;
                return reader.TrySkip();
            default: return reader.TrySkip();
        }
    }

    private static bool TryTakeEntries(ref Utf8JsonReader reader, Action<Entry> take)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return reader.TrySkip();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray)
                return true;
            if (!TryTakeEntry(ref reader, take))
                return false;
        }
        return false;
    }

    private static bool TryTakeEntry(ref Utf8JsonReader reader, Action<Entry> take)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return reader.TrySkip();
        var entry = new Entry();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                take(entry);
                return true;
            }
            string name = reader.GetString()!;
            if (!reader.Read())
                return false;
            if (reader.TokenType == JsonTokenType.String && name == "path")
                entry.Path = reader.GetString()!;
            else if (reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out ulong number))
                entry.Numbers[name] = number;
            if (!reader.TrySkip())
                return false;
        }
        return false;
    }

    /// <summary>An object of the record that was read to its end; each view of it is null if something is missing.</summary>
    private sealed class Entry
    {
        public string Path { get; set; } = "";

        public Dictionary<string, ulong> Numbers { get; } = new(StringComparer.Ordinal);

        public ProcessIdentity? Process =>
            Number("pid") is > 0 and <= int.MaxValue and ulong pid && Number("startTime") is > 0 and ulong start
                ? new ProcessIdentity((int)pid, start)
                : null;

        public CgroupDirectory? Cgroup =>
            HasPath && Number("inode") is > 0 and ulong inode && RecordFields.IsInodeOfCgroup(inode)
            && Numbers.TryGetValue("role", out ulong role)
            && role <= (ulong)CgroupRole.Foreign
                ? new CgroupDirectory(Path, inode, (CgroupRole)role)
                : null;

        public ResctrlDirectory? Resctrl =>
            HasPath && Number("inode") is > 0 and ulong inode ? new ResctrlDirectory(Path, inode) : null;

        public HostMount? Mount => HasPath && Number("id") is > 0 and ulong id ? new HostMount(Path, id) : null;

        private bool HasPath => RecordFields.IsHostPath(Path);

        private ulong Number(string name) => Numbers.GetValueOrDefault(name);
    }
}
