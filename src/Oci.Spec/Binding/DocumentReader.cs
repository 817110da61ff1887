using System;
using System.Collections.Generic;
using Oci.Spec.Json;
using Oci.Spec.Schema;

namespace Oci.Spec.Binding;

/// <summary>
/// The way of every document: strict JSON, schema, record, rules; and all that is wrong in one exception.
/// </summary>
internal static class DocumentReader
{
    /// <param name="rules">What is wrong with the record. It is told what the schema finds fault with.</param>
    /// <param name="unknown">Takes the properties that the schema does not name, also those of a document that is
    /// refused.</param>
    /// <exception cref="InvalidSpecException">Something is wrong with the document.</exception>
    public static T Read<T>(
        ReadOnlyMemory<byte> utf8,
        string document,
        Action<JsonValue, SchemaWalk> schema,
        Func<JsonValue, T> bind,
        Func<T, SpecProblem[], IReadOnlyList<SpecProblem>>? rules = null,
        Action<UnknownProperties>? unknown = null)
    {
        JsonTape tape = JsonTape.Parse(utf8, document);
        var problems = new ProblemList(tape);
        UnknownProperties? notNamed = unknown is null ? null : new UnknownProperties(tape);
        schema(tape.Root, new SchemaWalk(problems, notNamed));
        if (notNamed is not null)
            unknown?.Invoke(notNamed);
        T record = bind(tape.Root);
        foreach (SpecProblem broken in rules?.Invoke(record, problems.ToArray()) ?? [])
            problems.Add(broken.Pointer, broken.Message);
        problems.ThrowIfAny();
        return record;
    }
}
