using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using Oci.Spec;

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

/// <summary>A cgroup directory that we made, or are about to make.</summary>
/// <param name="Inode">0 until it is made: then no process of ours can be in it.</param>
/// <param name="IsParent">A directory above the container's own, removed only when it is empty.</param>
internal sealed record CgroupDirectory(string Path, ulong Inode, bool IsParent);

/// <summary>
/// What must be remembered of a container between commands. It is on disk before each thing that it names is made, so
/// that <c>delete --force</c> can clean up after a crash at any moment.
/// </summary>
internal sealed record ContainerRecord
{
    private const int FormatVersion = 1;

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
    public ValueList<CgroupDirectory> Cgroups { get; init; } = [];
    public ValueList<NamedValue> Annotations { get; init; } = [];

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
        writer.WriteStartArray("cgroups");
        foreach (CgroupDirectory cgroup in Cgroups)
        {
            writer.WriteStartObject();
            writer.WriteString("path", cgroup.Path);
            writer.WriteNumber("inode", cgroup.Inode);
            writer.WriteBoolean("parent", cgroup.IsParent);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartObject("annotations");
        foreach (NamedValue annotation in Annotations)
            writer.WriteString(annotation.Name, annotation.Value);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteProcess(Utf8JsonWriter writer, string name, ProcessIdentity process)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("pid", process.Pid);
        writer.WriteNumber("startTime", process.StartTime);
        writer.WriteEndObject();
    }

    /// <summary>Reads a record; one of a later format or with a damaged text is a failure that names the file.</summary>
    public static ContainerRecord FromJson(ReadOnlySpan<byte> json, string file)
    {
        try
        {
            return RecordReader.Read(json);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new RuntimeFailure(
                "read the record", file, "it is damaged", null, "delete --force removes what can still be proven to be the container's");
        }
    }

    private static class RecordReader
    {
        public static ContainerRecord Read(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json);
            Expect(ref reader, JsonTokenType.StartObject);
            var record = new ContainerRecord
            {
                Id = "", OciVersion = "", Bundle = "", Rootfs = "", Created = default, Phase = RecordPhase.Creating,
                Maker = new ProcessIdentity(0, 0),
            };
            while (NextProperty(ref reader, out string name))
                record = Set(record, name, ref reader);
            return record.Id.Length > 0 ? record : throw new FormatException("no id");
        }

        private static ContainerRecord Set(ContainerRecord record, string name, ref Utf8JsonReader reader)
        {
            switch (name)
            {
                case "formatVersion": return reader.GetInt32() <= FormatVersion ? record : throw new FormatException("later format");
                case "id": return record with { Id = reader.GetString()! };
                case "ociVersion": return record with { OciVersion = reader.GetString()! };
                case "bundle": return record with { Bundle = reader.GetString()! };
                case "rootfs": return record with { Rootfs = reader.GetString()! };
                case "createdTicks": return record with { Created = new DateTimeOffset(reader.GetInt64(), TimeSpan.Zero) };
                case "phase":
                    return record with { Phase = reader.ValueTextEquals("created"u8) ? RecordPhase.Created : RecordPhase.Creating };
                case "maker": return record with { Maker = ReadProcess(ref reader) };
                case "init": return record with { Init = ReadProcess(ref reader) };
                case "sharesPids": return record with { SharesPids = reader.GetBoolean() };
                case "cgroups": return record with { Cgroups = ReadCgroups(ref reader) };
                case "annotations": return record with { Annotations = ReadAnnotations(ref reader) };
                default: reader.Skip(); return record;
            }
        }

        private static ProcessIdentity ReadProcess(ref Utf8JsonReader reader)
        {
            int pid = 0;
            ulong start = 0;
            while (NextProperty(ref reader, out string name))
            {
                if (name == "pid")
                    pid = reader.GetInt32();
                else if (name == "startTime")
                    start = reader.GetUInt64();
            }
            return new ProcessIdentity(pid, start);
        }

        private static ValueList<CgroupDirectory> ReadCgroups(ref Utf8JsonReader reader)
        {
            var cgroups = new List<CgroupDirectory>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var cgroup = new CgroupDirectory("", 0, false);
                while (NextProperty(ref reader, out string name))
                {
                    cgroup = name switch
                    {
                        "path" => cgroup with { Path = reader.GetString()! },
                        "inode" => cgroup with { Inode = reader.GetUInt64() },
                        "parent" => cgroup with { IsParent = reader.GetBoolean() },
                        _ => cgroup,
                    };
                }
                cgroups.Add(cgroup);
            }
            return [.. cgroups];
        }

        private static ValueList<NamedValue> ReadAnnotations(ref Utf8JsonReader reader)
        {
            var annotations = new List<NamedValue>();
            while (NextProperty(ref reader, out string name))
                annotations.Add(new NamedValue(name, reader.GetString()!));
            return [.. annotations];
        }

        private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
        {
            if (!reader.Read() || reader.TokenType != type)
                throw new FormatException($"expected {type}");
        }

        /// <summary>Moves to the value of the next property; false at the object's end.</summary>
        private static bool NextProperty(ref Utf8JsonReader reader, out string name)
        {
            name = "";
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
                return false;
            name = reader.GetString()!;
            return reader.Read();
        }
    }
}
