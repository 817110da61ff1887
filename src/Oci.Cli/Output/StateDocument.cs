using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Oci.Runtime.Lifecycle;
using Oci.Spec;

namespace Oci.Cli.Output;

/// <summary>The state document (runtime.md, State) as JSON.</summary>
internal static class StateDocument
{
    /// <summary>Over several lines, with a newline at its end.</summary>
    public static string Of(ContainerState state) => Write(state, indented: true) + "\n";

    /// <summary>On one line, to be put in an array.</summary>
    public static string Compact(ContainerState state) => Write(state, indented: false);

    private static string Write(ContainerState state, bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("ociVersion", state.OciVersion);
            writer.WriteString("id", state.Id);
            writer.WriteNumber("pid", state.Pid);
            writer.WriteString("status", StatusNames.Of(state.Status));
            writer.WriteString("bundle", state.Bundle);
            writer.WriteString("rootfs", state.Rootfs);
            writer.WriteString("created", state.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            if (state.Annotations.Count > 0)
            {
                writer.WriteStartObject("annotations");
                foreach (NamedValue annotation in state.Annotations)
                    writer.WriteString(annotation.Name, annotation.Value);
                writer.WriteEndObject();
            }
            writer.WriteString("owner", state.Owner);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
