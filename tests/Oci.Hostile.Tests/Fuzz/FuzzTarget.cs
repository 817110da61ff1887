using System;
using System.Collections.Generic;
using System.Text;

namespace Oci.Hostile.Tests.Fuzz;

/// <summary>Code that reads what others wrote.</summary>
/// <param name="Run">
/// Reads an input, and tells in a word or two what it was: an input with a new answer is worth changing further. Throws one of
/// the product's own failures for an input that is none; anything else is a finding.
/// </param>
internal sealed record FuzzTarget(string Name, Func<byte[], string> Run)
{
    /// <summary>What is changed at the beginning.</summary>
    public required IReadOnlyList<byte[]> Seeds { get; init; }

    /// <summary>Words that are put into inputs.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether inputs are changed as JSON too.</summary>
    public bool IsJson { get; init; }

    /// <summary>Failures beside the product's own that the code documents.</summary>
    public Type? Documented { get; init; }

    public static FuzzTarget OfText(string name, Func<string, string> run, params string[] seeds) =>
        new(name, input => run(Encoding.UTF8.GetString(input))) { Seeds = [.. System.Linq.Enumerable.Select(seeds,
        Encoding.UTF8.GetBytes)] };

    public override string ToString() => Name;
}
