using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Oci.Conformance.Harness;

/// <summary>A line of requirements.md: a demand of the specification, and what its last column says of tests.</summary>
public sealed record Requirement(string Id, string Column)
{
    private const string Document = "requirements.md";
    private const string Awaits = "awaits `";

    /// <summary>The tests that are named, as <c>Class.Method</c>.</summary>
    public string[] Tests => AwaitedClass is not null || Column.StartsWith("not ", StringComparison.Ordinal)
        ? [] : [.. Column.Split('`').Where((_, index) => index % 2 == 1).Select(test => test.Split('(')[0])];

    /// <summary>The class that the tests will be in; null where there are tests, or a reason why there are none.</summary>
    public string? AwaitedClass =>
        Column.StartsWith(Awaits, StringComparison.Ordinal) ? Column[Awaits.Length..].TrimEnd('`') : null;

    /// <summary>All lines, from the copy that lies beside the tests.</summary>
    public static IReadOnlyList<Requirement> ReadAll() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, Document))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(Parse),
    ];

    private static Requirement Parse(string line)
    {
        string[] columns = line.Trim('|', ' ').Split(" | ");
        return new Requirement(columns[0].Trim('`'), columns[2]);
    }
}
