using System;
using System.Collections.Generic;
using System.Linq;

namespace Oci.Cli.Output;

/// <summary>Breaks prose into lines.</summary>
internal static class TextWrap
{
    /// <summary>The paragraphs, which empty lines part; line breaks within one are mere spaces.</summary>
    public static IEnumerable<string> Paragraphs(string text) => text
        .Split("\n\n")
        .Select(static paragraph => string.Join(' ', paragraph.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>Lines of at most this width, where no word is longer.</summary>
    public static IEnumerable<string> Lines(string paragraph, int width)
    {
        string line = "";
        foreach (string word in paragraph.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
    }
}
