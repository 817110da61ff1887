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

    /// <summary>Whether it is a path of the host that the kernel would take as it stands.</summary>
    public static bool IsHostPath(string path) => path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal);

    /// <summary>Whether a cgroup can have it. The root of a hierarchy has 1, and is no container's.</summary>
    public static bool IsInodeOfCgroup(ulong inode) => inode != 1;

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
