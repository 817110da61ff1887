using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using Oci.Spec.Json;
using Xunit;

namespace Oci.Spec.Tests.Json;

/// <summary>Only documents that every parser reads alike are read, and a refusal says all there is to say.</summary>
public sealed class StrictReadingTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData(" \t\r\n[1, -0, 2.5e-3, true, false, null, \"\"] \n")]
    [InlineData("\uFEFF{\"a\": 1}")]
    [InlineData("""{"a": {"a": 1}, "A": 2, "á": 3, "": 4}""")]
    [InlineData("""["\u00e9\ud83d\ude00\b\f\n\r\t\/\\\"", "é😀"]""")]
    [InlineData("17")]
    public void A_document_that_all_parsers_read_alike_is_read(string text) =>
        Assert.NotEqual(JsonKind.Undefined, Parse(text).Root.Kind);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\uFEFF \n", "is empty")]
    [InlineData("{} {}", "nothing may follow the document, found '{' (line 1, column 4)")]
    [InlineData("{}\n,", "nothing may follow the document, found ',' (line 2, column 1)")]
    [InlineData("{// c\n}", "JSON has no comments (line 1, column 2)")]
    [InlineData("{\"a\": [1,\n]}", "/a: a comma must not stand before ']' (line 2, column 1)")]
    [InlineData("{\"a\": 1,}", "a comma must not stand before '}' (line 1, column 9)")]
    [InlineData("{\"a\": 'b'}", "is not JSON here, found ''' (line 1, column 7)")]
    [InlineData("{\"a\": {\"b\": tru}}", "/a: is not JSON here, found '}' (line 1, column 16)")]
    [InlineData("[NaN]", "is not JSON here, found 'N' (line 1, column 2)")]
    [InlineData("[01]", "is not JSON here, found '1' (line 1, column 3)")]
    [InlineData("[+1]", "is not JSON here, found '+' (line 1, column 2)")]
    [InlineData("[.5]", "is not JSON here, found '.' (line 1, column 2)")]
    [InlineData("{a: 1}", "is not JSON here, found 'a' (line 1, column 2)")]
    [InlineData("{\"a\"", "the document ends too early (line 1, column 5)")]
    [InlineData("{\"a\": [1, ", "/a: the document ends too early (line 1, column 11)")]
    [InlineData("[\"a\tb\"]", "a control character must be escaped, found U+0009 (line 1, column 4)")]
    [InlineData("[\"a", "the document ends too early (line 1, column 4)")]
    [InlineData("[\"\\x\"]", "is not JSON here, found 'x' (line 1, column 4)")]
    public void A_document_that_is_not_JSON_is_refused_with_its_place(string text, string problem) =>
        Assert.Equal([problem], Problems(text));

    [Theory]
    [InlineData("""{"a": 1, "b": 2, "a": 3}""", "/a: is given more than once (line 1, column 18)")]
    [InlineData("""{"x": [{"a": 1, "\u0061": 3}]}""", "/x/0/a: is given more than once (line 1, column 17)")]
    [InlineData("""{"a/~b": 1, "a/~b": 3}""", "/a~1~0b: is given more than once (line 1, column 13)")]
    [InlineData("""["a\u0000b"]""", "/0: contains U+0000, which no path, name or argument can hold (line 1, column 2)")]
    [InlineData("""{"\u0000": 1}""",
        "/\\u0000: contains U+0000, which no path, name or argument can hold (line 1, column 2)")]
    [InlineData("""["\ud800"]""", "/0: contains half of a surrogate pair, \\ud800 (line 1, column 2)")]
    [InlineData("""["\udc00\ud800"]""", "/0: contains half of a surrogate pair, \\udc00 (line 1, column 2)")]
    [InlineData("""["\ud800\ud800\udc00"]""", "/0: contains half of a surrogate pair, \\ud800 (line 1, column 2)")]
    public void A_document_that_parsers_read_differently_is_refused(string text, string problem) =>
        Assert.Equal([problem], Problems(text));

    [Fact]
    public void A_document_of_more_than_a_million_values_is_refused()
    {
        string numbers = string.Join(',', Enumerable.Repeat("1", JsonTape.MaxEntries));
        Assert.Equal([$"has more than 1000000 names and values (line 1, column {numbers.Length + 1})"], Problems($"[{numbers}]"));
    }

    [Fact]
    public void A_text_of_more_than_a_mebibyte_is_refused()
    {
        string longest = new('a', JsonTape.MaxTextBytes);
        Assert.Equal(JsonKind.Array, Parse($"[\"{longest}\"]").Root.Kind);
        Assert.Equal(
            ["/0: has 1048577 bytes, more than the 1048576 that are read of a text (line 1, column 2)"], Problems($"[\"{longest}a\"]"));
        Assert.Equal(
            [$"/{longest}a: has 1048577 bytes, more than the 1048576 that are read of a text (line 1, column 2)"],
            Problems($"{{\"{longest}a\":1}}"));
    }

    [Fact]
    public void Of_a_name_that_is_given_very_often_the_first_thousand_are_told()
    {
        string members = string.Join(',', Enumerable.Repeat("\"a\":1", 5000));
        string[] problems = Problems($"{{{members}}}");
        Assert.Equal(1001, problems.Length);
        Assert.Equal("there are more problems than these 1000", problems[^1]);
    }

    [Fact]
    public void All_problems_are_reported_and_a_syntax_error_last() => Assert.Equal(
        [
            "/a: is given more than once (line 2, column 2)",
            "/b/0: contains U+0000, which no path, name or argument can hold (line 3, column 8)",
            "/b: a comma must not stand before ']' (line 3, column 19)",
        ],
        Problems("{\"a\": 1,\n \"a\": 2,\n \"b\": [\"\\u0000\",  ]}"));

    [Fact]
    public void A_name_before_the_end_of_the_document_counts() =>
        Assert.Contains("/a: is given more than once (line 1, column 10)", Problems("{\"a\": 1, \"a\": "));

    [Fact]
    public void Only_UTF_8_is_read()
    {
        Assert.Equal(["is not UTF-8: byte 0xff in line 2, column 3"], Problems([.. "[\n \""u8, 0xFF, .. "\"]"u8]));
        Assert.Equal(["is not UTF-8: byte 0xc0 in line 1, column 3"], Problems([.. "[\""u8, 0xC0, 0x80, .. "\"]"u8]));
        Assert.Equal(["is not UTF-8: byte 0xff in line 1, column 1"], Problems(Encoding.Unicode.GetPreamble()));
    }

    [Fact]
    public void Nesting_is_limited()
    {
        Assert.Equal(JsonKind.Array, Parse(Nested(JsonTape.MaxDepth)).Root.Kind);
        string problem = Assert.Single(Problems(Nested(JsonTape.MaxDepth + 1)));
        Assert.EndsWith("is nested deeper than 128 levels (line 1, column 129)", problem, StringComparison.Ordinal);
        Assert.Single(Problems(new string('[', 5_000_000)));
    }

    [Fact]
    public void Size_is_limited()
    {
        Assert.Equal(JsonKind.Array, Parse("[]" + new string(' ', JsonTape.MaxBytes - 2)).Root.Kind);
        Assert.Equal(
            ["has 16777217 bytes, more than the 16777216 that are read"],
            Problems("[]" + new string(' ', JsonTape.MaxBytes - 1)));
    }

    [Fact]
    public void An_object_with_many_names_is_read_in_linear_time()
    {
        const int Names = 200_000;
        string names = string.Join(",", Enumerable.Range(0, Names).Select(static i => $"\"key{i}\":0"));
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(Names, Parse($"{{{names}}}").Root.Count);
        string[] problems = Problems($"{{{names},\"key7\":0,{names}}}");
        Assert.Equal(1001, problems.Length);
        // Comparing all with all would take minutes.
        Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 20);
    }

    [Fact]
    public void The_document_is_named_in_the_message() =>
        Assert.Equal(
            "config.json: /a: is given more than once (line 1, column 8)",
            Assert.Throws<InvalidSpecException>(() => Parse("""{"a":1,"a":2}""")).Message);

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static JsonTape Parse(string text) => JsonTape.Parse(Encoding.UTF8.GetBytes(text), "config.json");

    private static string[] Problems(string text) => Problems(Encoding.UTF8.GetBytes(text));

    private static string[] Problems(byte[] utf8)
    {
        var error = Assert.Throws<InvalidSpecException>(() => JsonTape.Parse(utf8, "config.json"));
        return [.. error.Problems.Select(static problem => problem.ToString())];
    }
}
