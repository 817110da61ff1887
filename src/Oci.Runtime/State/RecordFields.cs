using System;
using System.Text.Json;

namespace Oci.Runtime.State;

/// <summary>Moves through the JSON of a record; whatever is not as we write it is a failure of one kind.</summary>
internal static class RecordFields
{
    public static void Expect(JsonTokenType type, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != type)
            throw new FormatException($"expected {type}");
    }

    public static string Text(ref Utf8JsonReader reader) => reader.GetString() ?? throw new FormatException("expected a text");

    /// <summary>Moves to the value of the next property; false at the object's end.</summary>
    public static bool NextProperty(ref Utf8JsonReader reader, out string name)
    {
        name = "";
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndObject)
            return false;
        name = Text(ref reader);
        return reader.Read();
    }
}
