using System;
using System.Collections.Generic;
using Oci.Spec.Json;

namespace Oci.Spec.Schema;

/// <summary>The properties of a configuration that the specification does not name.</summary>
/// <remarks>They must be ignored (config.md, Extensibility), but one of them is often a known one misspelt.</remarks>
public sealed class UnknownProperties
{
    private readonly JsonTape _tape;
    private ProblemList? _misspelt;
    private ProblemList? _foreign;

    internal UnknownProperties(JsonTape tape) => _tape = tape;

    /// <summary>Those near a known name, which the message asks for; in the order of the document.</summary>
    public IReadOnlyList<SpecProblem> Misspelt => _misspelt?.ToArray() ?? [];

    /// <summary>Those like no name that is known in their place; in the order of the document.</summary>
    public IReadOnlyList<SpecProblem> Foreign => _foreign?.ToArray() ?? [];

    internal static UnknownProperties Find(JsonValue config)
    {
        var unknown = new UnknownProperties(config.Tape);
        ConfigSchema.Document(config, SchemaWalk.ForUnknown(unknown));
        return unknown;
    }

    internal void Add(JsonMember member, ReadOnlySpan<byte> names)
    {
        string suggestion = NameList.Suggest(names, member.NameUtf8);
        ProblemList list = suggestion.Length > 0 ? _misspelt ??= new ProblemList(_tape) : _foreign ??= new ProblemList(_tape);
        list.Add(member.Value, $"is not a property of the specification, and is ignored{suggestion}");
    }
}
