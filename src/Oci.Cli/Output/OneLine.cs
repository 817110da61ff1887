using System.Globalization;
using System.Text;

namespace Oci.Cli.Output;

/// <summary>Keeps a message on its line, and what is in it from driving the terminal.</summary>
internal static class OneLine
{
    // What a message quotes may be as long as a document. At the end stands the reason.
    private const int Longest = 4096;
    private const int End = 1024;

    /// <summary>The text with control characters and line separators spelled out; of a long one the middle is left out.</summary>
    public static string Of(string text)
    {
        if (text.Length > Longest)
            text = $"{text[..(Longest - End)]}…{text[^End..]}";
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (char.IsControl(letter) || letter is '\u2028' or '\u2029')
                (escaped ??= new StringBuilder(text, 0, i, text.Length + 16)).Append(Escape(letter));
            else
                escaped?.Append(letter);
        }
        return escaped?.ToString() ?? text;
    }

    private static string Escape(char letter) => letter switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < '\u0080' => "\\x" + ((int)letter).ToString("x2", CultureInfo.InvariantCulture),
        _ => "\\u" + ((int)letter).ToString("x4", CultureInfo.InvariantCulture),
    };
}
