using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Oci.Spec;

namespace Oci.Runtime.Cgroups;

/// <summary>
/// Applies device rules one after the other to what the device cgroup keeps: a default and exceptions from it.
/// </summary>
/// <remarks>
/// An access is tested against the exceptions one by one: reading and writing is not granted by one exception for
/// reading and
/// another for writing. The kernel forgets an exception only when a rule names exactly its numbers, and silently
/// ignores every
/// other (security/device_cgroup.c, dev_exception_rm), so an unlucky order leaves open what was denied. Here a rule
/// also takes
/// back narrower exceptions, and one that would have to take back a part of a wider exception is refused.
/// </remarks>
internal sealed class DeviceExceptionList
{
    private readonly Dictionary<ulong, DeviceAccess> _block = [];
    private readonly Dictionary<ulong, DeviceAccess> _character = [];

    // Made when the first rule takes back what many others have said, which is rare.
    private readonly Dictionary<DeviceType, DeviceExceptionIndex> _indices = [];

    // As the rules came: that is how devices.list then shows them. Those that were taken back since are still here.
    private readonly List<(DeviceType Type, ulong Numbers)> _order = [];

    /// <summary>What applies where no exception does. A new list denies.</summary>
    public bool AllowsByDefault { get; private set; }

    /// <summary>Forgets all exceptions.</summary>
    public void Reset(bool allow)
    {
        AllowsByDefault = allow;
        _block.Clear();
        _character.Clear();
        _indices.Clear();
        _order.Clear();
    }

    /// <summary>Allows or denies. Returns the exception that makes this impossible, or null when it is done.</summary>
    public DeviceException? Apply(bool allow, DeviceException rule)
    {
        if (allow != AllowsByDefault)
        {
            Add(rule);
            return null;
        }
        return Remove(rule);
    }

    /// <summary>The exceptions in the order of the rules, without those that a wider one contains.</summary>
    /// <remarks>Only here: until the last rule is known, a contained one may still grow out of the wider one.</remarks>
    public ValueList<DeviceException> ToValueList()
    {
        var all = new List<DeviceException>(_order.Count);
        var taken = new HashSet<(DeviceType, ulong)>(_order.Count);
        foreach ((DeviceType type, ulong numbers) in _order)
        {
            if (Of(type).TryGetValue(numbers, out DeviceAccess access) && taken.Add((type, numbers)))
                all.Add(Exception(type, numbers, access));
        }
        all.RemoveAll(IsWithinWider);
        return [.. all];
    }

    private void Add(DeviceException rule)
    {
        Dictionary<ulong, DeviceAccess> exceptions = Of(rule.Type);
        ulong numbers = Numbers(rule.Major, rule.Minor);
        if (rule.Access == DeviceAccess.None)
            return;
        ref DeviceAccess present = ref CollectionsMarshal.GetValueRefOrAddDefault(exceptions, numbers, out bool isKnown);
        present |= rule.Access;
        if (_indices.TryGetValue(rule.Type, out DeviceExceptionIndex? index))
            index.Add(numbers, rule.Access);
        if (!isKnown)
            _order.Add((rule.Type, numbers));
    }

    private bool IsWithinWider(DeviceException rule)
    {
        foreach (DeviceException wider in Wider(rule))
        {
            if ((rule.Access & ~wider.Access) == 0)
                return true;
        }
        return false;
    }

    private DeviceException? Remove(DeviceException rule)
    {
        foreach (DeviceException wider in Wider(rule))
        {
            if ((wider.Access & rule.Access) != 0)
                return wider;
        }
        bool isForMany = rule.Major == DeviceException.Any || rule.Minor == DeviceException.Any;
        return isForMany ? RemoveMany(rule) : RemoveOne(rule);
    }

    private DeviceException? RemoveOne(DeviceException rule)
    {
        Take(rule.Type, Numbers(rule.Major, rule.Minor), rule.Access);
        return null;
    }

    /// <summary>Takes access from all exceptions for devices that the rule names with a <c>*</c>.</summary>
    private DeviceException? RemoveMany(DeviceException rule)
    {
        if (!_indices.TryGetValue(rule.Type, out DeviceExceptionIndex? index))
            _indices[rule.Type] = index = new DeviceExceptionIndex(Of(rule.Type));
        if (index.Crossing(rule) is { } crossing)
            return Exception(rule.Type, crossing, Of(rule.Type)[crossing]);
        foreach (ulong numbers in CollectionsMarshal.AsSpan(index.Within(rule)))
            Take(rule.Type, numbers, rule.Access);
        return null;
    }

    private void Take(DeviceType type, ulong numbers, DeviceAccess access)
    {
        Dictionary<ulong, DeviceAccess> exceptions = Of(type);
        ref DeviceAccess present = ref CollectionsMarshal.GetValueRefOrNullRef(exceptions, numbers);
        if (Unsafe.IsNullRef(ref present))
            return;
        if (_indices.TryGetValue(type, out DeviceExceptionIndex? index))
            index.Remove(numbers, present & access);
        present &= ~access;
        if (present == DeviceAccess.None)
            exceptions.Remove(numbers);
    }

    /// <summary>The exceptions that name all of the rule's devices, and others.</summary>
    private IEnumerable<DeviceException> Wider(DeviceException rule)
    {
        const uint Any = DeviceException.Any;
        ulong own = Numbers(rule.Major, rule.Minor);
        foreach (ulong numbers in (ulong[])[Numbers(rule.Major, Any), Numbers(Any, rule.Minor), Numbers(Any, Any)])
        {
            if (numbers != own && Of(rule.Type).TryGetValue(numbers, out DeviceAccess access))
                yield return Exception(rule.Type, numbers, access);
        }
    }

    private Dictionary<ulong, DeviceAccess> Of(DeviceType type) => type == DeviceType.Block ? _block : _character;

    private static ulong Numbers(uint major, uint minor) => ((ulong)major << 32) | minor;

    private static DeviceException Exception(DeviceType type, ulong numbers, DeviceAccess access) =>
        new(type, (uint)(numbers >> 32), (uint)numbers, access);
}
