using System;
using System.Buffers.Text;
using System.Text;

namespace Oci.Runtime.Init;

/// <summary>passwd(5), as far as we read it.</summary>
internal static class PasswdFile
{
    /// <summary>The home directory of the first entry with this user id.</summary>
    public static string? HomeOf(ReadOnlySpan<byte> file, uint uid) => FieldOf(file, uid, field: 5);

    /// <summary>The name of the first entry with this user id.</summary>
    public static string? NameOf(ReadOnlySpan<byte> file, uint uid) => FieldOf(file, uid, field: 0);

    /// <summary>User and group id of the first entry with this name.</summary>
    public static (uint Uid, uint Gid)? Find(ReadOnlySpan<byte> file, string name) =>
        LineOf(file, name) is { } range && Number(file[range], 2) is { } uid && Number(file[range], 3) is { } gid
            ? (uid, gid)
            : null;

    /// <summary>The id of the first group with this name, of a group(5) file.</summary>
    public static uint? FindGroup(ReadOnlySpan<byte> file, string name) =>
        LineOf(file, name) is { } range ? Number(file[range], 2) : null;

    private static Range? LineOf(ReadOnlySpan<byte> file, string name)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        foreach (Range range in file.Split((byte)'\n'))
        {
            if (Field(file[range], 0).SequenceEqual(text))
                return range;
        }
        return null;
    }

    private static uint? Number(ReadOnlySpan<byte> line, int field)
    {
        ReadOnlySpan<byte> text = Field(line, field);
        return Utf8Parser.TryParse(text, out uint id, out int length) && length == text.Length ? id : null;
    }

    private static string? FieldOf(ReadOnlySpan<byte> file, uint uid, int field)
    {
        foreach (Range range in file.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = file[range];
            if (Utf8Parser.TryParse(Field(line, 2), out uint id, out int length) && length == Field(line, 2).Length && id == uid)
            {
                string value = Encoding.UTF8.GetString(Field(line, field));
                return value.Length == 0 || value.Contains('\0', StringComparison.Ordinal) ? null : value;
            }
        }
        return null;
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, int index)
    {
        for (; index > 0; index--)
        {
            int colon = line.IndexOf((byte)':');
            if (colon < 0)
                return [];
            line = line[(colon + 1)..];
        }
        int end = line.IndexOf((byte)':');
        return end < 0 ? line : line[..end];
    }
}
