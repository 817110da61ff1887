using System;
using System.Collections.Generic;

namespace Oci.Spec.Json;

/// <summary>
/// Collects what is wrong with a document by tape entry. Pointers, lines and columns are worked out once at the end, in
/// one walk over the document, so that a document with a hundred thousand problems does not cost their square.
/// </summary>
public sealed class ProblemList(JsonTape tape)
{
    private readonly List<(int Entry, string Message)> _problems = [];

    public bool IsEmpty => _problems.Count == 0;

    /// <summary>The problems in the order of the document.</summary>
    public SpecProblem[] ToArray()
    {
        var ordered = new int[_problems.Count];
        var entries = new int[_problems.Count];
        for (int i = 0; i < ordered.Length; i++)
            (ordered[i], entries[i]) = (i, _problems[i].Entry);
        Array.Sort(entries, ordered);

        var places = new TapePlaces(tape);
        var result = new SpecProblem[ordered.Length];
        for (int i = 0; i < result.Length; i++)
        {
            (int entry, string message) = _problems[ordered[i]];
            (int line, int column) = places.LineAndColumn(tape.Entry(entry).Offset);
            result[i] = new SpecProblem(places.Pointer(entry), message, line, column);
        }
        return result;
    }

    public void Add(JsonValue at, string message) => Add(at.Index, message);

    internal void Add(int entry, string message) => _problems.Add((entry, message));

    /// <exception cref="InvalidSpecException">There is a problem.</exception>
    public void ThrowIfAny()
    {
        if (!IsEmpty)
            throw new InvalidSpecException(tape.Document, ToArray());
    }
}
