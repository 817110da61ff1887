using System;
using System.Text;
using System.Text.Json;
using CsCheck;
using Oci.Spec.Json;
using Xunit;
using JsonValue = Oci.Spec.Json.JsonValue;

namespace Oci.Spec.Tests;

/// <summary>The tape holds what JsonDocument reads, and no document makes the parser or the validators fail.</summary>
public sealed class JsonTapeOracleTests
{
    private const string Interesting = "{}[]\",:\\/u0dD8-+.eE1 \n\ttrufalsn\u0000é";

    [Fact]
    public void A_damaged_document_is_a_problem_or_means_what_JsonDocument_says()
    {
        byte[] original = Encoding.UTF8.GetBytes(TestDocuments.With(TestDocuments.DefaultConfig, "/text", "\"\\ud83d\\ude00\\n\""));
        byte[] replacements = [.. Encoding.UTF8.GetBytes(Interesting), 0xFF, 0xED];
        Gen<(int At, byte Value)> damage = Gen.Select(
            Gen.Int[0, original.Length - 1], Gen.Int[0, replacements.Length - 1].Select(index => replacements[index]));

        damage.Array[1, 2].Sample(
            damages =>
            {
                byte[] document = (byte[])original.Clone();
                foreach ((int at, byte value) in damages)
                    document[at] = value;
                CheckAgainstOracle(document);
            },
            iter: 3000,
            threads: 1);
    }

    [Fact]
    public void A_cut_document_is_a_problem_at_its_end()
    {
        byte[] original = Encoding.UTF8.GetBytes(TestDocuments.DefaultConfig.TrimEnd());
        for (int length = 1; length < original.Length; length++)
        {
            Assert.Single(Assert.Throws<InvalidSpecException>(() => JsonTape.Parse(original.AsMemory(0, length), "cut")).Problems);
        }
    }

    // What we take, the other reader takes too, and it means the same; what we refuse may be duplicates, which it takes.
    private static void CheckAgainstOracle(byte[] document)
    {
        JsonTape tape;
        try
        {
            tape = JsonTape.Parse(document, "damaged");
        }
        catch (InvalidSpecException refused)
        {
            Assert.NotEmpty(refused.Problems);
            return;
        }
        Schema.ConfigSchema.Validate(tape.Root, new ProblemList(tape));
        Schema.UnknownProperties.Find(tape.Root);
        using JsonDocument oracle = JsonDocument.Parse(document);
        AssertSame(oracle.RootElement, tape.Root);
    }

    private static void AssertSame(JsonElement expected, JsonValue actual)
    {
        Assert.Equal(expected.ValueKind.ToString(), actual.Kind.ToString());
        if (expected.ValueKind == JsonValueKind.Object)
        {
            JsonMembers members = actual.Members;
            foreach (JsonProperty property in expected.EnumerateObject())
            {
                Assert.True(members.MoveNext());
                Assert.Equal(property.Name, members.Current.Name);
                AssertSame(property.Value, members.Current.Value);
            }
            Assert.False(members.MoveNext());
        }
        else if (expected.ValueKind == JsonValueKind.Array)
        {
            JsonElements items = actual.Elements;
            foreach (JsonElement item in expected.EnumerateArray())
            {
                Assert.True(items.MoveNext());
                AssertSame(item, items.Current);
            }
            Assert.False(items.MoveNext());
        }
        else if (expected.ValueKind == JsonValueKind.String)
            Assert.Equal(expected.GetString(), actual.GetString());
        else if (expected.ValueKind == JsonValueKind.Number)
            Assert.Equal(expected.GetRawText(), System.Text.Encoding.UTF8.GetString(actual.Utf8));
    }
}
