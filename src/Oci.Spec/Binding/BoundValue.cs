using System;
using Oci.Spec.Json;

namespace Oci.Spec.Binding;

/// <summary>Turns JSON values into the values of records. A member that is not there becomes the default.</summary>
internal static class BoundValue
{
    public static string Text(this JsonValue value) => value.Exists ? value.GetString() : "";

    public static string? TextOrNull(this JsonValue value) => value.Exists ? value.GetString() : null;

    public static bool Flag(this JsonValue value) => value.Exists && value.GetBoolean();

    public static bool? FlagOrNull(this JsonValue value) => value.Exists ? value.GetBoolean() : null;

    public static int Int32(this JsonValue value) => value.Exists ? value.GetInt32() : 0;

    public static int? Int32OrNull(this JsonValue value) => value.Exists ? value.GetInt32() : null;

    public static uint UInt32(this JsonValue value) => value.Exists ? value.GetUInt32() : 0;

    public static uint? UInt32OrNull(this JsonValue value) => value.Exists ? value.GetUInt32() : null;

    public static ushort UInt16(this JsonValue value) => checked((ushort)value.UInt32());

    public static ushort? UInt16OrNull(this JsonValue value) => value.Exists ? value.UInt16() : null;

    public static long Int64(this JsonValue value) => value.Exists ? value.GetInt64() : 0;

    public static long? Int64OrNull(this JsonValue value) => value.Exists ? value.GetInt64() : null;

    public static ulong UInt64(this JsonValue value) => value.Exists ? value.GetUInt64() : 0;

    public static ulong? UInt64OrNull(this JsonValue value) => value.Exists ? value.GetUInt64() : null;

    /// <summary>The object as a record; null when it is not there.</summary>
    public static T? As<T>(this JsonValue value, Func<JsonValue, T> bind) where T : class =>
        value.Exists ? bind(value) : null;

    public static ValueList<string> Texts(this JsonValue array) => array.List(Text);

    public static ValueList<uint> UInt32s(this JsonValue array)
    {
        if (array.Count == 0)
            return [];
        var items = new uint[array.Count];
        int count = 0;
        foreach (JsonValue element in array.Elements)
            items[count++] = element.UInt32();
        return new(items);
    }

    public static ValueList<T> List<T>(this JsonValue array, Func<JsonValue, T> bind) where T : class
    {
        if (array.Count == 0)
            return [];
        var items = new T[array.Count];
        int count = 0;
        foreach (JsonValue element in array.Elements)
            items[count++] = bind(element);
        return new(items);
    }

    /// <summary>An object whose member names are data.</summary>
    public static ValueList<T> Map<T>(this JsonValue map, Func<string, JsonValue, T> bind) where T : class
    {
        if (map.Count == 0)
            return [];
        var items = new T[map.Count];
        int count = 0;
        foreach (JsonMember member in map.Members)
            items[count++] = bind(member.Name, member.Value);
        return new(items);
    }

    public static ValueList<NamedValue> NamedValues(this JsonValue map) =>
        map.Map(static (name, value) => new NamedValue(name, value.Text()));
}
