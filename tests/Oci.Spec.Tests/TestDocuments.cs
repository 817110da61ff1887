using System;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Oci.Spec.Json;
using JsonNode = System.Text.Json.Nodes.JsonNode;
using JsonValue = Oci.Spec.Json.JsonValue;

namespace Oci.Spec.Tests;

/// <summary>Documents of the tests: resources, and changed copies of them.</summary>
internal static class TestDocuments
{
    /// <summary>What other runtimes write as the starting point of a bundle.</summary>
    public static string DefaultConfig { get; } = Resource("default.json");

    /// <summary>Every property of the specification for Linux.</summary>
    public static string Everything { get; } = Resource("everything.json");

    public static string Resource(string name)
    {
        using Stream stream = typeof(TestDocuments).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"no resource {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static JsonValue Parse(string document) => JsonTape.Parse(Encoding.UTF8.GetBytes(document), "document").Root;

    /// <summary>What a check finds wrong with a document.</summary>
    public static SpecProblem[] Problems(string document, Action<JsonValue, ProblemList> check)
    {
        JsonTape tape = JsonTape.Parse(Encoding.UTF8.GetBytes(document), "document");
        var problems = new ProblemList(tape);
        check(tape.Root, problems);
        return problems.ToArray();
    }

    /// <summary>The document with another value at a pointer; null removes it. A last token "-" appends to an array.</summary>
    public static string With(string document, string pointer, string? value)
    {
        JsonNode root = JsonNode.Parse(document)!;
        string[] tokens = pointer.Split('/')[1..];
        JsonNode parent = root;
        foreach (string token in tokens[..^1])
        {
            parent = (parent is JsonArray array ? array[int.Parse(token, null)] : parent[token] ??= new JsonObject())
                ?? throw new InvalidOperationException($"{pointer} leads through a null");
        }
        Put(parent, tokens[^1].Replace("~1", "/"), value);
        return root.ToJsonString();
    }

    /// <summary>A small valid configuration, changed by a merge patch (RFC 7396), as bytes.</summary>
    public static byte[] Config(string patch)
    {
        JsonNode config = JsonNode.Parse("""
            {
              "ociVersion": "1.3.0",
              "root": { "path": "rootfs" },
              "process": { "cwd": "/", "args": ["sh"], "user": { "uid": 0, "gid": 0 } },
              "linux": { "namespaces": [{ "type": "mount" }, { "type": "pid" }, { "type": "uts" }] }
            }
            """)!;
        return Encoding.UTF8.GetBytes(Merge(config, JsonNode.Parse(patch))!.ToJsonString());
    }

    public static Gen<string> OneOf(string[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    private static void Put(JsonNode parent, string token, string? value)
    {
        JsonNode? node = value is null ? null : JsonNode.Parse(value);
        if (parent is JsonArray array && token == "-")
            array.Add(node);
        else if (parent is JsonArray items)
            items[int.Parse(token, null)] = node;
        else if (value is null)
            parent.AsObject().Remove(token);
        else
            parent[token] = node;
    }

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        JsonObject result = target as JsonObject ?? [];
        foreach ((string name, JsonNode? change) in changes)
        {
            JsonNode? merged = Merge(result[name], change);
            result.Remove(name);
            if (merged is not null)
                result[name] = merged;
        }
        return result;
    }
}
