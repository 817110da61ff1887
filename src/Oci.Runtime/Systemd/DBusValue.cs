using System;
using System.Globalization;
using System.Linq;
using System.Text;
using Oci.Spec;

namespace Oci.Runtime.Systemd;

/// <summary>
/// A value of D-Bus with its type (D-Bus Specification, "Type System"). As text it is in the text format of GVariant.
/// </summary>
internal abstract record DBusValue(string Signature)
{
    public abstract void Write(DBusWriter writer);

    protected abstract string Text { get; }

    public sealed override string ToString() => Text;

    public static DBusValue Of(string text) => new DBusText("s", text);

    public static DBusValue Of(bool value) => new DBusNumber("b", value ? 1u : 0);

    public static DBusValue Of(uint value) => new DBusNumber("u", value);

    public static DBusValue Of(ulong value) => new DBusNumber("t", value);

    public static DBusValue Of(byte[] bytes) =>
        new DBusArray("y", [.. bytes.Select(static value => (DBusValue)new DBusNumber("y", value))]);

    public static DBusValue Texts(params string[] texts) => new DBusArray("s", [.. texts.Select(Of)]);
}

/// <summary>A text, the path of an object, or a signature.</summary>
internal sealed record DBusText(string Signature, string Value) : DBusValue(Signature)
{
    public override void Write(DBusWriter writer)
    {
        if (Signature == "g")
            writer.Signature(Value);
        else
            writer.Text(Value);
    }

    protected override string Text => Signature switch
    {
        "o" => $"objectpath {Quoted}",
        "g" => $"signature {Quoted}",
        _ => Quoted,
    };

    private string Quoted =>
        $"'{Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}

/// <summary>A number of any size, or a truth value: its bits, cut to the size of the type.</summary>
internal sealed record DBusNumber(string Signature, ulong Bits) : DBusValue(Signature)
{
    public override void Write(DBusWriter writer) => writer.Number(DBusTypes.SizeOf(Signature[0]), Bits);

    protected override string Text => Signature[0] switch
    {
        'b' => Bits != 0 ? "true" : "false",
        'd' => BitConverter.UInt64BitsToDouble(Bits).ToString(CultureInfo.InvariantCulture),
        'i' => $"{(int)Bits}",
        'n' => $"int16 {(short)Bits}",
        'x' => $"int64 {(long)Bits}",
        'y' => string.Create(CultureInfo.InvariantCulture, $"byte 0x{Bits:x2}"),
        var type => string.Create(CultureInfo.InvariantCulture, $"{DBusTypes.NameOf(type)} {Bits}"),
    };
}

/// <summary>Values of one type; a dictionary is an array of entries.</summary>
internal sealed record DBusArray(string Element, ValueList<DBusValue> Items) : DBusValue($"a{Element}")
{
    public override void Write(DBusWriter writer) => writer.Array(DBusTypes.AlignmentOf(Element[0]), () =>
    {
        foreach (DBusValue item in Items)
            item.Write(writer);
    });

    protected override string Text => Items.Count == 0 ? $"@{Signature} []" : $"[{string.Join(", ", Items)}]";
}

/// <summary>Values of several types, or the key and value of an entry.</summary>
internal sealed record DBusStruct(ValueList<DBusValue> Fields, bool IsEntry = false)
    : DBusValue(DBusTypes.StructOf(Fields, IsEntry))
{
    public override void Write(DBusWriter writer)
    {
        writer.Align(DBusTypes.AlignmentOf('('));
        foreach (DBusValue field in Fields)
            field.Write(writer);
    }

    protected override string Text => IsEntry
        ? $"{{{Fields[0]}: {Fields[1]}}}"
        : $"({string.Join(", ", Fields)}{(Fields.Count == 1 ? "," : "")})";
}

/// <summary>A value that carries its type with it.</summary>
internal sealed record DBusVariant(DBusValue Value) : DBusValue("v")
{
    public override void Write(DBusWriter writer)
    {
        writer.Signature(Value.Signature);
        Value.Write(writer);
    }

    protected override string Text => $"<{Value}>";
}

/// <summary>Sizes, alignments and names of types (D-Bus Specification, "Summary of types").</summary>
internal static class DBusTypes
{
    private const string Basic = "ybnqiuxtdsog";

    /// <summary>The most that containers may be in one another; the specification allows 32 of each kind.</summary>
    private const int DeepestNesting = 32;

    public static int SizeOf(char type) => type switch
    {
        'y' => 1,
        'n' or 'q' => 2,
        'b' or 'i' or 'u' => 4,
        'x' or 't' or 'd' => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    public static int AlignmentOf(char type) => type switch
    {
        's' or 'o' or 'a' => 4,
        'g' or 'v' => 1,
        '(' or '{' => 8,
        _ => SizeOf(type),
    };

    /// <summary>The name of a type of numbers in the text format of GVariant.</summary>
    public static string NameOf(char type) => type switch
    {
        'q' => "uint16",
        'u' => "uint32",
        't' => "uint64",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    public static bool IsBasic(char type) => Basic.Contains(type, StringComparison.Ordinal);

    public static string StructOf(ValueList<DBusValue> fields, bool isEntry)
    {
        var signature = new StringBuilder(isEntry ? "{" : "(");
        foreach (DBusValue field in fields)
            signature.Append(field.Signature);
        return signature.Append(isEntry ? '}' : ')').ToString();
    }

    /// <summary>The length of the one complete type that a signature begins with; 0 when there is none.</summary>
    public static int LengthOfFirst(ReadOnlySpan<char> signature, int depth = 0)
    {
        if (signature.IsEmpty || depth > DeepestNesting)
            return 0;
        if (signature[0] == 'v' || IsBasic(signature[0]))
            return 1;
        return signature[0] switch
        {
            'a' => LengthOfElement(signature[1..], depth) is > 0 and int element ? 1 + element : 0,
            '(' => LengthOfStruct(signature, depth),
            _ => 0,
        };
    }

    private static int LengthOfElement(ReadOnlySpan<char> signature, int depth) =>
        signature.StartsWith('{') ? LengthOfEntry(signature, depth) : LengthOfFirst(signature, depth + 1);

    private static int LengthOfStruct(ReadOnlySpan<char> signature, int depth)
    {
        int length = 1;
        while (length < signature.Length && signature[length] != ')')
        {
            int field = LengthOfFirst(signature[length..], depth + 1);
            if (field == 0)
                return 0;
            length += field;
        }
        return length > 1 && length < signature.Length ? length + 1 : 0;
    }

    private static int LengthOfEntry(ReadOnlySpan<char> signature, int depth)
    {
        if (signature.Length < 4 || !IsBasic(signature[1]))
            return 0;
        int value = LengthOfFirst(signature[2..], depth + 1);
        return value > 0 && signature.Length > 2 + value && signature[2 + value] == '}' ? value + 3 : 0;
    }
}
