using System;
using Oci.Spec.Json;

namespace Oci.Spec.Schema;

/// <summary>The checks that generated validators are made of, and the lists that collect what they find.</summary>
internal sealed class SchemaWalk
{
    private readonly ProblemList? _problems;
    private readonly UnknownProperties? _unknown;

    /// <param name="unknown">Also takes the properties which the schema does not name, if it is given.</param>
    public SchemaWalk(ProblemList? problems, UnknownProperties? unknown = null)
    {
        _problems = problems;
        _unknown = unknown;
    }

    public bool HasProblems { get; private set; }

    /// <summary>A walk that only reports properties which the schema does not name.</summary>
    public static SchemaWalk ForUnknown(UnknownProperties unknown) => new(problems: null, unknown);

    /// <summary>A walk that tells whether a value has one form of several.</summary>
    public static SchemaWalk ForForm() => new(problems: null, unknown: null);

    /// <summary>A walk for a part of a schema. Only the whole schema knows which properties are unknown.</summary>
    public SchemaWalk Part() => new(_problems, unknown: null);

    public void Add(JsonValue value, string message)
    {
        HasProblems = true;
        _problems?.Add(value, message);
    }

    public bool HasType(JsonValue value, JsonTypes types)
    {
        if ((SchemaWords.TypesOf(value) & types) != 0)
            return true;
        Add(value, $"must be {SchemaWords.Types(types)}, found {FoundValue.Describe(value)}");
        return false;
    }

    public void Integer(JsonValue value, long minimum, ulong maximum)
    {
        if (value.Integer() is not { } number || !number.IsWithin(minimum, maximum))
            Add(value, $"must be an integer from {minimum} to {maximum}, found {FoundValue.Describe(value)}");
    }

    public void Choice(JsonValue value, ReadOnlySpan<byte> names)
    {
        if (value.Kind == JsonKind.String && NameList.Contains(names, value.Utf8))
            return;
        string suggestion = value.Kind == JsonKind.String ? NameList.Suggest(names, value.Utf8) : "";
        Add(value, $"must be one of {NameList.Quote(names)}, found {FoundValue.Describe(value)}{suggestion}");
    }

    public void Matches(JsonValue value, ReadOnlySpan<byte> table, string description)
    {
        if (value.Kind == JsonKind.String && !Pattern.Matches(value.Utf8, table))
            Add(value, $"must be {description}, found {FoundValue.Describe(value)}");
    }

    public void MinLength(JsonValue value, int minimum)
    {
        if (value.Kind == JsonKind.String && SchemaWords.CountCharacters(value.Utf8) < minimum)
            Add(value, minimum == 1 ? "must not be empty" : $"must have at least {minimum} characters");
    }

    public void MinItems(JsonValue value, int minimum)
    {
        if (value.Kind != JsonKind.Array)
            return;
        if (value.Count < minimum)
            Add(value, minimum == 1 ? "must not be empty" : $"must have at least {minimum} items");
    }

    /// <summary>Reports the required properties that are missing: those whose bit is not set.</summary>
    public void Require(JsonValue value, ulong found, ReadOnlySpan<byte> names)
    {
        var list = new NameList(names);
        for (int bit = 0; list.TryTake(out ReadOnlySpan<byte> name); bit++)
        {
            if ((found >> bit & 1) != 0)
                continue;
            HasProblems = true;
            _problems?.AddMissing(value, name);
        }
    }

    public void Unknown(JsonMember member, ReadOnlySpan<byte> names)
    {
        if (_unknown is not null && !NameList.Contains(names, member.NameUtf8))
            _unknown.Add(member, names);
    }

    public void NotAllowed(JsonMember member, ReadOnlySpan<byte> names) =>
        Add(member.Value, $"is not allowed here{NameList.Suggest(names, member.NameUtf8)}");
}
