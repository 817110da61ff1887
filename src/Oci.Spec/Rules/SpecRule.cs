using System;
using System.Collections.Generic;
using Oci.Spec.Json;

namespace Oci.Spec.Rules;

/// <summary>One thing that a document must keep to and that its schema cannot say.</summary>
/// <param name="Sentence">The rule, for people.</param>
/// <param name="Source">Where it comes from: a section of the specification, or a man page.</param>
/// <param name="Reads">
/// The parts of the document that the rule looks at, as JSON pointers separated by spaces. When the schema finds fault
/// with one of them the rule is not asked: its answer would mislead.
/// </param>
internal sealed record SpecRule<T>(string Sentence, string Source, string Reads, Action<T, RuleFindings> Check);

/// <summary>Collects what rules find, under the pointer of the part of the document that they were given.</summary>
internal sealed class RuleFindings(string root)
{
    private readonly List<SpecProblem> _problems = [];

    public IReadOnlyList<SpecProblem> Problems => _problems;

    /// <param name="pointer">Relative to the part that the rule was given.</param>
    public void Add(string pointer, string message)
    {
        // One more than are told, for it to be told that there are more.
        if (_problems.Count <= ProblemList.Most)
            _problems.Add(new SpecProblem(root + pointer, message));
    }
}
