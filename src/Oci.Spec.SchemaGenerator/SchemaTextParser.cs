using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Oci.Spec.SchemaGenerator;

/// <summary>Reads the JSON of a schema. The compiler offers its components no JSON parser that they may rely on.</summary>
internal sealed class SchemaTextParser
{
    private const string Escapes = "\"\"\\\\//b\bf\fn\nr\rt\t";

    private readonly string _text;
    private int _next;

    private SchemaTextParser(string text) => _text = text;

    public static SchemaText Parse(string text)
    {
        var parser = new SchemaTextParser(text);
        SchemaText root = parser.ReadValue("");
        return parser.Peek() == '\0' ? root : throw parser.Error();
    }

    private SchemaText ReadValue(string pointer)
    {
        char first = Peek();
        switch (first)
        {
            case '{': return ReadObject(pointer);
            case '[': return ReadArray(pointer);
            case '"':
                var text = new SchemaText('"', _next, pointer);
                text.Text = ReadString();
                return text;
            case 't': return ReadWord("true", pointer);
            case 'f': return ReadWord("false", pointer);
            case 'n': return ReadWord("null", pointer);
            default: return ReadNumber(pointer);
        }
    }

    private SchemaText ReadObject(string pointer)
    {
        var value = new SchemaText('{', _next, pointer);
        var names = new HashSet<string>();
        Take('{');
        while (Peek() != '}')
        {
            if (value.Members.Count > 0)
                Take(',');
            Peek();
            int offset = _next;
            string name = ReadString();
            if (!names.Add(name))
                throw new SchemaException($"#{pointer}: \"{name}\" is given twice", offset);
            Take(':');
            string token = name.Replace("~", "~0").Replace("/", "~1");
            value.Members.Add(new KeyValuePair<string, SchemaText>(name, ReadValue($"{pointer}/{token}")));
        }
        Take('}');
        return value;
    }

    private SchemaText ReadArray(string pointer)
    {
        var value = new SchemaText('[', _next, pointer);
        Take('[');
        while (Peek() != ']')
        {
            if (value.Items.Count > 0)
                Take(',');
            value.Items.Add(ReadValue($"{pointer}/{value.Items.Count}"));
        }
        Take(']');
        return value;
    }

    private SchemaText ReadWord(string word, string pointer)
    {
        if (string.CompareOrdinal(_text, _next, word, 0, word.Length) != 0)
            throw Error();
        _next += word.Length;
        return new SchemaText(word[0], _next - word.Length, pointer);
    }

    private SchemaText ReadNumber(string pointer)
    {
        int start = _next;
        while (_next < _text.Length && "+-.0123456789eE".IndexOf(_text[_next]) >= 0)
            _next++;
        if (_next == start)
            throw Error();
        return new SchemaText('0', start, pointer) { Text = _text.Substring(start, _next - start) };
    }

    private string ReadString()
    {
        Take('"');
        var text = new StringBuilder();
        while (_next < _text.Length && _text[_next] != '"')
        {
            char character = _text[_next++];
            text.Append(character == '\\' ? ReadEscape() : character);
        }
        Take('"');
        return text.ToString();
    }

    private char ReadEscape()
    {
        char escape = _next < _text.Length ? _text[_next++] : throw Error();
        if (escape == 'u' && _next + 4 <= _text.Length)
        {
            _next += 4;
            return (char)int.Parse(_text.Substring(_next - 4, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }
        for (int index = 0; index < Escapes.Length; index += 2)
        {
            if (Escapes[index] == escape)
                return Escapes[index + 1];
        }
        throw Error();
    }

    private void Take(char expected)
    {
        if (Peek() != expected)
            throw Error();
        _next++;
    }

    /// <summary>The next character that is not white space; NUL at the end.</summary>
    private char Peek()
    {
        while (_next < _text.Length && char.IsWhiteSpace(_text[_next]))
            _next++;
        return _next < _text.Length ? _text[_next] : '\0';
    }

    private SchemaException Error() => new("is not JSON", _next);
}
