using System;
using System.Collections.Generic;
using System.Text;

namespace Oci.Runtime.Explain;

/// <summary>
/// Shell script lines. Whatever a configuration says stays inside its quotes, comment or here-document.
/// </summary>
internal sealed class ShellText
{
    private readonly StringBuilder _text = new();

    public ShellText Line(string text = "")
    {
        _text.Append(text).Append('\n');
        return this;
    }

    /// <summary>Starts the part of one step.</summary>
    public void Step(string description, string property)
    {
        Line();
        Comment(property.Length == 0 ? description : $"{description}   [{property}]");
    }

    public void Comment(string text) => Line($"# {OneLine(text)}");

    /// <summary>Writes a file that is a script of its own.</summary>
    public ShellText File(string name, ShellText content)
    {
        string body = content._text.ToString();
        string end = "END";
        while (body.Contains(end, StringComparison.Ordinal))
            end += "_";
        Line($"cat > \"$work/{name}\" <<'{end}'");
        _text.Append(body);
        return Line(end);
    }

    public override string ToString() => _text.ToString();

    /// <summary>One word for the shell, whatever is in it.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A text that cannot leave its line, nor steer the terminal that shows it.</summary>
    public static string OneLine(string text) =>
        string.Create(text.Length, text, static (line, source) =>
        {
            for (int i = 0; i < line.Length; i++)
                line[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });

    /// <summary>A path of the container, before the change of root.</summary>
    public static string InRoot(string path) => $"\"$root\"{Quote(path.StartsWith('/') ? path : $"/{path}")}";

    /// <summary>The directory of a path of the container.</summary>
    public static string ParentInRoot(string path)
    {
        string trimmed = path.TrimEnd('/');
        return InRoot(trimmed[..int.Max(0, trimmed.LastIndexOf('/'))]);
    }

    /// <summary>The options of mount(8) as one word with its flag, or nothing.</summary>
    public static string MountOptions(IEnumerable<string> options)
    {
        string list = string.Join(',', options);
        return list.Length == 0 ? "" : $" -o {Quote(list)}";
    }
}
