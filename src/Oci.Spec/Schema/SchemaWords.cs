using System;
using System.Collections.Generic;
using Oci.Spec.Json;

namespace Oci.Spec.Schema;

/// <summary>Words for values and types in the messages of validators.</summary>
internal static class SchemaWords
{
    /// <summary>The types that a value is of. A number without fraction and exponent is an integer too.</summary>
    public static JsonTypes TypesOf(JsonValue value) => value.Kind switch
    {
        JsonKind.Object => JsonTypes.Object,
        JsonKind.Array => JsonTypes.Array,
        JsonKind.String => JsonTypes.String,
        JsonKind.Number => value.Utf8.IndexOfAny(".eE"u8) < 0 ? JsonTypes.Number | JsonTypes.Integer : JsonTypes.Number,
        JsonKind.True or JsonKind.False => JsonTypes.Boolean,
        JsonKind.Null => JsonTypes.Null,
        _ => JsonTypes.None,
    };

    public static string Types(JsonTypes types)
    {
        var words = new List<string>();
        for (int bit = 1; bit <= (int)JsonTypes.Null; bit <<= 1)
        {
            if (((int)types & bit) != 0)
                words.Add(Type((JsonTypes)bit));
        }
        return string.Join(" or ", words);
    }

    public static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        foreach (byte value in utf8)
            count += (value & 0xC0) == 0x80 ? 0 : 1;
        return count;
    }

    private static string Type(JsonTypes type) => type switch
    {
        JsonTypes.Object => "an object",
        JsonTypes.Array => "an array",
        JsonTypes.String => "a string",
        JsonTypes.Number => "a number",
        JsonTypes.Integer => "an integer",
        JsonTypes.Boolean => "true or false",
        _ => "null",
    };
}
