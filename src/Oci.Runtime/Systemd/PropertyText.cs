using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Oci.Spec;

namespace Oci.Runtime.Systemd;

/// <summary>
/// Reads a value in the text format of GVariant, such as <c>uint64 5</c>, <c>'text'</c>, <c>true</c> or
/// <c>@as ['a', 'b']</c>.
/// </summary>
internal sealed class PropertyText
{
    private const int DeepestNesting = 32;
    private readonly string _text;
    private int _position;
    private int _depth;

    private PropertyText(string text) => _text = text;

    /// <exception cref="FormatException">The text is no value; the message says why.</exception>
    public static DBusValue Parse(string text)
    {
        var parser = new PropertyText(text);
        DBusValue value = parser.Value(null);
        parser.SkipSpace();
        return parser._position == text.Length ? value : throw parser.Problem("something follows the value");
    }

    /// <param name="type">The type that the value must have; null to go by what it looks like.</param>
    private DBusValue Value(string? type)
    {
        if (++_depth > DeepestNesting)
            throw Problem("it is nested too deeply");
        SkipSpace();
        DBusValue value = Peek() switch
        {
            '@' => Typed(),
            '\'' or '"' => TextValue(type ?? "s"),
            '[' => ArrayValue(type),
            '(' => StructValue(type),
            '{' => Dictionary(type),
            '<' => Variant(),
            'b' when _position + 1 < _text.Length && _text[_position + 1] is '\'' or '"' => Bytes(),
            >= 'a' and <= 'z' => Word(type),
            _ => NumberValue(type),
        };
        _depth--;
        return type is null || value.Signature == type ? value : throw Problem($"expected the type {type}, found {value.Signature}");
    }

    private DBusValue Typed()
    {
        _position++;
        int length = DBusTypes.LengthOfFirst(_text.AsSpan(_position));
        if (length == 0)
            throw Problem("no type follows the @");
        string type = _text.Substring(_position, length);
        _position += length;
        return Value(type);
    }

    private DBusValue Word(string? type)
    {
        int start = _position;
        while (char.IsAsciiLetterOrDigit(Peek()))
            _position++;
        string word = _text[start.._position];
        if (word is "true" or "false")
            return DBusValue.Of(word == "true");
        if (word is "inf" or "nan")
        {
            _position = start;
            return NumberValue(type);
        }
        return Value(TypeOf(word) ?? throw Problem($"\"{word}\" is no type and no value"));
    }

    private static string? TypeOf(string word) => word switch
    {
        "boolean" => "b",
        "byte" => "y",
        "int16" => "n",
        "uint16" => "q",
        "int32" => "i",
        "uint32" => "u",
        "int64" => "x",
        "uint64" => "t",
        "double" => "d",
        "string" => "s",
        "objectpath" => "o",
        "signature" => "g",
        _ => null,
    };

    private DBusText TextValue(string type)
    {
        if (type is not ("s" or "o" or "g"))
            throw Problem($"expected the type {type}, found a text");
        return new DBusText(type, Quoted());
    }

    private DBusArray Bytes()
    {
        _position++;
        byte[] bytes = Encoding.UTF8.GetBytes(Quoted() + '\0');
        return (DBusArray)DBusValue.Of(bytes);
    }

    private string Quoted()
    {
        char quote = Next();
        var text = new StringBuilder();
        while (true)
        {
            char letter = Next();
            if (letter == quote)
                return text.ToString();
            text.Append(letter == '\\' ? Escaped() : letter);
        }
    }

