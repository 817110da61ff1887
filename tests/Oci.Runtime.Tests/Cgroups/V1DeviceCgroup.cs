using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Oci.Runtime.Tests.Cgroups;

/// <summary>
/// A model of one cgroup of the v1 devices controller (security/device_cgroup.c), fed with the lines that are written
/// to it.
/// </summary>
internal sealed class V1DeviceCgroup
{
    private const string Letters = "mrw"; // MKNOD 1, READ 2, WRITE 4

    private readonly List<(char Type, string Major, string Minor, int Access)> _exceptions = [];
    private bool _allows = true;

    public static V1DeviceCgroup After(IEnumerable<(string File, string Line)> writes)
    {
        var cgroup = new V1DeviceCgroup();
        foreach ((string file, string line) in writes)
            cgroup.Write(file == "devices.allow", line);
        return cgroup;
    }

    /// <summary>The text of devices.list, which does not show what is excepted from a default of allowing.</summary>
    public string List => _allows
        ? "a *:* rwm\n"
        : string.Concat(_exceptions.Select(static one => $"{one.Type} {one.Major}:{one.Minor} {Text(one.Access)}\n"));

    public void Write(bool allow, string line)
    {
        if (line[0] == 'a')
        {
            _allows = allow;
            _exceptions.Clear();
            return;
        }

        string[] parts = line.Split(' ', ':');
        int access = 0;
        foreach (char letter in parts[3])
            access |= 1 << Letters.IndexOf(letter, StringComparison.Ordinal);
        int index = _exceptions.FindIndex(
            exception => (exception.Type, exception.Major, exception.Minor) == (line[0], parts[1], parts[2]));
        int present = index < 0 ? 0 : _exceptions[index].Access;
        if (index >= 0)
            _exceptions.RemoveAt(index);

        int next = allow == _allows ? present & ~access : present | access;
        if (next != 0)
            _exceptions.Add((line[0], parts[1], parts[2], next));
    }

    public bool Allows(int type, uint major, uint minor, int access)
    {
        foreach ((char Type, string Major, string Minor, int Access) exception in _exceptions)
        {
            bool isThisDevice = exception.Type == (type == 1 ? 'b' : 'c')
                && Matches(exception.Major, major) && Matches(exception.Minor, minor);
            bool isThisAccess = _allows ? (access & exception.Access) != 0 : (access & ~exception.Access) == 0;
            if (isThisDevice && isThisAccess)
                return !_allows;
        }
        return _allows;
    }

    private static string Text(int access) => string.Concat(
        (access & 2) != 0 ? "r" : "", (access & 4) != 0 ? "w" : "", (access & 1) != 0 ? "m" : "");

    private static bool Matches(string pattern, uint number) =>
        pattern == "*" || pattern == number.ToString(CultureInfo.InvariantCulture);
}
