using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Oci.Runtime.Interop;
using Oci.Runtime.Preflight;
using Oci.Spec;

namespace Oci.Runtime.Explain;

/// <summary>What a machine lacks for a bundle. The names in the JSON are a promise: docs/explain.md lists them.</summary>
internal static class ExplainCheck
{
    private const int FormatVersion = 1;

    public static string WriteText(
        string bundle, IReadOnlyList<PreflightFinding> missing, IReadOnlyList<SpecProblem> warnings)
    {
        var text = new StringBuilder(ShellText.OneLine(bundle));
        text.Append(missing.Count switch
        {
            0 => ": ok, all that it needs is here\n",
            1 => ": 1 thing is missing here\n",
            _ => string.Create(CultureInfo.InvariantCulture, $": {missing.Count} things are missing here\n"),
        });
        foreach (PreflightFinding finding in missing)
            text.Append("  ").Append(ShellText.OneLine(finding.ToString())).Append('\n');
        foreach (SpecProblem warning in warnings)
            text.Append("  warning: ").Append(ShellText.OneLine(warning.ToString())).Append('\n');
        return text.ToString();
    }

    public static string WriteJson(
        string bundle, IReadOnlyList<PreflightFinding> missing, IReadOnlyList<SpecProblem> warnings)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("formatVersion", FormatVersion);
            json.WriteString("bundle", bundle);
            json.WriteBoolean("ok", missing.Count == 0);
            json.WriteStartArray("missing");
            foreach (PreflightFinding finding in missing)
                WriteFinding(json, finding);
            json.WriteEndArray();
            json.WriteStartArray("warnings");
            foreach (SpecProblem warning in warnings)
                WriteWarning(json, warning);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteFinding(Utf8JsonWriter json, PreflightFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("property", finding.Pointer);
        json.WriteString("operation", finding.Operation);
        json.WriteString("subject", finding.Subject);
        json.WriteString("reason", finding.Reason);
        json.WriteString("errno", finding.Errno == 0 ? null : Errno.NameOf(finding.Errno));
        json.WriteString("hint", finding.Hint);
        json.WriteEndObject();
    }

    private static void WriteWarning(Utf8JsonWriter json, SpecProblem warning)
    {
        json.WriteStartObject();
        json.WriteString("property", warning.Pointer);
        json.WriteString("message", warning.Message);
        json.WriteEndObject();
    }
}
