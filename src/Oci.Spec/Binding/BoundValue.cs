using System;
using Oci.Spec.Json;

namespace Oci.Spec.Binding;

/// <summary>
/// Turns JSON values into the values of records. The schema has been asked before: a value that is not what it should be
/// has been reported and becomes the default here, as one that is not there, so that the rules can go on.
/// </summary>
internal static class BoundValue
{
    public static string Text(this JsonValue value) => value.TextOrNull() ?? "";

    public static string? TextOrNull(this JsonValue value) => value.Kind == JsonKind.String ? value.GetString() : null;

    public static bool Flag(this JsonValue value) => value.Kind == JsonKind.True;

    public static bool? FlagOrNull(this JsonValue value) =>
        value.Kind is JsonKind.True or JsonKind.False ? value.Flag() : null;

    public static int Int32(this JsonValue value) => value.Int32OrNull() ?? 0;

    public static int? Int32OrNull(this JsonValue value) => value.Int64OrNull() is { } number ? unchecked((int)number) : null;

    public static uint UInt32(this JsonValue value) => value.UInt32OrNull() ?? 0;

    public static uint? UInt32OrNull(this JsonValue value) => unchecked((uint?)value.UInt64OrNull());

    public static ushort UInt16(this JsonValue value) => value.UInt16OrNull() ?? 0;

    public static ushort? UInt16OrNull(this JsonValue value) => unchecked((ushort?)value.UInt64OrNull());

    public static long Int64(this JsonValue value) => value.Int64OrNull() ?? 0;

    public static long? Int64OrNull(this JsonValue value) =>
        value.Integer() is { } number && number.TryToInt64(out long signed) ? signed : null;

    public static ulong UInt64(this JsonValue value) => value.UInt64OrNull() ?? 0;

    public static ulong? UInt64OrNull(this JsonValue value) =>
        value.Integer() is { IsNegative: false, Fits: true } number ? number.Magnitude : null;

    /// <summary>The object as a record; null when it is not there.</summary>
    public static T? As<T>(this JsonValue value, Func<JsonValue, T> bind) where T : class =>
        value.Kind == JsonKind.Object ? bind(value) : null;

    public static ValueList<string> Texts(this JsonValue array) => array.List(Text);

    public static ValueList<string>? TextsOrNull(this JsonValue array) =>
        array.Kind == JsonKind.Array ? array.Texts() : null;

    public static ValueList<uint> UInt32s(this JsonValue array)
    {
        if (array is not { Kind: JsonKind.Array, Count: > 0 })
            return [];
        var items = new uint[array.Count];
        int count = 0;
        foreach (JsonValue element in array.Elements)
            items[count++] = element.UInt32();
        return new(items);
    }

    public static ValueList<T> List<T>(this JsonValue array, Func<JsonValue, T> bind) where T : class
    {
        if (array is not { Kind: JsonKind.Array, Count: > 0 })
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
        if (map is not { Kind: JsonKind.Object, Count: > 0 })
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
