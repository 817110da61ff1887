using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Oci.Spec.Json;
using Xunit;
using JsonValue = Oci.Spec.Json.JsonValue;

namespace Oci.Spec.Tests.Json;

/// <summary>What holds for every document: the tape says the same as System.Text.Json, and every place can be found again.</summary>
public sealed class TapeProperties
{
    private static readonly Gen<string> Text = Gen.Char["ab~/\"\\ \n\u00e9\u20ac\t"].Array[0, 6].Select(static characters => new string(characters));

    private static readonly Gen<JsonNode?> Scalar = Gen.OneOf<JsonNode?>(
        Gen.Const((JsonNode?)null),
        Gen.Bool.Select(static flag => (JsonNode?)flag),
        Gen.Long.Select(static number => (JsonNode?)number),
        Gen.Double.Where(double.IsFinite).Select(static number => (JsonNode?)number),
        Text.Select(static text => (JsonNode?)text));

    private static readonly Gen<JsonNode?> Node = Gen.Recursive<JsonNode?>(static (depth, node) => depth > 4 ? Scalar : Gen.Frequency(
        (2, Scalar),
        (1, node.Array[0, 4].Select(static items => (JsonNode?)new JsonArray([.. items.Select(static item => item?.DeepClone())]))),
        (1, Gen.Dictionary(Text, node)[0, 20].Select(static members =>
            (JsonNode?)new JsonObject(members.ToDictionary(static member => member.Key, static member => member.Value?.DeepClone()))))));

    [Fact]
    public void Every_document_reads_as_another_reader_reads_it() => Node.Sample(static node =>
    {
        string text = Write(node);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(text).RootElement, JsonDocument.Parse(Copy(Parse(text).Root)).RootElement));
    });

    [Fact]
    public void Every_place_has_a_pointer_that_leads_back_to_it() => Node.Sample(static node =>
    {
        JsonTape tape = Parse(Write(node));
        var places = new TapePlaces(tape);
        var lookup = new TapeLookup(tape);
        foreach (int entry in Values(tape.Root))
            Assert.Equal((entry, ""), lookup.Find(places.Pointer(entry)));
        foreach (int entry in Values(tape.Root).Reverse())
            Assert.Equal((entry, ""), lookup.Find(places.Pointer(entry)));
    });

    [Fact]
    public void Lines_and_columns_are_those_of_the_text() => Node.Sample(static node =>
    {
        string text = Write(node);
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        JsonTape tape = Parse(text);
        var places = new TapePlaces(tape);
        foreach (int entry in Values(tape.Root))
        {
            int offset = tape.Entry(entry).Offset;
            string[] lines = Encoding.UTF8.GetString(utf8[..offset]).Split('\n');
            Assert.Equal((lines.Length, Encoding.UTF8.GetByteCount(lines[^1]) + 1), places.LineAndColumn(offset));
        }
    });

    private static string Write(JsonNode? node) =>
        node is null ? "null" : node.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    private static JsonTape Parse(string text) => JsonTape.Parse(Encoding.UTF8.GetBytes(text), "document");

    /// <summary>The document again, from what the tape says.</summary>
    private static string Copy(JsonValue value)
    {
        var parts = new List<string>();
        switch (value.Kind)
        {
            case JsonKind.Object:
                foreach (JsonMember member in value.Members)
                    parts.Add($"{JsonSerializer.Serialize(member.Name)}:{Copy(member.Value)}");
                return $"{{{string.Join(",", parts)}}}";
            case JsonKind.Array:
                foreach (JsonValue element in value.Elements)
                    parts.Add(Copy(element));
                return $"[{string.Join(",", parts)}]";
            case JsonKind.String:
                return JsonSerializer.Serialize(value.GetString());
            case JsonKind.Number:
                return Encoding.UTF8.GetString(value.Utf8);
            default:
                return value.Kind.ToString().ToLowerInvariant();
        }
    }

    private static int[] Values(JsonValue value)
    {
        var entries = new List<int> { value.Index };
        foreach (JsonMember member in value.Members)
            entries.AddRange(Values(member.Value));
        foreach (JsonValue element in value.Elements)
            entries.AddRange(Values(element));
        return [.. entries];
    }
}
