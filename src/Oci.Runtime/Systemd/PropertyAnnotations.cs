using System;
using System.Collections.Generic;
using Oci.Spec;
using Oci.Spec.Json;

namespace Oci.Runtime.Systemd;

/// <summary>
/// Annotations <c>org.systemd.property.NAME</c>: properties of the container's unit, the value in the text format of
/// GVariant.
/// </summary>
internal static class PropertyAnnotations
{
    private const string Prefix = "org.systemd.property.";
    private const int ShortestName = 3;

    public static ValueList<UnitProperty> Of(ValueList<NamedValue> annotations)
    {
        var properties = new List<UnitProperty>();
        foreach (NamedValue annotation in annotations)
        {
            if (annotation.Name.StartsWith(Prefix, StringComparison.Ordinal))
                properties.Add(Read(annotation.Name[Prefix.Length..], annotation));
        }
        return [.. properties];
    }

    private static UnitProperty Read(string name, NamedValue annotation)
    {
        if (name.Length < ShortestName || !name.AsSpan().ContainsOnlyLetters())
            throw Refuse(annotation, "it names no property of systemd", null);
        if (name is "PIDs" or "Slice" or "Delegate")
            throw Refuse(annotation, $"the runtime sets {name} itself", "see linux.cgroupsPath");
        try
        {
            DBusValue value = PropertyText.Parse(annotation.Value);
            return HasSeconds(name) ? new UnitProperty($"{name[..^3]}USec", Microseconds(value)) : new UnitProperty(name, value);
        }
        catch (FormatException problem)
        {
            throw Refuse(annotation, problem.Message, "values are in the text format of GVariant: uint64 5, 'text', true, @as []");
        }
    }

    private static bool ContainsOnlyLetters(this ReadOnlySpan<char> name)
    {
        foreach (char letter in name)
        {
            if (!char.IsAsciiLetter(letter))
                return false;
        }
        return true;
    }

    // Unit files say TimeoutStopSec; on D-Bus there is TimeoutStopUSec only.
    private static bool HasSeconds(string name) =>
        name.Length > 3 && name.EndsWith("Sec", StringComparison.Ordinal) && char.IsAsciiLetterLower(name[^4]);

    private static DBusValue Microseconds(DBusValue value)
    {
        const ulong Second = 1_000_000;
        if (value is not DBusNumber number || number.Signature == "b")
            throw new FormatException($"expected a number of seconds, found the type {value.Signature}");
        if (number.Signature == "d")
        {
            double microseconds = BitConverter.UInt64BitsToDouble(number.Bits) * Second;
            return microseconds is >= 0 and < ulong.MaxValue ? DBusValue.Of((ulong)microseconds) : throw OutOfRange();
        }
        bool isNegative = number.Signature is "n" or "i" or "x" && (long)number.Bits < 0;
        return isNegative || number.Bits > ulong.MaxValue / Second ? throw OutOfRange() : DBusValue.Of(number.Bits * Second);
    }

    private static FormatException OutOfRange() => new("the time is out of range");

    private static RuntimeFailure Refuse(NamedValue annotation, string reason, string? hint) =>
        new("read the property of the unit", $"\"{annotation.Value}\"", reason, PointerOf(annotation), hint);

    private static string PointerOf(NamedValue annotation) => $"/annotations/{JsonPointer.Escape(annotation.Name)}";
}
