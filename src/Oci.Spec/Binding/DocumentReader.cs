using System;
using System.Collections.Generic;
using Oci.Spec.Json;
using Oci.Spec.Schema;

namespace Oci.Spec.Binding;

/// <summary>The way of every document: strict JSON, schema, record, rules; and all that is wrong in one exception.</summary>
internal static class DocumentReader
{
    /// <param name="rules">What is wrong with the record. It is told what the schema finds fault with.</param>
    /// <exception cref="InvalidSpecException">Something is wrong with the document.</exception>
    public static T Read<T>(
        ReadOnlyMemory<byte> utf8,
        string document,
        Action<JsonValue, SchemaWalk> schema,
        Func<JsonValue, T> bind,
        Func<T, SpecProblem[], IReadOnlyList<SpecProblem>>? rules = null)
    {
        JsonTape tape = JsonTape.Parse(utf8, document);
        var problems = new ProblemList(tape);
        schema(tape.Root, new SchemaWalk(problems));
        T record = bind(tape.Root);
        foreach (SpecProblem broken in rules?.Invoke(record, problems.ToArray()) ?? [])
            problems.Add(broken.Pointer, broken.Message);
        problems.ThrowIfAny();
        return record;
    }
}
