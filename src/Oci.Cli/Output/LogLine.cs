using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Oci.Cli.Output;

/// <summary>What <c>--log-format</c> chooses from.</summary>
internal enum LogFormat
{
    Text,
    Json,
}

/// <summary>One line of the log, as engines read it from runc: <c>level</c>, <c>msg</c> and <c>time</c>.</summary>
internal static class LogLine
{
    // The default encoder would spell every quote and every letter beyond ASCII as a number.
    private static readonly JsonWriterOptions Legible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Format(LogFormat format, DateTimeOffset time, string level, FailureReport report) =>
        format == LogFormat.Json ? Json(time, level, report) : Text(time, level, report.Message);

    private static string Text(DateTimeOffset time, string level, string message)
    {
        string quoted = message
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"time=\"{Rfc3339(time)}\" level={level} msg=\"{OneLine.Of(quoted)}\"\n";
    }

    private static string Json(DateTimeOffset time, string level, FailureReport report)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Legible))
        {
            writer.WriteStartObject();
            writer.WriteString("level", level);
            writer.WriteString("msg", report.Message);
            writer.WriteString("time", Rfc3339(time));
            WriteKnown(writer, "code", report.Code);
            WriteKnown(writer, "phase", report.Phase);
            WriteKnown(writer, "step", report.Step);
            WriteKnown(writer, "operation", report.Operation);
            WriteKnown(writer, "path", report.Subject);
            WriteKnown(writer, "errno", report.Errno);
            WriteKnown(writer, "pointer", report.Pointer);
            WriteKnown(writer, "hint", report.Hint);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteKnown(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
