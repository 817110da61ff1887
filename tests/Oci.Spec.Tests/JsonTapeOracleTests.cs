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
        byte[] original = Encoding.UTF8.GetBytes(Documents.With(Documents.DefaultConfig, "/text", "\"\\ud83d\\ude00\\n\""));
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
        byte[] original = Encoding.UTF8.GetBytes(Documents.DefaultConfig.TrimEnd());
        for (int length = 1; length < original.Length; length++)
        {
            var problems = new ProblemList();
            Assert.Null(JsonTape.Parse(original.AsMemory(0, length), problems));
            Assert.Equal("is not JSON: it ends too early", Assert.Single(problems.Problems).Message);
        }
    }

    private static void CheckAgainstOracle(byte[] document)
    {
        var problems = new ProblemList();
        JsonTape? tape = JsonTape.Parse(document, problems);
        Assert.True(tape is not null || problems.Count == 1);
        if (tape is null)
        {
            Assert.ThrowsAny<Exception>(() => JsonDocument.Parse(document).RootElement.GetProperty("nothing"));
            return;
        }
        Schema.ConfigSchema.Validate(tape.Root, problems);
        Schema.UnknownProperties.Find(tape.Root);
        if (problems.Count == 0)
        {
            using JsonDocument oracle = JsonDocument.Parse(document);
            AssertSame(oracle.RootElement, tape.Root);
        }
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
                Assert.Equal(property.Name, members.Current.NameValue.GetString());
                AssertSame(property.Value, members.Current.Value);
            }
            Assert.False(members.MoveNext());
        }
        else if (expected.ValueKind == JsonValueKind.Array)
        {
            JsonItems items = actual.Items;
            foreach (JsonElement item in expected.EnumerateArray())
            {
                Assert.True(items.MoveNext());
                AssertSame(item, items.Current);
            }
            Assert.False(items.MoveNext());
        }
        else if (expected.ValueKind == JsonValueKind.String)
            Assert.Equal(expected.GetString(), actual.GetString());
        else
            Assert.Equal(expected.GetRawText(), actual.ToString());
    }
}
