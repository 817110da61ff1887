using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Oci.Tidy.Tests.Rules;

/// <summary>A link of a document to a file of the repository must lead to it.</summary>
internal static class Links
{
    public static IEnumerable<Finding> Broken(SourceFile document, Func<string, bool> exists) =>
        from line in document.Lines.Index()
        from Match link in Regex.Matches(line.Item, @"\]\(([^)#:\s]+)(#[^)]*)?\)")
        let target = Resolve(document.Path, link.Groups[1].Value)
        where !exists(target)
        select new Finding(document.Path, line.Index + 1, $"there is no {target}");

    /// <summary>The path that a link means, relative to the repository's root.</summary>
    private static string Resolve(string document, string link) =>
        new Uri(new Uri("file:///" + document), link).AbsolutePath.TrimStart('/');
}
