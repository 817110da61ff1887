using System;
using System.Text;

namespace Oci.Spec.Json;

/// <summary>Says in a message what stands in the document.</summary>
internal static class FoundValue
{
    /// <summary>Longer texts are not shown: they may be secrets, and a message is one line.</summary>
    private const int LongestShown = 48;

    public static string Describe(JsonValue value) => value.Kind switch
    {
        JsonKind.Object => "an object",
        JsonKind.Array => "an array",
        JsonKind.True => "true",
        JsonKind.False => "false",
        JsonKind.Null => "null",
        JsonKind.Number => IsShort(value) ? Encoding.UTF8.GetString(value.Utf8) : "a long number",
        JsonKind.String => IsShort(value) ? $"\"{Encoding.UTF8.GetString(value.Utf8)}\"" : "a long string",
        _ => "nothing",
    };

    private static bool IsShort(JsonValue value) => value.Utf8.Length <= LongestShown;

    /// <summary>Text with its control characters written as JSON escapes, so that it stays on one line.</summary>
    public static string OneLine(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.AsSpan().ContainsAnyInRange('\u007f', '\u009f'))
            return text;
        var line = new StringBuilder(text.Length + 16);
        foreach (char character in text)
        {
            if (char.IsControl(character))
                line.Append("\\u").Append(((int)character).ToString("x4", null));
            else
                line.Append(character);
        }
        return line.ToString();
    }
}
