using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Oci.Runtime.Tracing;

/// <summary>What one process did, in order.</summary>
internal sealed record TimelineTrack(int Pid, string Name, IReadOnlyList<TimelineEvent> Events);

/// <summary>
/// Tracks in the JSON that trace viewers read, Trace Event Format: complete events (<c>X</c>) with microseconds, and a
/// metadata event (<c>M</c>) for the name of each process.
/// </summary>
internal static class TimelineJson
{
    private static readonly JsonWriterOptions Legible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlySpan<byte> Write(IReadOnlyList<TimelineTrack> tracks)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Legible))
        {
            json.WriteStartObject();
            json.WriteStartArray("traceEvents");
            foreach (TimelineTrack track in tracks)
                WriteTrack(json, track);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }

    private static void WriteTrack(Utf8JsonWriter json, TimelineTrack track)
    {
        Begin(json, "process_name", "M", track.Pid);
        json.WriteStartObject("args");
        json.WriteString("name", track.Name);
        json.WriteEndObject();
        json.WriteEndObject();
        foreach (TimelineEvent done in track.Events)
        {
            Begin(json, done.Name, "X", track.Pid);
            json.WriteString("cat", done.Kind);
            json.WriteNumber("ts", Microseconds(done.Begin));
            json.WriteNumber("dur", Microseconds(Math.Max(0, done.End - done.Begin)));
            WriteArguments(json, done);
            json.WriteEndObject();
        }
    }

    private static void Begin(Utf8JsonWriter json, string name, string phase, int pid)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("ph", phase);
        json.WriteNumber("pid", pid);
        json.WriteNumber("tid", pid);
    }

    private static void WriteArguments(Utf8JsonWriter json, TimelineEvent done)
    {
        json.WriteStartObject("args");
        if (done.Pointer.Length > 0)
            json.WriteString("pointer", done.Pointer);
        if (done.Description is not null)
            json.WriteString("description", done.Description);
        if (done.Error is not null)
            json.WriteString("error", done.Error);
        if (done.IsUnfinished)
            json.WriteBoolean("unfinished", true);
        json.WriteEndObject();
    }

    private static decimal Microseconds(long nanoseconds) => nanoseconds / 1000m;
}
