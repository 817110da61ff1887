using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Hostile.Tests.Harness;

namespace Oci.Hostile.Tests.Inputs;

/// <summary>Every property of the schema with a value of every type that is not its own.</summary>
internal static class WrongTypes
{
    private static readonly (string Type, string Json)[] Values =
    [
        ("null", "null"), ("integer", "7"), ("string", "\"7\""), ("array", "[]"), ("object", "{}"),
    ];

    private static readonly JsonNode Schema = Load("config.json");

    public static IEnumerable<HostileInput> All() =>
        from place in Places("", Schema)
        from value in Values
        where value.Type != place.Type
        select Edits.Bad(place.Pointer, value.Json, $"{place.Pointer}: ");

    /// <summary>Every property below a place with a value of one wrong type.</summary>
    /// <returns>Where, a bad value, and the pointer from that place.</returns>
    public static IEnumerable<(string Pointer, string Json, string Below)> Below(string root) =>
        from place in Places("", Schema)
        where place.Pointer.StartsWith(root + "/", StringComparison.Ordinal)
        let value = Values.Last(value => value.Type != place.Type && value.Type != "array")
        select (place.Pointer, value.Json, place.Pointer[root.Length..]);

    /// <summary>Every number of the schema below its least value and above its largest.</summary>
    public static IEnumerable<HostileInput> Numbers() =>
        from place in Places("", Schema)
        where place.Type == "integer"
        from json in NumbersBeside(place.Node)
        select Edits.Bad(place.Pointer, json, $"{place.Pointer}: ");

    /// <summary>Every word of the schema that is one of a list, as none of it.</summary>
    public static IEnumerable<HostileInput> Words() =>
        from place in Places("", Schema)
        where place.Node["enum"] is not null || place.Node["pattern"] is not null
        from json in (string[])["\"\"", "\"no such word\"", "\"\\u001b[31mred\\n\""]
        where !TakesAnyWord(place.Node["pattern"]?.ToString(), json)
        select Edits.Bad(place.Pointer, json, $"{place.Pointer}: ");

    private static bool TakesAnyWord(string? pattern, string json) => pattern switch
    {
        "^[0-9, -]*$" => json == "\"\"",
        "^[^\\n]*$" => !json.Contains("\\n", StringComparison.Ordinal),
        _ => false,
    };

    private static IEnumerable<string> NumbersBeside(JsonNode node)
    {
        string least = node["minimum"]!.ToJsonString();
        string most = node["maximum"]!.ToJsonString();
        yield return Int128.Parse(least) - 1 + "";
        yield return Int128.Parse(most) + 1 + "";
        yield return "1e999";
        yield return "0.5";
    }

    private static IEnumerable<(string Pointer, string Type, JsonNode Node)> Places(string pointer, JsonNode schema)
    {
        JsonNode node = Resolve(schema);
        string type = node["type"]!.ToString();
        yield return (pointer, type, node);
        foreach ((string name, JsonNode child) in Children(node))
        {
            foreach ((string Pointer, string Type, JsonNode Node) place in Places($"{pointer}/{name}", child))
                yield return place;
        }
    }

    private static IEnumerable<(string Name, JsonNode Schema)> Children(JsonNode node)
    {
        foreach ((string name, JsonNode? property) in node["properties"]?.AsObject() ?? [])
            yield return (name, property!);
        if (node["items"] is { } items)
            yield return ("0", items);
        if (node["additionalProperties"] is JsonObject values)
            yield return ("key", values);
    }

    private static JsonNode Resolve(JsonNode schema) =>
        schema["$ref"] is { } reference ? Schema["definitions"]![reference.ToString().Split('/')[^1]]! : schema;

    private static JsonNode Load(string name)
    {
        using Stream stream = typeof(WrongTypes).Assembly.GetManifestResourceStream(name)!;
        return JsonNode.Parse(stream)!;
    }
}
