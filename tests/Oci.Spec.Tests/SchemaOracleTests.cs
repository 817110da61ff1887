using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using CsCheck;
using NJsonSchema;
using Oci.Spec.Json;
using Oci.Spec.Schema;
using Xunit;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace Oci.Spec.Tests;

/// <summary>The generated validators agree with NJsonSchema, which reads the same schemas at run time.</summary>
public sealed class SchemaOracleTests
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "65536", "4294967296", "9223372036854775807", "1e2", "\"\"", "\"/\"", "\"a\"",
        "\"pid\"", "\"é😀\"", "\"SCMP_ACT_ALLOW\"", "[]", "[0]", "[\"/x\"]", "[null]", "{}", "{\"a\":1}", "{\"path\":\"/x\"}",
    ];

    public static TheoryData<string, string?> Good => SchemaCases.Good;
    public static TheoryData<string, string?> Bad => SchemaCases.Bad;

    [Theory]
    [MemberData(nameof(Good))]
    public async Task Both_accept_a_good_configuration(string pointer, string? value)
    {
        string document = TestDocuments.With(TestDocuments.DefaultConfig, pointer, value);

        Assert.Empty((await Load("config.json")).Validate(document));
        Assert.Empty(Validate(document));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Both_refuse_a_bad_configuration(string pointer, string? value)
    {
        string document = TestDocuments.With(TestDocuments.DefaultConfig, pointer, value);

        Assert.NotEmpty((await Load("config.json")).Validate(document));
        SpecProblem problem = Assert.Single(Validate(document));
        string parent = pointer[..pointer.LastIndexOf('/')];
        Assert.StartsWith(value is null ? parent : pointer, problem.Pointer);
        Assert.True(problem.Line > 0 && problem.Column > 0);
    }

    [Fact]
    public async Task Both_agree_on_configurations_with_random_changes()
    {
        JsonSchema oracle = await Load("config.json");
        string full = FullConfig();
        List<string> pointers = Pointers(JsonNode.Parse(full)!, "", []);
        Gen<(string Pointer, string Value)> change = Gen.Select(TestDocuments.OneOf([.. pointers]), TestDocuments.OneOf(Values));

        change.Array[1, 3].Sample(
            changes =>
            {
                string document = full;
                foreach ((string pointer, string value) in changes)
                    document = TryWith(document, pointer, value);
                Assert.Equal(oracle.Validate(document).Count == 0, Validate(document).Length == 0);
            },
            iter: 1500,
            threads: 1);
    }

    [Fact]
    public async Task Both_agree_on_keywords_that_the_specification_needs_less()
    {
        JsonSchema oracle = await Load("keywords.json");
        string[] names = ["closed", "patterns", "all", "nullable", "choice", "text", "untyped"];
        string[] members = ["known", "anything", "a1", "a", "b", "b2", "undeclared", "name", "size", "own", "x"];
        // Characters of the basic plane: the oracle counts UTF-16 units.
        string[] scalars = ["null", "true", "1", "-5", "6", "1.5", "\"one\"", "\"é€\"", "\"é€x\"", "[]", "[{\"name\":\"\"}]", "[1,2]"];
        Gen<string> member = Gen.Select(TestDocuments.OneOf(members), TestDocuments.OneOf(scalars), (name, value) => $"\"{name}\":{value}");
        Gen<string> value = Gen.OneOf(
            TestDocuments.OneOf(scalars), member.Array[0, 4].Select(list => WithoutDuplicates(list)));

        Gen.Select(TestDocuments.OneOf(names), value).Sample(
            (name, json) =>
            {
                string document = $"{{\"{name}\":{json}}}";
                SpecProblem[] problems = TestDocuments.Problems(document, KeywordsSchema.Validate);
                Assert.Equal(oracle.Validate(document).Count == 0, problems.Length == 0);
            },
            iter: 5000,
            threads: 1);
    }

    private static string WithoutDuplicates(string[] members)
    {
        var named = new Dictionary<string, string>();
        foreach (string member in members)
            named[member[..member.IndexOf(':')]] = member;
        return $"{{{string.Join(",", named.Values)}}}";
    }

    private static Task<JsonSchema> Load(string schema) => JsonSchema.FromJsonAsync(TestDocuments.Resource(schema));

    private static SpecProblem[] Validate(string document) => TestDocuments.Problems(document, ConfigSchema.Validate);

    /// <summary>The default configuration with most of the good changes at once.</summary>
    private static string FullConfig()
    {
        string document = TestDocuments.DefaultConfig;
        foreach (TheoryDataRow<string, string?> row in SchemaCases.Good)
        {
            if (row.Data.Item2 is { } value && value != "[]")
                document = TestDocuments.With(document, row.Data.Item1, value);
        }
        return document;
    }

    private static string TryWith(string document, string pointer, string value)
    {
        try
        {
            return TestDocuments.With(document, pointer, value);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or FormatException)
        {
            // An earlier change has taken away the place of this one.
            return document;
        }
    }

    private static List<string> Pointers(JsonNode node, string pointer, List<string> pointers)
    {
        if (node is JsonObject members)
        {
            foreach ((string name, JsonNode? child) in members)
                Add(child, $"{pointer}/{name.Replace("/", "~1")}", pointers);
        }
        else if (node is JsonArray items)
        {
            for (int index = 0; index < items.Count; index++)
                Add(items[index], $"{pointer}/{index}", pointers);
        }
        return pointers;
    }

    private static void Add(JsonNode? child, string pointer, List<string> pointers)
    {
        pointers.Add(pointer);
        if (child is not null)
            Pointers(child, pointer, pointers);
    }
}
