using System;
using System.Collections.Generic;
using System.Text;
using Oci.Spec.Json;
using Xunit;

namespace Oci.Spec.Tests;

public sealed class JsonTapeTests
{
    [Theory]
    [InlineData("""{"a":1,}""", 1, 8, "is not JSON: unexpected comma before '}'")]
    [InlineData("""[1,2,]""", 1, 6, "is not JSON: unexpected comma before ']'")]
    [InlineData("""{"a":1} {}""", 1, 9, "is not JSON: unexpected '{' behind the end")]
    [InlineData("""{"a":1}x""", 1, 8, "is not JSON: unexpected 'x' behind the end")]
    [InlineData("{\n  // no\n}", 2, 3, "is not JSON: comments are not allowed")]
    [InlineData("{\n  \"a\": /* no */ 1}", 2, 8, "is not JSON: comments are not allowed")]
    [InlineData("{\"a\":\n", 2, 1, "is not JSON: it ends too early")]
    [InlineData("{'a':1}", 1, 2, "is not JSON: unexpected '''")]
    [InlineData("""{"a":01}""", 1, 7, "is not JSON: unexpected '1'")]
    [InlineData("""{"a":é}""", 1, 6, "is not JSON: unexpected 'é'")]
    [InlineData("[\"a\tb\"]", 1, 4, "is not JSON: unexpected control character U+0009")]
    [InlineData("NaN", 1, 1, "is not JSON: unexpected 'N'")]
    [InlineData("", 0, 0, "is empty, not a JSON document")]
    [InlineData(" \r\n\t", 0, 0, "is empty, not a JSON document")]
    [InlineData("\uFEFF", 0, 0, "is empty, not a JSON document")]
    public void Wrong_syntax_is_one_problem_with_its_place(string document, int line, int column, string message)
    {
        var problems = new ProblemList();

        Assert.Null(JsonTape.Parse(Encoding.UTF8.GetBytes(document), problems));

        Assert.Equal([new SpecProblem("", message, line, column)], problems.Problems);
    }

    [Theory]
    [InlineData("""{"a":1,"b":2,"a":3}""", "/a", 14, "is given twice, the first time in line 1")]
    [InlineData("""{"x":[0,{"a":1,"\u0061":2}]}""", "/x/1/\\u0061", 16, "is given twice, the first time in line 1")]
    [InlineData("""{"a/b~":{"":1,"":2}}""", "/a~1b~0/", 15, "is given twice, the first time in line 1")]
    [InlineData("""["a\u0000b"]""", "/0", 2, "contains the character U+0000")]
    [InlineData("""{"\u0000":1}""", "/\\u0000", 2, "contains the character U+0000")]
    [InlineData("""["a\ud800b"]""", "/0", 2, "contains half of a surrogate pair")]
    [InlineData("""["\ud800\ud800"]""", "/0", 2, "contains half of a surrogate pair")]
    [InlineData("""["\udc00"]""", "/0", 2, "contains half of a surrogate pair")]
    [InlineData("""["\ud83d\n"]""", "/0", 2, "contains half of a surrogate pair")]
    public void A_text_or_name_that_programs_may_read_differently_is_a_problem(
        string document, string pointer, int column, string message)
    {
        var problems = new ProblemList();

        Assert.NotNull(JsonTape.Parse(Encoding.UTF8.GetBytes(document), problems));

        Assert.Equal([new SpecProblem(pointer, message, 1, column)], problems.Problems);
    }