    private string Escaped()
    {
        char letter = Next();
        return letter switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'v' => "\v",
            'u' => Unicode(4),
            'U' => Unicode(8),
            _ => letter.ToString(),
        };
    }

    private string Unicode(int digits)
    {
        string text = _position + digits <= _text.Length ? _text.Substring(_position, digits) : "";
        _position += digits;
        bool isRune = int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number)
            && Rune.IsValid(number) && number != 0;
        return isRune ? new Rune(number).ToString() : throw Problem("a \\u has no character");
    }

    private DBusArray ArrayValue(string? type)
    {
        string? element = type is null ? null : type[0] == 'a' ? type[1..] : throw Problem($"expected the type {type}, found a list");
        List<DBusValue> items = List(']', () =>
        {
            DBusValue item = Value(element);
            // The first one decides for all.
            element ??= item.Signature;
            return item;
        });
        return element is null
            ? throw Problem("an empty list needs its type, such as @as []")
            : new DBusArray(element, [.. items]);
    }

    private DBusStruct StructValue(string? type)
    {
        int at = 1;
        List<DBusValue> fields = List(')', () => Value(NextField(type, ref at)));
        return fields.Count > 0 ? new DBusStruct([.. fields]) : throw Problem("D-Bus has no empty tuple");
    }

    private static string? NextField(string? type, ref int at)
    {
        int length = type is null || at >= type.Length ? 0 : DBusTypes.LengthOfFirst(type.AsSpan(at));
        at += length;
        return length == 0 ? null : type!.Substring(at - length, length);
    }

    private DBusArray Dictionary(string? type)
    {
        (string? key, string? value) = type is ['a', '{', _, .. var rest, '}'] ? (type[2..3], rest) : (null, null);
        List<DBusValue> entries = List('}', () => Entry(ref key, ref value));
        if (entries.Count == 0 && value is null)
            throw Problem("an empty dictionary needs its type, such as @a{sv} {}");
        return new DBusArray($"{{{key}{value}}}", [.. entries]);
    }

    private DBusStruct Entry(ref string? key, ref string? value)
    {
        DBusValue name = Value(key);
        SkipSpace();
        if (name.Signature.Length > 1 || Next() != ':')
            throw Problem("expected a key, a colon and a value");
        DBusValue held = Value(value);
        (key, value) = (name.Signature, held.Signature);
        return new DBusStruct([name, held], IsEntry: true);
    }

    private DBusVariant Variant()
    {
        _position++;
        DBusValue value = Value(null);
        SkipSpace();
        return Next() == '>' ? new DBusVariant(value) : throw Problem("expected a >");
    }

    /// <summary>What stands between brackets, with commas between.</summary>
    private List<DBusValue> List(char end, Func<DBusValue> item)
    {
        _position++;
        var items = new List<DBusValue>();
        for (SkipSpace(); Peek() != end; SkipSpace())
        {
            items.Add(item());
            SkipSpace();
            if (Peek() == ',')
                _position++;
            else if (Peek() != end)
                throw Problem($"expected a comma or {end}");
        }
        _position++;
        return items;
    }

    private DBusNumber NumberValue(string? type)
    {
        int start = _position;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '.' or '-' or '+')
            _position++;
        string text = _text[start.._position];
        bool isHex = text.Contains("0x", StringComparison.OrdinalIgnoreCase);
        type ??= !isHex && text.AsSpan().IndexOfAny(".einf") >= 0 ? "d" : "i";
        if (type == "d" && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real))
            return new DBusNumber("d", BitConverter.DoubleToUInt64Bits(real));
        return Integer(text, type) ?? throw Problem($"\"{text}\" is no value of the type {type}");
    }

    private static DBusNumber? Integer(string text, string type)
    {
        bool isNegative = text.StartsWith('-');
        string digits = text.TrimStart('+', '-');
        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isNumber = isHex
            ? ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong size)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out size);
        if (!isNumber || text.Length - digits.Length > 1 || type.Length != 1)
            return null;
        Int128 value = isNegative ? -(Int128)size : size;
        (Int128 least, Int128 most) = RangeOf(type[0]);
        return value >= least && value <= most ? new DBusNumber(type, (ulong)value) : null;
    }

    private static (Int128 Least, Int128 Most) RangeOf(char type) => type switch
    {
        'y' => (0, byte.MaxValue),
        'n' => (short.MinValue, short.MaxValue),
        'q' => (0, ushort.MaxValue),
        'i' => (int.MinValue, int.MaxValue),
        'u' => (0, uint.MaxValue),
        'x' => (long.MinValue, long.MaxValue),
        't' => (0, ulong.MaxValue),
        _ => (1, 0),
    };

    private char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private char Next() => _position < _text.Length ? _text[_position++] : throw Problem("it ends too early");

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\t' or '\n')
            _position++;
    }

    private FormatException Problem(string what) => new($"at character {Math.Min(_position, _text.Length) + 1}: {what}");
}
