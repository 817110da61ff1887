using System;
using System.Text;
using Oci.Spec.Json;
using Xunit;

namespace Oci.Spec.Tests.Json;

/// <summary>Values are found, converted, and refused with their place when they do not fit.</summary>
public sealed class JsonValueTests
{
    private static readonly JsonValue Root = JsonTape.Parse(
        """
        {
          "text": "a\nb",
          "flag": true,
          "list": [1, [2, 3], {"x": 4}],
          "time": "2026-01-31T12:30:15.123456789+02:00",
          "object": {"list": [], "last": null}
        }
        """u8.ToArray(),
        "values.json").Root;

    [Fact]
    public void Members_are_found_by_name()
    {
        Assert.Equal("a\nb", Root["text"u8].GetString());
        Assert.Equal(4u, Last(Root["list"u8])["x"u8].GetUInt32());
        Assert.Equal(JsonKind.Null, Root["object"u8]["last"u8].Kind);
        Assert.False(Root["Text"u8].Exists);
        Assert.False(Root["text"u8]["x"u8].Exists);
        Assert.True(Root.TryGetProperty("flag"u8, out JsonValue flag) && flag.GetBoolean());
        Assert.False(Root.TryGetProperty("none"u8, out _));
    }

    [Fact]
    public void Elements_and_members_come_in_order()
    {
        var kinds = new StringBuilder();
        foreach (JsonValue element in Root["list"u8].Elements)
            kinds.Append(element.Kind).Append(' ');
        foreach (JsonMember member in Root.Members)
            kinds.Append(member.Name).Append(' ');
        Assert.Equal("Number Array Object text flag list time object ", kinds.ToString());
    }

    [Fact]
    public void Counts_and_offsets_are_known()
    {
        Assert.Equal((5, 3, 0, 0), (Root.Count, Root["list"u8].Count, Root["text"u8].Count, default(JsonValue).Count));
        Assert.Equal((0, 12), (Root.Offset, Root["text"u8].Offset));
    }

    [Fact]
    public void A_time_is_read() =>
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 12, 30, 15, TimeSpan.FromHours(2)).AddTicks(1234567), Root["time"u8].GetTime());

    [Theory]
    [InlineData("0", true, true)]
    [InlineData("-0", true, true)]
    [InlineData("4294967295", true, true)]
    [InlineData("4294967296", false, true)]
    [InlineData("-1", false, true)]
    [InlineData("9223372036854775807", false, true)]
    [InlineData("-9223372036854775808", false, true)]
    [InlineData("9223372036854775808", false, false)]
    [InlineData("-9223372036854775809", false, false)]
    [InlineData("18446744073709551616", false, false)]
    [InlineData("184467440737095516160", false, false)]
    [InlineData("1.0", false, false)]
    [InlineData("1e3", false, false)]
    [InlineData("1E0", false, false)]
    public void Integers_are_written_without_fraction_and_exponent_and_fit(string text, bool isUInt32, bool isInt64)
    {
        JsonValue number = JsonTape.Parse(Encoding.UTF8.GetBytes(text), "number").Root;
        Assert.Equal(isUInt32, Accepts(() => number.GetUInt32()));
        Assert.Equal(isInt64, Accepts(() => number.GetInt64()));
    }

    [Theory]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    [InlineData("-0", 0)]
    public void Large_integers_are_read(string text, ulong expected) =>
        Assert.Equal(expected, JsonTape.Parse(Encoding.UTF8.GetBytes(text), "number").Root.GetUInt64());

    [Theory]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("2147483647", int.MaxValue)]
    public void Small_integers_are_read(string text, int expected) =>
        Assert.Equal(expected, JsonTape.Parse(Encoding.UTF8.GetBytes(text), "number").Root.GetInt32());

    [Fact]
    public void A_value_that_does_not_fit_is_refused_with_its_place()
    {
        AssertRefused("/list/1: must be a string, found an array (line 4, column 15)", () => Second(Root["list"u8]).GetString());
        AssertRefused(
            "/text: must be an integer from 0 to 4294967295, found \"a\\u000ab\" (line 2, column 11)",
            () => Root["text"u8].GetUInt32());
        AssertRefused("/flag: must be an integer of 64 bits, found true (line 3, column 11)", () => Root["flag"u8].GetInt64());
        AssertRefused(
            "/text: must be a time such as 2026-01-31T12:00:00Z, found \"a\\u000ab\" (line 2, column 11)",
            () => Root["text"u8].GetTime());
        AssertRefused(
            "/object/last: must be true or false, found null (line 6, column 34)",
            () => Root["object"u8]["last"u8].GetBoolean());
    }

    private static JsonValue Second(JsonValue array)
    {
        JsonElements elements = array.Elements;
        elements.MoveNext();
        elements.MoveNext();
        return elements.Current;
    }

    private static JsonValue Last(JsonValue array)
    {
        JsonValue last = default;
        foreach (JsonValue element in array.Elements)
            last = element;
        return last;
    }

    private static bool Accepts<T>(Func<T> read)
    {
        try
        {
            read();
            return true;
        }
        catch (InvalidSpecException)
        {
            return false;
        }
    }

    private static void AssertRefused<T>(string problem, Func<T> read) =>
        Assert.Equal(problem, Assert.Throws<InvalidSpecException>(() => { read(); }).Problems[0].ToString());
}
