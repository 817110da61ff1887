using System.Collections.Generic;

namespace Oci.Spec.Json;

/// <summary>Collects the problems of one document.</summary>
/// <remarks>
/// Keeps the first <see cref="Limit"/> of them: nobody reads more, and a hostile document of megabytes could have a problem
/// in every other byte.
/// </remarks>
public sealed class ProblemList
{
    public const int Limit = 100;

    private readonly List<SpecProblem> _problems = [];
    private readonly int _kept;

    public ProblemList()
        : this(Limit)
    {
    }

    private ProblemList(int kept) => _kept = kept;

    /// <summary>How many problems were found, kept or not.</summary>
    public int Count { get; private set; }

    /// <summary>The problems in the order they were found; when there were too many, a last one says so.</summary>
    public IReadOnlyList<SpecProblem> Problems => Count <= Limit
        ? _problems
        : [.. _problems, new SpecProblem("", $"and {Count - Limit} more problems")];

    /// <summary>A list that counts problems and keeps none, for asking whether there are any.</summary>
    internal static ProblemList CountOnly() => new(kept: 0);

    /// <summary>Reports a problem of a value, at its place in the document.</summary>
    public void Add(JsonValue at, string message)
    {
        if (Count++ >= _kept)
            return;
        (int line, int column) = at.Locate();
        _problems.Add(new SpecProblem(at.Pointer(), message, line, column));
    }

    /// <summary>Reports a problem whose place is known otherwise.</summary>
    public void Add(SpecProblem problem)
    {
        if (Count++ < _kept)
            _problems.Add(problem);
    }
}
