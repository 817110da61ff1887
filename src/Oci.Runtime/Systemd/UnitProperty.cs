using System.Collections.Generic;
using System.Globalization;
using Oci.Spec;

namespace Oci.Runtime.Systemd;

/// <summary>A property of a unit, as the interfaces of systemd name it.</summary>
internal sealed record UnitProperty(string Name, DBusValue Value)
{
    /// <summary>As in a unit file, as far as it goes: the type of a number is left out.</summary>
    public override string ToString() =>
        Value is DBusNumber { Signature: "t", Bits: var number }
            ? string.Create(CultureInfo.InvariantCulture, $"{Name}={(number == ulong.MaxValue ? "infinity" : number)}")
            : $"{Name}={Value}";

    /// <summary>The argument that takes properties: <c>a(sv)</c>.</summary>
    public static DBusValue ToValue(ValueList<UnitProperty> properties)
    {
        var items = new List<DBusValue>(properties.Count);
        foreach (UnitProperty property in properties)
            items.Add(new DBusStruct([DBusValue.Of(property.Name), new DBusVariant(property.Value)]));
        return new DBusArray("(sv)", [.. items]);
    }
}
