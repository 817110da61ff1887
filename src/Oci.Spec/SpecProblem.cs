using System;
using System.Collections.Generic;
using System.Text;
using Oci.Spec.Json;

namespace Oci.Spec;

/// <summary>One thing wrong with a document.</summary>
/// <param name="Pointer">Where, as a JSON pointer (RFC 6901); empty for the whole document.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
/// <param name="Line">1-based line in the file, 0 when not known.</param>
/// <param name="Column">1-based column in bytes, 0 when not known.</param>
public sealed record SpecProblem(string Pointer, string Message, int Line = 0, int Column = 0)
{
    /// <summary>The problem on one line, whatever the document holds.</summary>
    public override string ToString()
    {
        string place = Line > 0 ? $" (line {Line}, column {Column})" : "";
        return FoundValue.OneLine(Pointer.Length == 0 ? $"{Message}{place}" : $"{Pointer}: {Message}{place}");
    }
}

/// <summary>
/// A document is not what the specification asks for, or asks for more than there is. Carries every problem found, not
/// only the first; of more than a thousand the first thousand.
/// </summary>
public class InvalidSpecException(string document, IReadOnlyList<SpecProblem> problems)
    : Exception(Compose(document, problems))
{
    /// <summary>The message stays readable when everything is wrong.</summary>
    private const int MostInMessage = 50;

    /// <summary>The path or name of the document.</summary>
    public string Document { get; } = document;

    public IReadOnlyList<SpecProblem> Problems { get; } = problems;

    private static string Compose(string document, IReadOnlyList<SpecProblem> problems)
    {
        var message = new StringBuilder(document);
        for (int i = 0; i < problems.Count && i < MostInMessage; i++)
            message.Append(i == 0 ? ": " : "; ").Append(problems[i]);
        if (problems.Count > MostInMessage)
            message.Append("; and ").Append(problems.Count - MostInMessage).Append(" more");
        return message.ToString();
    }
}
