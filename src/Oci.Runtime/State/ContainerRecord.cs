using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using Oci.Spec;
using static Oci.Runtime.State.RecordFields;

namespace Oci.Runtime.State;

/// <summary>How far a container has come, as far as the record tells; what it is now, the kernel says.</summary>
internal enum RecordPhase
{
    /// <summary>Someone is making it, or died doing so: only the intent is certain.</summary>
    Creating,

    /// <summary>It was made whole.</summary>
    Created,
}

/// <summary>A process that cannot be mistaken for a later one with the same number.</summary>
/// <param name="StartTime">Clock ticks after boot (proc_pid_stat(5)).</param>
internal sealed record ProcessIdentity(int Pid, ulong StartTime);

/// <summary>What a cgroup directory is to a container.</summary>
internal enum CgroupRole
{
    /// <summary>Made for it, and removed with it.</summary>
    Own,

    /// <summary>Made above its own; removed when nothing else is in it.</summary>
    Parent,

    /// <summary>It was there before: the container's processes are in it, but it stays.</summary>
    Foreign,

    /// <summary>The directory of its unit: systemd makes and removes it.</summary>
    Unit,

    /// <summary>Made for it in another hierarchy than that of its unit, where systemd may make and remove it as well.</summary>
    BesideUnit,
}

/// <summary>The unit of systemd that a container's processes are in.</summary>
/// <param name="IsUser">Of the systemd of the user, not of the machine.</param>
/// <param name="Description">Tells it from a unit of the same name that somebody else has started.</param>
internal sealed record UnitRecord(string Name, bool IsUser, string Description);

/// <summary>A cgroup directory that we made, are about to make, or found.</summary>
/// <param name="Inode">0 until it is made: then no process of ours can be in it.</param>
internal sealed record CgroupDirectory(string Path, ulong Inode, CgroupRole Role);

/// <summary>A directory of resctrl that is removed with the container.</summary>
/// <param name="Inode">0 until it is made.</param>
internal sealed record ResctrlDirectory(string Path, ulong Inode);

/// <summary>A mount in the host's own mount namespace, which is removed with the container.</summary>
/// <param name="Path">Where it is attached.</param>
/// <param name="Id">Its number, which tells it from any other mount at that place.</param>
internal sealed record HostMount(string Path, ulong Id);

/// <summary>
/// What must be remembered of a container between commands. It is on disk before each thing that it names is made, so
/// that <c>delete --force</c> can clean up after a crash at any moment.
/// </summary>
internal sealed record ContainerRecord
{
    /// <summary>What the record says of its own form, first of all.</summary>
    public const int FormatVersion = 1;

    /// <summary>
    /// The errno of the failure to read a record of a later format, EOPNOTSUPP: it is whole, only not ours to judge.
    /// </summary>
    public const int LaterFormat = Interop.Errno.EOPNOTSUPP;

