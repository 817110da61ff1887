using System;
using System.Collections.Generic;
using System.Linq;

namespace Oci.Spec;

/// <summary>One thing wrong with a document.</summary>
/// <param name="Pointer">Where, as a JSON pointer (RFC 6901); empty for the whole document.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
/// <param name="Line">1-based line in the file, 0 when not known.</param>
/// <param name="Column">1-based column in bytes, 0 when not known.</param>
public sealed record SpecProblem(string Pointer, string Message, int Line = 0, int Column = 0)
{
    public override string ToString()
    {
        string place = Line > 0 ? $" (line {Line}, column {Column})" : "";
        return Pointer.Length == 0 ? $"{Message}{place}" : $"{Pointer}: {Message}{place}";
    }
}

/// <summary>
/// A document is not what the specification asks for. Carries every problem found, not only the first.
/// </summary>
public sealed class InvalidSpecException(string document, IReadOnlyList<SpecProblem> problems)
    : Exception($"{document}: {string.Join("; ", problems.Select(problem => problem.ToString()))}")
{
    /// <summary>The path or name of the document.</summary>
    public string Document { get; } = document;

    public IReadOnlyList<SpecProblem> Problems { get; } = problems;
}
