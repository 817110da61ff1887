using System.Collections.Generic;
using System.Linq;

namespace Oci.Cli.Parsing;

/// <summary>Words put together as people do.</summary>
internal static class Sentences
{
    /// <summary><c>a, b or c</c>.</summary>
    public static string Or(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
}
