using System;
using System.Buffers;
using System.Text;
using System.Text.Json;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Explain;

/// <summary>A plan for a tool. The field names are a promise: docs/explain.md lists them.</summary>
internal static class ExplainJson
{
    private const int FormatVersion = 1;

    public static string Write(LaunchPlan plan, string bundle, ExplainCgroups? cgroups = null)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("formatVersion", FormatVersion);
            json.WriteString("bundle", bundle);
            cgroups?.Write(json);
            json.WriteStartArray("runtime");
            foreach (ParentStep step in plan.Parent)
                WriteStep(json, step.Kind, null, step.Property, step.Describe(), step.Write);
            json.WriteEndArray();
            json.WriteStartArray("init");
            foreach (InitStep step in plan.Init)
                WriteStep(json, StepNames.Of(step.Tag), StepNames.Of(step.Stage), step.Property, step.Describe(), step.Write);
            json.WriteEndArray();
            json.WriteStartArray("later");
            foreach (RuntimeHook step in plan.Later)
                WriteStep(json, step.Kind, null, step.Property, step.Describe(), step.Write);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteStep(
        Utf8JsonWriter json, string kind, string? stage, string property, string description, Action<StepWriter> write)
    {
        json.WriteStartObject();
        json.WriteString("kind", kind);
        if (stage is not null)
            json.WriteString("stage", stage);
        json.WriteString("property", property);
        json.WriteString("description", description);
        json.WriteStartObject("fields");
        write(new FieldWriter(json));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private sealed class FieldWriter(Utf8JsonWriter json) : StepWriter
    {
        public override void Text(string name, string? value) => json.WriteString(name, value);

        public override void Number(string name, long value) => json.WriteNumber(name, value);

        public override void Unsigned(string name, ulong value) => json.WriteNumber(name, value);

        public override void Flag(string name, bool value) => json.WriteBoolean(name, value);

        public override void Attributes(string name, MountAttributes value)
        {
            json.WriteStartArray(name);
            foreach ((MountAttributes attribute, string option) in MountOptionNames.All)
            {
                if (value.HasFlag(attribute))
                    json.WriteStringValue(option);
            }
            json.WriteEndArray();
        }

        public override void Texts(string name, ValueList<string> values)
        {
            json.WriteStartArray(name);
            foreach (string value in values)
                json.WriteStringValue(value);
            json.WriteEndArray();
        }

        public override void Numbers(string name, ValueList<uint> values)
        {
            json.WriteStartArray(name);
            foreach (uint value in values)
                json.WriteNumberValue(value);
            json.WriteEndArray();
        }
    }
}