    public required string Id { get; init; }
    public required string OciVersion { get; init; }
    public required string Bundle { get; init; }
    public required string Rootfs { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required RecordPhase Phase { get; init; }

    /// <summary>The runtime process that makes the container.</summary>
    public required ProcessIdentity Maker { get; init; }

    /// <summary>The container's first process; null until it is cloned.</summary>
    public ProcessIdentity? Init { get; init; }

    /// <summary>Without a pid namespace of its own the end of init does not end the others.</summary>
    public bool SharesPids { get; init; }

    /// <summary>Its processes keep the session keyring of their callers.</summary>
    public bool KeepsKeyring { get; init; }
    public ValueList<CgroupDirectory> Cgroups { get; init; } = [];

    /// <summary>Null for a container whose cgroups were made without systemd.</summary>
    public UnitRecord? Unit { get; init; }
    public ValueList<ResctrlDirectory> Resctrl { get; init; } = [];

    /// <summary>The group in resctrl that its processes are in, whoever made it; null without <c>linux.intelRdt</c>.</summary>
    public string? ResctrlGroup { get; init; }

    /// <summary>What holds the root of a container without a mount namespace, and its mounts.</summary>
    public HostMount? RootMount { get; init; }
    public ValueList<NamedValue> Annotations { get; init; } = [];

    /// <summary>Null when there are none that later commands must know of.</summary>
    public KeptHooks? Hooks { get; init; }

    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("formatVersion", FormatVersion);
        writer.WriteString("id", Id);
        writer.WriteString("ociVersion", OciVersion);
        writer.WriteString("bundle", Bundle);
        writer.WriteString("rootfs", Rootfs);
        writer.WriteNumber("createdTicks", Created.UtcTicks);
        writer.WriteString("phase", Phase == RecordPhase.Created ? "created" : "creating");
        WriteProcess(writer, "maker", Maker);
        if (Init is not null)
            WriteProcess(writer, "init", Init);
        writer.WriteBoolean("sharesPids", SharesPids);
        if (KeepsKeyring)
            writer.WriteBoolean("keepsKeyring", true);
        writer.WriteStartArray("cgroups");
        foreach (CgroupDirectory cgroup in Cgroups)
        {
            writer.WriteStartObject();
            writer.WriteString("path", cgroup.Path);
            writer.WriteNumber("inode", cgroup.Inode);
            writer.WriteNumber("role", (int)cgroup.Role);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        if (Unit is not null)
            WriteUnit(writer, Unit);
        if (Resctrl.Count > 0)
            WriteResctrl(writer, Resctrl);
        if (ResctrlGroup is not null)
            writer.WriteString("resctrlGroup", ResctrlGroup);
        if (RootMount is not null)
            WriteMount(writer, RootMount);
        writer.WriteStartObject("annotations");
        foreach (NamedValue annotation in Annotations)
            writer.WriteString(annotation.Name, annotation.Value);
        writer.WriteEndObject();
        Hooks?.Write(writer, "hooks");
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteUnit(Utf8JsonWriter writer, UnitRecord unit)
    {
        writer.WriteStartObject("unit");
        writer.WriteString("name", unit.Name);
        writer.WriteBoolean("user", unit.IsUser);
        writer.WriteString("description", unit.Description);
        writer.WriteEndObject();
    }

    private static void WriteResctrl(Utf8JsonWriter writer, ValueList<ResctrlDirectory> directories)
    {
        writer.WriteStartArray("resctrl");
        foreach (ResctrlDirectory directory in directories)
        {
            writer.WriteStartObject();
            writer.WriteString("path", directory.Path);
            writer.WriteNumber("inode", directory.Inode);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteMount(Utf8JsonWriter writer, HostMount mount)
    {
        writer.WriteStartObject("rootMount");
        writer.WriteString("path", mount.Path);
        writer.WriteNumber("id", mount.Id);
        writer.WriteEndObject();
    }

    private static void WriteProcess(Utf8JsonWriter writer, string name, ProcessIdentity process)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("pid", process.Pid);
        writer.WriteNumber("startTime", process.StartTime);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Reads a record; one of a later format or with a damaged text is a failure that names the file.
    /// </summary>
    public static ContainerRecord FromJson(ReadOnlySpan<byte> json, string file)
    {
        try
        {
            return RecordReader.Read(json, file);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new RuntimeFailure(
                "read the record", file, "it is damaged", null, "delete --force removes what can still be proven to be the container's")
            {
                Code = FailureCode.StateDamaged,
            };
        }
    }

    private static class RecordReader
    {
        public static ContainerRecord Read(ReadOnlySpan<byte> json, string file)
        {
            var reader = new Utf8JsonReader(json);
            _ = reader.Read();
            Expect(JsonTokenType.StartObject, ref reader);
            CheckVersion(ref reader, file);
            var record = new ContainerRecord
            {
                Id = "", OciVersion = "", Bundle = "", Rootfs = "", Created = default, Phase = RecordPhase.Creating,
                Maker = new ProcessIdentity(0, 0),
            };
            while (NextProperty(ref reader, out string name))
                record = Set(record, name, ref reader);
            // Reading on finds what follows the object, which is nothing.
            bool isWhole = !reader.Read() && record is
            {
                Id.Length: > 0, OciVersion.Length: > 0, Bundle.Length: > 0, Rootfs.Length: > 0, Created.Ticks: > 0, Maker.Pid: > 0,
            };
            return isWhole ? record : throw new FormatException("something is missing");
        }

        // The version stands first, so that nothing is read by the wrong rules.
        private static void CheckVersion(ref Utf8JsonReader reader, string file)
        {
            if (!NextProperty(ref reader, out string name) || name != "formatVersion" || reader.GetInt32() is not (>= 1 and int version))
                throw new FormatException("no version");
            if (version > FormatVersion)
                throw new RuntimeFailure("read the record", file, "a later version of the runtime wrote it")
                {
                    Errno = LaterFormat, Code = FailureCode.StateDamaged,
                };
        }

        private static ContainerRecord Set(ContainerRecord record, string name, ref Utf8JsonReader reader)
        {
            switch (name)
            {
                case "id": return record with { Id = Text(ref reader) };
                case "ociVersion": return record with { OciVersion = Text(ref reader) };
                case "bundle": return record with { Bundle = Text(ref reader) };
                case "rootfs": return record with { Rootfs = Text(ref reader) };
                case "createdTicks": return record with { Created = new DateTimeOffset(reader.GetInt64(), TimeSpan.Zero) };
                case "phase": return record with { Phase = PhaseOf(Text(ref reader)) };
                case "maker": return record with { Maker = ReadProcess(ref reader) };
                case "init": return record with { Init = ReadProcess(ref reader) };
                case "sharesPids": return record with { SharesPids = reader.GetBoolean() };
                case "keepsKeyring": return record with { KeepsKeyring = reader.GetBoolean() };
                case "cgroups": return record with { Cgroups = ReadCgroups(ref reader) };
                case "unit": return record with { Unit = ReadUnit(ref reader) };
                case "resctrl": return record with { Resctrl = ReadResctrl(ref reader) };
                case "resctrlGroup": return record with { ResctrlGroup = Text(ref reader) };
                case "rootMount": return record with { RootMount = ReadMount(ref reader) };
                case "annotations": return record with { Annotations = ReadAnnotations(ref reader) };
                case "hooks": return record with { Hooks = KeptHooks.Read(ref reader) };
                default: reader.Skip(); return record;
            }
        }

        private static RecordPhase PhaseOf(string name) => name switch
        {
            "creating" => RecordPhase.Creating,
            "created" => RecordPhase.Created,
            _ => throw new FormatException("unknown phase"),
        };

        private static ProcessIdentity ReadProcess(ref Utf8JsonReader reader)
        {
            int pid = 0;
            ulong start = 0;
            Expect(JsonTokenType.StartObject, ref reader);
            while (NextProperty(ref reader, out string name))
            {
                if (name == "pid")
                    pid = reader.GetInt32();
                else if (name == "startTime")
                    start = reader.GetUInt64();
                else
                    reader.Skip();
            }
            return pid > 0 ? new ProcessIdentity(pid, start) : throw new FormatException("no process has such a number");
        }

        private static ValueList<CgroupDirectory> ReadCgroups(ref Utf8JsonReader reader)
        {
            var cgroups = new List<CgroupDirectory>();
            Expect(JsonTokenType.StartArray, ref reader);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                cgroups.Add(ReadCgroup(ref reader));
            return [.. cgroups];
        }

        private static CgroupDirectory ReadCgroup(ref Utf8JsonReader reader)
        {
            var cgroup = new CgroupDirectory("", 0, CgroupRole.Own);
            Expect(JsonTokenType.StartObject, ref reader);
            while (NextProperty(ref reader, out string name))
            {
                switch (name)
                {
                    case "path": cgroup = cgroup with { Path = Text(ref reader) }; break;
                    case "inode": cgroup = cgroup with { Inode = reader.GetUInt64() }; break;
                    case "role":
                        var role = (CgroupRole)reader.GetInt32();
                        cgroup = Enum.IsDefined(role) ? cgroup with { Role = role } : throw new FormatException("no role");
                        break;
                    default: reader.Skip(); break;
                }
            }
            return IsHostPath(cgroup.Path) && IsInodeOfCgroup(cgroup.Inode)
                ? cgroup
                : throw new FormatException("a cgroup has a path, and is no root");
        }

        private static UnitRecord ReadUnit(ref Utf8JsonReader reader)
        {
            var unit = new UnitRecord("", false, "");
            Expect(JsonTokenType.StartObject, ref reader);
            while (NextProperty(ref reader, out string name))
            {
                switch (name)
                {
                    case "name": unit = unit with { Name = Text(ref reader) }; break;
                    case "user": unit = unit with { IsUser = reader.GetBoolean() }; break;
                    case "description": unit = unit with { Description = Text(ref reader) }; break;
                    default: reader.Skip(); break;
                }
            }
            return unit.Name.Length > 0 ? unit : throw new FormatException("a unit has a name");
        }

        private static ValueList<ResctrlDirectory> ReadResctrl(ref Utf8JsonReader reader)
        {
            var directories = new List<ResctrlDirectory>();
            Expect(JsonTokenType.StartArray, ref reader);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                (string path, ulong inode) = ("", 0);
                Expect(JsonTokenType.StartObject, ref reader);
                while (NextProperty(ref reader, out string name))
                {
                    if (name == "path")
                        path = Text(ref reader);
                    else if (name == "inode")
                        inode = reader.GetUInt64();
                    else
                        reader.Skip();
                }
                directories.Add(IsHostPath(path)
                    ? new ResctrlDirectory(path, inode)
                    : throw new FormatException("a directory has a path"));
            }
            return [.. directories];
        }

        private static HostMount ReadMount(ref Utf8JsonReader reader)
        {
            (string path, ulong id) = ("", 0);
            Expect(JsonTokenType.StartObject, ref reader);
            while (NextProperty(ref reader, out string name))
            {
                if (name == "path")
                    path = Text(ref reader);
                else if (name == "id")
                    id = reader.GetUInt64();
                else
                    reader.Skip();
            }
            return IsHostPath(path) && id != 0 ? new HostMount(path, id) : throw new FormatException("a mount has a path and a number");
        }

        private static ValueList<NamedValue> ReadAnnotations(ref Utf8JsonReader reader)
        {
            var annotations = new List<NamedValue>();
            Expect(JsonTokenType.StartObject, ref reader);
            while (NextProperty(ref reader, out string name))
                annotations.Add(new NamedValue(name, Text(ref reader)));
            return [.. annotations];
        }
    }
}
