using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace Oci.Spec.Tests;

public sealed class SchemaGeneratorTests
{
    [Theory]
    [InlineData("""{"format":"uri"}""", 1, 11, "#/format: the keyword \"format\" is not supported")]
    [InlineData("{\"properties\":{\n\"a\":{\"not\":{}}}}", 2, 12, "#/properties/a/not: the keyword \"not\" is not supported")]
    [InlineData("""{"definitions":{"a":{"definitions":{}}}}""", 1, 36, "#/definitions/a/definitions: the keyword \"definitions\" is not supported")]
    [InlineData("""{"$ref":"other.json#/a"}""", 1, 9, "#/$ref: only references to #/definitions/ are supported, not \"other.json#/a\"")]
    [InlineData("""{"$ref":"#/definitions/a"}""", 1, 9, "#/$ref: there is no definition \"a\"")]
    [InlineData("""{"definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/a"}}}""", 1, 21, "#/definitions/a: the reference leads back to itself")]
    [InlineData("""{"items":[{}]}""", 1, 10, "#/items: must be an object")]
    [InlineData("""{"type":"float"}""", 1, 9, "#/type: there is no type \"float\"")]
    [InlineData("""{"type":["string","float"]}""", 1, 19, "#/type/1: there is no type \"float\"")]
    [InlineData("""{"enum":[1]}""", 1, 10, "#/enum/0: must be a string: other values are not supported")]
    [InlineData("""{"enum":[]}""", 1, 9, "#/enum: must not be empty")]
    [InlineData("""{"enum":["a",""]}""", 1, 14, "#/enum/1: a name must be one line of text")]
    [InlineData("""{"properties":{"a\nb":{}}}""", 1, 23, "#/properties/a\nb: a name must be one line of text")]
    [InlineData("""{"minimum":0.5}""", 1, 12, "#/minimum: must be an integer of 64 bits")]
    [InlineData("""{"type":"integer","minimum":0}""", 1, 1, "#: \"minimum\" and \"maximum\" are supported only together")]
    [InlineData("""{"minimum":0,"maximum":1}""", 1, 1, "#: \"minimum\" needs \"type\": \"integer\"")]
    [InlineData("""{"pattern":"a"}""", 1, 1, "#: a \"pattern\" needs a \"description\" that can follow \"must be\"")]
    [InlineData("""{"description":"x","pattern":"\\d"}""", 1, 1, "#: the pattern \"\\d\" is not supported: the escape '\\d' is not supported")]
    [InlineData("""{"patternProperties":{"(":{}}}""", 1, 27, "#/patternProperties/(: the pattern \"(\" is not supported: it ends too early")]
    [InlineData("""{"anyOf":[{"required":["a"]}]}""", 1, 11, "#/anyOf/0: a form of \"anyOf\" needs a \"description\" that can follow \"must\"")]
    [InlineData("""{"definitions":{"a":{}},"items":{"$ref":"#/definitions/a","type":"string"}}""", 1, 33, "#/items: a draft-04 validator ignores what stands beside \"$ref\"")]
    [InlineData("""{"type":"string","type":"string"}""", 1, 18, "#: \"type\" is given twice")]
    [InlineData("""{"type" "string"}""", 1, 9, "is not JSON")]
    [InlineData("", 1, 1, "is not JSON")]
    public void An_unsupported_schema_fails_the_build_at_its_place(string schema, int line, int column, string message)
    {
        GeneratorDriverRunResult result = Generate(schema);

        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Equal(message, diagnostic.GetMessage(null));
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        Assert.Equal("dir/thing.json", place.Path);
        Assert.Equal((line, column), (place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1));
        Assert.Empty(result.GeneratedTrees);
    }

    [Fact]
    public void Every_schema_becomes_a_class_of_its_name()
    {
        GeneratorDriverRunResult result = Generate("""{"type":"object"}""");

        Assert.Empty(result.Diagnostics);
        Assert.Contains("internal static class ThingSchema", Assert.Single(result.GeneratedTrees).ToString());
    }

    private static GeneratorDriverRunResult Generate(string schema)
    {
        CSharpCompilation compilation = CSharpCompilation.Create("test");
        return CSharpGeneratorDriver.Create(new SchemaGenerator.SchemaGenerator())
            .AddAdditionalTexts(ImmutableArray.Create<AdditionalText>(new File(schema)))
            .RunGenerators(compilation, CancellationToken.None)
            .GetRunResult();
    }

    private sealed class File(string text) : AdditionalText
    {
        public override string Path => "dir/thing.json";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
