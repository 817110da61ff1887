using System;
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Oci.Spec.Writing;

/// <summary>How the documents of this library are laid out.</summary>
internal enum JsonLayout
{
    Compact,

    /// <summary>Two spaces, as runc prints states and features.</summary>
    Spaces,

    /// <summary>A tab, as <c>runc spec</c> writes config.json.</summary>
    Tabs,
}

/// <summary>Writes members of objects; what is null, empty or false by default is left out.</summary>
internal static class JsonOutput
{
    public static byte[] Document<T>(T content, Action<Utf8JsonWriter, T> writeValue, JsonLayout layout)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        var options = new JsonWriterOptions
        {
            // Documents are read by programs and people, never inside HTML: a path stays readable.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Indented = layout != JsonLayout.Compact,
            IndentCharacter = layout == JsonLayout.Tabs ? '\t' : ' ',
            IndentSize = layout == JsonLayout.Tabs ? 1 : 2,
            NewLine = "\n",
        };
        using var writer = new Utf8JsonWriter(buffer, options);
        writeValue(writer, content);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The fields of an object that stands in a list or at the top.</summary>
    public static void Object<T>(this Utf8JsonWriter writer, T value, Action<Utf8JsonWriter, T> writeFields)
    {
        writer.WriteStartObject();
        writeFields(writer, value);
        writer.WriteEndObject();
    }

    public static void Field<T>(
        this Utf8JsonWriter writer, ReadOnlySpan<byte> name, T? value, Action<Utf8JsonWriter, T> writeFields)
        where T : class
    {
        if (value is null)
            return;
        writer.WritePropertyName(name);
        writer.Object(value, writeFields);
    }

    public static void Field(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    public static void Field(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
            writer.WriteBoolean(name, flag);
    }

    public static void Field(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    public static void Field(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ulong? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    /// <summary>A flag that is false unless it is said.</summary>
    public static void Flag(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
            writer.WriteBoolean(name, value);
    }

    public static void Texts(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ValueList<string> values)
    {
        if (values.Count > 0)
            writer.AllTexts(name, values);
    }

    /// <summary>A list that is written even when it is empty; null is not.</summary>
    public static void AllTexts(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ValueList<string>? values)
    {
        if (values is null)
            return;
        writer.WriteStartArray(name);
        foreach (string value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    public static void List<T>(
        this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ValueList<T> values, Action<Utf8JsonWriter, T> writeFields)
    {
        if (values.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (T value in values)
            writer.Object(value, writeFields);
        writer.WriteEndArray();
    }

    public static void Map(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ValueList<NamedValue> values)
    {
        if (values.Count == 0)
            return;
        writer.WriteStartObject(name);
        foreach (NamedValue value in values)
            writer.WriteString(value.Name, value.Value);
        writer.WriteEndObject();
    }
}
