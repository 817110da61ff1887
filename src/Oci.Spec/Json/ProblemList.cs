using System;
using System.Collections.Generic;
using System.Text;

namespace Oci.Spec.Json;

/// <summary>
/// Collects what is wrong with a document by tape entry. Pointers, lines and columns are worked out once at the end, in
/// one walk over the document, so that a document with a hundred thousand problems does not cost their square.
/// </summary>
internal sealed class ProblemList(JsonTape tape)
{
    /// <summary>More are not collected: nobody reads them, and a hostile document has millions.</summary>
    public const int Most = 1000;

    private readonly List<(int Entry, string Below, string Message)> _problems = [];
    private bool _hasMore;
    private TapeLookup? _lookup;

    public bool IsEmpty => _problems.Count == 0;

    public void Add(JsonValue at, string message) => Add(at.Index, message);

    /// <summary>A member that an object must have is not there.</summary>
    public void AddMissing(JsonValue container, ReadOnlySpan<byte> name) =>
        Keep(container.Index, $"/{JsonPointer.Escape(Encoding.UTF8.GetString(name))}", "is missing");

    /// <summary>A problem known by its JSON pointer; its line is that of the innermost part that is there.</summary>
    public void Add(string pointer, string message)
    {
        _lookup ??= new TapeLookup(tape);
        (int entry, string below) = _lookup.Find(pointer);
        Keep(entry, below, message);
    }

    /// <summary>The problems in the order of the document.</summary>
    public SpecProblem[] ToArray()
    {
        if (IsEmpty)
            return [];
        var order = new int[_problems.Count];
        var keys = new long[_problems.Count];
        for (int i = 0; i < order.Length; i++)
            (order[i], keys[i]) = (i, ((long)_problems[i].Entry << 32) + i);
        Array.Sort(keys, order);

        var places = new TapePlaces(tape);
        var result = new SpecProblem[order.Length + (_hasMore ? 1 : 0)];
        for (int i = 0; i < order.Length; i++)
        {
            (int entry, string below, string message) = _problems[order[i]];
            (int line, int column) = places.LineAndColumn(tape.Entry(entry).Offset);
            result[i] = new SpecProblem(places.Pointer(entry) + below, message, line, column);
        }
        if (_hasMore)
            result[^1] = new SpecProblem("", $"there are more problems than these {Most}");
        return result;
    }

    /// <exception cref="InvalidSpecException">There is a problem.</exception>
    public void ThrowIfAny()
    {
        if (!IsEmpty)
            throw new InvalidSpecException(tape.Document, ToArray());
    }

    internal void Add(int entry, string message) => Keep(entry, "", message);

    private void Keep(int entry, string below, string message)
    {
        if (_problems.Count < Most)
            _problems.Add((entry, below, message));
        else
            _hasMore = true;
    }
}
