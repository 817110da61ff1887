using System;
using System.Collections.Generic;
using System.Text;

namespace Oci.Spec.Schema;

/// <summary>Names in one literal, separated by line feeds: data that needs no initialization at start.</summary>
internal ref struct NameList(ReadOnlySpan<byte> names)
{
    private ReadOnlySpan<byte> _rest = names;

    public bool TryTake(out ReadOnlySpan<byte> name)
    {
        int end = _rest.IndexOf((byte)'\n');
        name = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? [] : _rest[(end + 1)..];
        return !name.IsEmpty;
    }

    public static bool Contains(ReadOnlySpan<byte> names, ReadOnlySpan<byte> wanted)
    {
        var list = new NameList(names);
        while (list.TryTake(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual(wanted))
                return true;
        }
        return false;
    }

    public static string Quote(ReadOnlySpan<byte> names)
    {
        var quoted = new List<string>();
        var list = new NameList(names);
        while (list.TryTake(out ReadOnlySpan<byte> name))
            quoted.Add($"\"{Encoding.UTF8.GetString(name)}\"");
        return string.Join(", ", quoted);
    }

    /// <summary>The question after the one of the names that was probably meant, or nothing.</summary>
    public static string Suggest(ReadOnlySpan<byte> names, ReadOnlySpan<byte> found)
    {
        ReadOnlySpan<byte> nearest = [];
        int least = int.MaxValue;
        var list = new NameList(names);
        while (list.TryTake(out ReadOnlySpan<byte> name))
        {
            if (NearestName.Distance(found, name) is not { } distance || distance >= least)
                continue;
            least = distance;
            nearest = name;
        }
        return nearest.IsEmpty ? "" : $"; did you mean \"{Encoding.UTF8.GetString(nearest)}\"?";
    }
}
