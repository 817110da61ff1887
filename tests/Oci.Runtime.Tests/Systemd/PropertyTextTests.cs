using System;
using Oci.Runtime.Systemd;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Systemd;

/// <summary>The text format of GVariant, as far as D-Bus has its types.</summary>
public sealed class PropertyTextTests
{
    [Theory]
    [InlineData("true", "true")]
    [InlineData("  false  ", "false")]
    [InlineData("5", "5")]
    [InlineData("-5", "-5")]
    [InlineData("+5", "5")]
    [InlineData("uint64 0x10", "uint64 16")]
    [InlineData("@t 16", "uint64 16")]
    [InlineData("int32 5", "5")]
    [InlineData("byte 255", "byte 0xff")]
    [InlineData("double 2", "2")]
    [InlineData("1e3", "1000")]
    [InlineData("\"it's\"", @"'it\'s'")]
    [InlineData(@"'a\n\u00e4\\'", "'a\nä\\\\'")]
    [InlineData("@as []", "@as []")]
    [InlineData("['a','b', ]", "['a', 'b']")]
    [InlineData("@ax [1, 2]", "[int64 1, int64 2]")]
    [InlineData("[('a', uint32 1)]", "[('a', uint32 1)]")]
    [InlineData("(1,)", "(1,)")]
    [InlineData("@(st) ('a', 1)", "('a', uint64 1)")]
    [InlineData("<<1>>", "<<1>>")]
    [InlineData("@a{sv} {}", "@a{sv} []")]
    [InlineData("{'a': <1>, 'b': <'c'>}", "[{'a': <1>}, {'b': <'c'>}]")]
    [InlineData("b'A'", "[byte 0x41, byte 0x00]")]
    public void A_value_is_read(string text, string expected) => Assert.Equal(expected, PropertyText.Parse(text).ToString());

    [Theory]
    [InlineData("", "at character 1: \"\" is no value of the type i")]
    [InlineData("text", "at character 5: \"text\" is no type and no value")]
    [InlineData("'text", "at character 6: it ends too early")]
    [InlineData("1 2", "at character 3: something follows the value")]
    [InlineData("uint64 -1", "at character 10: \"-1\" is no value of the type t")]
    [InlineData("byte 256", "at character 9: \"256\" is no value of the type y")]
    [InlineData("2147483648", "at character 11: \"2147483648\" is no value of the type i")]
    [InlineData("[]", "at character 3: an empty list needs its type, such as @as []")]
    [InlineData("[1, 'a']", "at character 5: expected the type i, found a text")]
    [InlineData("@s 5", "at character 5: \"5\" is no value of the type s")]
    [InlineData("@ 5", "at character 2: no type follows the @")]
    [InlineData("()", "at character 3: D-Bus has no empty tuple")]
    [InlineData("[1 2]", "at character 4: expected a comma or ]")]
    [InlineData("{1, 2}", "at character 4: expected a key, a colon and a value")]
    [InlineData("<1", "at character 3: it ends too early")]
    [InlineData(@"'\ud800'", "at character 8: a \\u has no character")]
    [InlineData("uint64 true", "at character 12: expected the type t, found b")]
    public void What_is_no_value_is_refused_with_the_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => PropertyText.Parse(text)).Message);

    [Fact]
    public void A_value_cannot_be_nested_for_ever() =>
        Assert.Throws<FormatException>(() => PropertyText.Parse(new string('<', 100_000)));

    [Theory]
    [InlineData("TimeoutStopUSec", "uint64 7", "TimeoutStopUSec=7")]
    [InlineData("TimeoutStopSec", "uint64 7", "TimeoutStopUSec=7000000")]
    [InlineData("TimeoutStopSec", "7", "TimeoutStopUSec=7000000")]
    [InlineData("TimeoutStopSec", "0.5", "TimeoutStopUSec=500000")]
    [InlineData("CollectMode", "'inactive-or-failed'", "CollectMode='inactive-or-failed'")]
    [InlineData("After", "['a.service']", "After=['a.service']")]
    public void An_annotation_is_a_property_of_the_unit(string name, string value, string expected) =>
        Assert.Equal(expected, Assert.Single(Read($"org.systemd.property.{name}", value)).ToString());

    [Fact]
    public void Other_annotations_are_none_of_systemds_business() => Assert.Empty(Read("org.systemd.properties", "text"));

    [Theory]
    [InlineData("", "1", "it names no property")]
    [InlineData("A-B-C", "1", "it names no property")]
    [InlineData("Slice", "'a.slice'", "the runtime sets Slice itself")]
    [InlineData("CollectMode", "inactive", "at character 9: \"inactive\" is no type and no value")]
    [InlineData("TimeoutStopSec", "'7'", "expected a number of seconds, found the type s")]
    [InlineData("TimeoutStopSec", "-7", "the time is out of range")]
    [InlineData("TimeoutStopSec", "uint64 18446744073709551615", "the time is out of range")]
    public void An_annotation_that_makes_no_sense_is_refused_by_name(string name, string value, string message)
    {
        var failure = Assert.Throws<RuntimeFailure>(() => Read($"org.systemd.property.{name}", value));

        Assert.Contains(message, failure.Message);
        Assert.Equal($"/annotations/org.systemd.property.{name}", failure.Pointer);
    }

    private static ValueList<UnitProperty> Read(string name, string value) =>
        PropertyAnnotations.Of([new NamedValue(name, value)]);
}
