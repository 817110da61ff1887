using System.Globalization;
using System.Text;

namespace Oci.Spec.SchemaGenerator;

/// <summary>C# source under construction.</summary>
internal sealed class CodeText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
            _text.Append(' ', 4 * _depth).Append(line);
        _text.Append('\n');
    }

    public void Open(string header)
    {
        Line(header);
        Line("{");
        _depth++;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (char character in text)
        {
            if (character is '"' or '\\')
                literal.Append('\\').Append(character);
            else if (character == '\n')
                literal.Append("\\n");
            else if (character is < ' ' or > '~')
                literal.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            else
                literal.Append(character);
        }
        return literal.Append('"').ToString();
    }

    /// <summary>A literal of bytes; names in it are separated by line feeds.</summary>
    public static string Utf8(params string[] names) => Literal(string.Join("\n", names)) + "u8";

    public override string ToString() => _text.ToString();
}
