using System;
using System.Buffers.Text;
using System.Text;

namespace Oci.Runtime.Interop;

/// <summary>
/// One line of /proc/PID/mountinfo (proc_pid_mountinfo(5)). Its fields are slices of the line, still escaped.
/// </summary>
/// <remarks>The reader of the file hands over one line without its newline; <see cref="Unescape"/> is for the few
/// fields in use.</remarks>
internal readonly ref struct MountInfoLine
{
    public int Id { get; private init; }
    public int ParentId { get; private init; }

    /// <summary>The device of the file system, as <c>major:minor</c>.</summary>
    public ReadOnlySpan<byte> Device { get; private init; }

    /// <summary>The directory of the file system that is the root of this mount.</summary>
    public ReadOnlySpan<byte> Root { get; private init; }

    /// <summary>Where it is mounted, below the reader's root.</summary>
    public ReadOnlySpan<byte> MountPoint { get; private init; }

    /// <summary>The options of this mount, such as <c>rw,nosuid</c>.</summary>
    public ReadOnlySpan<byte> Options { get; private init; }

    /// <summary>
    /// The optional fields, separated by spaces: none, or some of <c>shared:N master:N propagate_from:N
    /// unbindable</c>.
    /// </summary>
    public ReadOnlySpan<byte> OptionalFields { get; private init; }

    public ReadOnlySpan<byte> FileSystemType { get; private init; }
    public ReadOnlySpan<byte> Source { get; private init; }

    /// <summary>The options of the file system, which all its mounts share.</summary>
    public ReadOnlySpan<byte> SuperOptions { get; private init; }

    /// <summary>Takes a line apart; false when it is not one of mountinfo.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out MountInfoLine parsed)
    {
        parsed = default;
        int separator = line.IndexOf(" - "u8);
        if (separator < 0)
            return false;

        ReadOnlySpan<byte> mount = line[..separator];
        ReadOnlySpan<byte> fileSystem = line[(separator + 3)..];
        if (!TryParseInt(NextField(ref mount), out int id) || !TryParseInt(NextField(ref mount), out int parentId))
            return false;

        parsed = new MountInfoLine
        {
            Id = id,
            ParentId = parentId,
            Device = NextField(ref mount),
            Root = NextField(ref mount),
            MountPoint = NextField(ref mount),
            Options = NextField(ref mount),
            OptionalFields = mount,
            FileSystemType = NextField(ref fileSystem),
            Source = NextField(ref fileSystem),
            SuperOptions = fileSystem,
        };
        return !parsed.Options.IsEmpty && !parsed.FileSystemType.IsEmpty;
    }

    /// <summary>
    /// A field as text. The kernel writes space, tab, newline, backslash and # as a backslash and three octal digits.
    /// </summary>
    public static string Unescape(ReadOnlySpan<byte> field)
    {
        if (field.IndexOf((byte)'\\') < 0)
            return Encoding.UTF8.GetString(field);

        Span<byte> plain = field.Length <= 512 ? stackalloc byte[field.Length] : new byte[field.Length];
        int length = 0;
        while (!field.IsEmpty)
        {
            bool escaped = IsOctalEscape(field);
            plain[length++] = escaped ? OctalValue(field) : field[0];
            field = field[(escaped ? 4 : 1)..];
        }
        return Encoding.UTF8.GetString(plain[..length]);
    }

    private static bool IsOctalEscape(ReadOnlySpan<byte> text) =>
        text.Length >= 4 && text[0] == '\\' && text[1] is >= (byte)'0' and <= (byte)'3'
        && IsOctal(text[2]) && IsOctal(text[3]);

    private static bool IsOctal(byte digit) => digit is >= (byte)'0' and <= (byte)'7';

    private static byte OctalValue(ReadOnlySpan<byte> text) =>
        (byte)(((text[1] - '0') << 6) | ((text[2] - '0') << 3) | (text[3] - '0'));

    /// <summary>The text up to the next space; <paramref name="rest"/> moves behind it.</summary>
    private static ReadOnlySpan<byte> NextField(scoped ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> field = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return field;
    }

    private static bool TryParseInt(ReadOnlySpan<byte> field, out int value) =>
        Utf8Parser.TryParse(field, out value, out int used) && used == field.Length && used > 0;
}
