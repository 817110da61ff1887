using System;
using System.Globalization;
using System.Text;

namespace Oci.Runtime.Systemd;

/// <summary>
/// Which scope a container is in: <c>linux.cgroupsPath</c> in the form <c>SLICE:PREFIX:NAME</c>, or without it the id.
/// </summary>
/// <param name="Name">The scope, such as <c>docker-ID.scope</c>.</param>
/// <param name="Slice">The slice that it is in, such as <c>system.slice</c>.</param>
internal sealed record UnitPlace(string Name, string Slice)
{
    private const string Pointer = "/linux/cgroupsPath";
    private const string SliceSuffix = ".slice";
    private const string RootSlice = "-.slice";
    private const string DefaultPrefix = "ociruntime";
    private const int LongestName = 255;

    /// <exception cref="RuntimeFailure">The path has another form, or systemd would refuse a name in it.</exception>
    public static UnitPlace Of(string? cgroupsPath, string id, bool isUser)
    {
        string usual = isUser ? "user.slice" : "system.slice";
        if (string.IsNullOrEmpty(cgroupsPath))
            return new UnitPlace(Check($"{DefaultPrefix}-{Escape(id)}.scope"), usual);
        if (cgroupsPath.Split(':') is not [var slice, var prefix, { Length: > 0 } name])
        {
            throw Refuse(
                cgroupsPath, "expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups",
                "or leave --systemd-cgroup out");
        }
        if (name.EndsWith(SliceSuffix, StringComparison.Ordinal))
            throw Refuse(name, "a slice holds units, not processes", "give a name without .slice; the slice is the first part");
        string full = prefix.Length == 0 ? $"{name}.scope" : $"{prefix}-{name}.scope";
        return new UnitPlace(Check(full), slice.Length == 0 ? usual : CheckSlice(slice));
    }

    /// <summary>
    /// The path of the cgroup below that of the manager: in the name of a slice a dash leads one level down
    /// (systemd.slice(5)).
    /// </summary>
    public string Path
    {
        get
        {
            if (Slice == RootSlice)
                return Name;
            var path = new StringBuilder();
            for (int dash = Slice.IndexOf('-', StringComparison.Ordinal); dash > 0; dash = Slice.IndexOf('-', dash + 1))
                path.Append(Slice.AsSpan(0, dash)).Append(SliceSuffix).Append('/');
            return path.Append(Slice).Append('/').Append(Name).ToString();
        }
    }

    private static string CheckSlice(string slice)
    {
        string name = slice.EndsWith(SliceSuffix, StringComparison.Ordinal) ? slice[..^SliceSuffix.Length] : "";
        bool isDashed = name != "-" && (name.StartsWith('-') || name.EndsWith('-') || name.Contains("--", StringComparison.Ordinal));
        if (name.Length == 0 || isDashed)
            throw Refuse(slice, "it is no name of a slice", "such as machine.slice or a-b.slice, with one dash between two parts");
        return Check(slice);
    }

    // systemd.unit(5), "Description".
    private static string Check(string name)
    {
        foreach (char letter in name)
        {
            if (!IsAllowed(letter))
                throw Refuse(name, $"the name of a unit cannot have the character \"{letter}\"", "see systemd-escape(1)");
        }
        return name.Length <= LongestName ? name : throw Refuse(name, $"the name of a unit has at most {LongestName} characters", null);
    }

    private static bool IsAllowed(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is ':' or '-' or '_' or '.' or '\\' or '@';

    // An id may have a plus sign, the name of a unit not.
    private static string Escape(string id)
    {
        var name = new StringBuilder(id.Length);
        foreach (char letter in id)
        {
            if (IsAllowed(letter))
                name.Append(letter);
            else
                name.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}");
        }
        return name.ToString();
    }

    private static RuntimeFailure Refuse(string subject, string reason, string? hint) =>
        new("place the container's unit at", $"\"{subject}\"", reason, Pointer, hint);
}
