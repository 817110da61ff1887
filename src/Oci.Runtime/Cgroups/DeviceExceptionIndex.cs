using System.Collections.Generic;

namespace Oci.Runtime.Cgroups;

/// <summary>
/// Finds the exceptions that a rule with a <c>*</c> is about: for each kind of access those of one major number, of one
/// minor number, and all. What is found is then taken back, so that every rule costs only once for what it adds.
/// </summary>
internal sealed class DeviceExceptionIndex
{
    private const uint Any = DeviceException.Any;

    private static readonly DeviceAccess[] Kinds = [DeviceAccess.Mknod, DeviceAccess.Read, DeviceAccess.Write];

    // An exception that names many devices is found under Any.
    private readonly Dictionary<(DeviceAccess Kind, uint Number), HashSet<ulong>> _byMajor = [];
    private readonly Dictionary<(DeviceAccess Kind, uint Number), HashSet<ulong>> _byMinor = [];
    private readonly Dictionary<DeviceAccess, HashSet<ulong>> _all = [];

    public DeviceExceptionIndex(Dictionary<ulong, DeviceAccess> exceptions)
    {
        foreach ((ulong numbers, DeviceAccess access) in exceptions)
            Add(numbers, access);
    }

    public void Add(ulong numbers, DeviceAccess access)
    {
        foreach (DeviceAccess kind in Kinds)
        {
            if (!access.HasFlag(kind))
                continue;
            foreach (HashSet<ulong> set in SetsOf(numbers, kind))
                set.Add(numbers);
        }
    }

    public void Remove(ulong numbers, DeviceAccess access)
    {
        foreach (DeviceAccess kind in Kinds)
        {
            if (!access.HasFlag(kind))
                continue;
            foreach (HashSet<ulong> set in SetsOf(numbers, kind))
                set.Remove(numbers);
        }
    }

    /// <summary>
    /// One that the rule names a part of, so that it cannot be taken back: <c>*:3</c> is about devices of <c>8:*</c> too.
    /// </summary>
    public ulong? Crossing(DeviceException rule)
    {
        if (rule is { Major: Any, Minor: Any })
            return null;
        foreach (DeviceAccess kind in Kinds)
        {
            HashSet<ulong> many = SetOf(rule.Major != Any ? _byMajor : _byMinor, (kind, Any));
            if (rule.Access.HasFlag(kind) && many.Count > 0)
                return First(many);
        }
        return null;
    }

    /// <summary>Those for some of the rule's access that are about nothing but the rule's devices.</summary>
    public List<ulong> Within(DeviceException rule)
    {
        var found = new List<ulong>();
        foreach (DeviceAccess kind in Kinds)
        {
            if (!rule.Access.HasFlag(kind))
                continue;
            if (rule.Major != Any)
                found.AddRange(SetOf(_byMajor, (kind, rule.Major)));
            else if (rule.Minor != Any)
                found.AddRange(SetOf(_byMinor, (kind, rule.Minor)));
            else
                found.AddRange(SetOf(_all, kind));
        }
        return found;
    }

    private HashSet<ulong>[] SetsOf(ulong numbers, DeviceAccess kind) =>
        [SetOf(_byMajor, (kind, (uint)(numbers >> 32))), SetOf(_byMinor, (kind, (uint)numbers)), SetOf(_all, kind)];

    private static ulong First(HashSet<ulong> set)
    {
        HashSet<ulong>.Enumerator each = set.GetEnumerator();
        _ = each.MoveNext();
        return each.Current;
    }

    private static HashSet<ulong> SetOf<TKey>(Dictionary<TKey, HashSet<ulong>> sets, TKey key)
        where TKey : notnull
    {
        if (!sets.TryGetValue(key, out HashSet<ulong>? set))
            sets[key] = set = [];
        return set;
    }
}
