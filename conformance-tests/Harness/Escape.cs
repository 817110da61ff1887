using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Oci.Conformance.Harness;

/// <summary>A line of escapes.md: a published escape, and why there are no tests of it where there are none.</summary>
public sealed record Escape(string Cve, bool IsTested)
{
    /// <summary>All lines, from the copy that lies beside the tests.</summary>
    public static IReadOnlyList<Escape> ReadAll() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "escapes.md"))
            .Where(static line => line.StartsWith("| CVE-", StringComparison.Ordinal)).Select(Parse),
    ];

    private static Escape Parse(string line)
    {
        string[] columns = line.Trim('|', ' ').Split(" | ");
        return new Escape(columns[0], !columns[2].StartsWith("not here: ", StringComparison.Ordinal));
    }
}