    [Fact]
    public void Names_are_case_sensitive()
    {
        JsonValue root = Parse("""{"a":1,"A":2}""");

        Assert.True(root.TryGetProperty("A", out JsonValue upper));
        Assert.Equal("2", upper.ToString());
        Assert.False(root.TryGetProperty("b"u8, out _));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_a_problem_at_the_first_of_them()
    {
        var problems = new ProblemList();

        Assert.Null(JsonTape.Parse(new byte[] { (byte)'"', (byte)'\n', 0xC3, 0xA9, 0xED, 0xA0, 0x80, (byte)'"' }, problems));

        Assert.Equal([new SpecProblem("", "is not valid UTF-8", 2, 3)], problems.Problems);
    }

    [Fact]
    public void A_byte_order_mark_is_skipped()
    {
        Assert.Equal(1, Parse("\uFEFF{}").Locate().Column);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    [InlineData(1_000_000, false)]
    public void Nesting_ends_at_128_levels(int depth, bool isAllowed)
    {
        var problems = new ProblemList();
        string document = new string('[', depth) + new string(']', depth);

        JsonTape? tape = JsonTape.Parse(Encoding.UTF8.GetBytes(document), problems);

        Assert.Equal(isAllowed, tape is not null);
        if (!isAllowed)
            Assert.Equal([new SpecProblem("", "is nested deeper than 128 levels", 1, 129)], problems.Problems);
    }

    [Fact]
    public void A_document_has_at_most_16_MiB()
    {
        byte[] document = new byte[JsonTape.MaxBytes + 1];
        Array.Fill(document, (byte)' ');
        document[0] = (byte)'1';
        var problems = new ProblemList();

        Assert.NotNull(JsonTape.Parse(document.AsMemory(0, JsonTape.MaxBytes), problems));
        Assert.Empty(problems.Problems);
        Assert.Null(JsonTape.Parse(document, problems));
        Assert.Equal([new SpecProblem("", "is larger than 16 MiB")], problems.Problems);
    }

    [Fact]
    public void A_repeated_name_among_many_is_found()
    {
        const int Names = 100_000;
        var document = new StringBuilder("{");
        for (int index = 0; index < Names; index++)
            document.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"key{index}\":{index},\n");
        document.Append("\"key77\":0}");
        var problems = new ProblemList();

        JsonTape.Parse(Encoding.UTF8.GetBytes(document.ToString()), problems);

        Assert.Equal(
            [new SpecProblem("/key77", "is given twice, the first time in line 78", Names + 1, 1)], problems.Problems);
    }

    [Fact]
    public void A_hundred_problems_are_kept_and_the_rest_counted()
    {
        var problems = new ProblemList();

        JsonTape.Parse(Encoding.UTF8.GetBytes($"[{string.Join(',', Repeat("\"\\u0000\"", 102))}]"), problems);

        Assert.Equal(102, problems.Count);
        Assert.Equal(101, problems.Problems.Count);
        Assert.Equal("and 2 more problems", problems.Problems[^1].Message);
    }

    [Fact]
    public void Everything_in_a_document_can_be_reached()
    {
        JsonValue root = Parse("""
            {"object": {"x": {}, "y": []}, "array": [1, [true, false], null], "text": "a\"\u00e9\ud83d\ude00\n"}
            """);

        var seen = new List<string>();
        Visit(root, seen);

        Assert.Equal(
            [
                ":Object", "/object:Object", "/object/x:Object", "/object/y:Array", "/array:Array", "/array/0:Number",
                "/array/1:Array", "/array/1/0:True", "/array/1/1:False", "/array/2:Null", "/text:String",
            ],
            seen);
        Assert.True(root.TryGetProperty("text", out JsonValue text));
        Assert.Equal("a\"é😀\n", text.GetString());
        Assert.True(root.TryGetProperty("array", out JsonValue array));
        Assert.Equal("[1, [true, false], null]", array.ToString());
    }

    [Theory]
    [InlineData("9223372036854775807", true, true)]
    [InlineData("9223372036854775808", false, true)]
    [InlineData("18446744073709551616", false, false)]
    [InlineData("-9223372036854775808", true, false)]
    [InlineData("1.0", false, false)]
    [InlineData("1e3", false, false)]
    [InlineData("\"1\"", false, false)]
    public void Integers_are_read_only_if_they_fit(string document, bool isInt64, bool isUInt64)
    {
        JsonValue root = Parse(document);

        Assert.Equal(isInt64, root.TryGetInt64(out _));
        Assert.Equal(isUInt64, root.TryGetUInt64(out _));
    }

    [Fact]
    public void Asking_for_the_wrong_kind_is_a_bug_of_the_caller()
    {
        Assert.Throws<InvalidOperationException>(() => Parse("1").GetString());
        Assert.Throws<InvalidOperationException>(() => Parse("null").GetBoolean());
        Assert.Throws<InvalidOperationException>(() => Parse("[]").Members);
        Assert.True(Parse("true").GetBoolean());
        Assert.False(Parse("false").GetBoolean());
        Assert.Equal(JsonKind.None, default(JsonValue).Kind);
    }

    private static void Visit(JsonValue value, List<string> seen)
    {
        seen.Add($"{value.Pointer()}:{value.Kind}");
        if (value.Kind == JsonKind.Object)
        {
            foreach (JsonMember member in value.Members)
                Visit(member.Value, seen);
        }
        else if (value.Kind == JsonKind.Array)
        {
            foreach (JsonValue item in value.Items)
                Visit(item, seen);
        }
    }

    private static JsonValue Parse(string document)
    {
        var problems = new ProblemList();
        JsonTape? tape = JsonTape.Parse(Encoding.UTF8.GetBytes(document), problems);
        Assert.Empty(problems.Problems);
        return tape!.Root;
    }

    private static IEnumerable<string> Repeat(string text, int count)
    {
        for (int index = 0; index < count; index++)
            yield return text;
    }
}
