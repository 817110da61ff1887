using System;
using System.Linq;
using CsCheck;
using Oci.Runtime.Systemd;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Systemd;

/// <summary>D-Bus Specification, "Marshaling": bytes written down from there by hand.</summary>
public sealed class DBusValueTests
{
    private static readonly DBusValue Five = DBusValue.Of(5u);

    public static TheoryData<string, string, string> Vectors => new()
    {
        { "byte 0x07", "y", "07" },
        { "true", "b", "01 00 00 00" },
        { "int16 -2", "n", "FE FF" },
        { "uint16 513", "q", "01 02" },
        { "-1", "i", "FF FF FF FF" },
        { "uint32 16909060", "u", "04 03 02 01" },
        { "int64 -2", "x", "FE FF FF FF FF FF FF FF" },
        { "uint64 18446744073709551615", "t", "FF FF FF FF FF FF FF FF" },
        { "1.5", "d", "00 00 00 00 00 00 F8 3F" },
        { "'foo'", "s", "03 00 00 00 66 6F 6F 00" },
        { "'ä'", "s", "02 00 00 00 C3 A4 00" },
        { "objectpath '/a'", "o", "02 00 00 00 2F 61 00" },
        { "signature 'as'", "g", "02 61 73 00" },
        { "@as []", "as", "00 00 00 00" },
        { "@at []", "at", "00 00 00 00 00 00 00 00" },
        { "[uint64 5]", "at", "08 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00" },
        { "['a', 'b']", "as", "0E 00 00 00 01 00 00 00 61 00 00 00 01 00 00 00 62 00" },
        { "[byte 1, 2]", "ay", "02 00 00 00 01 02" },
        { "(byte 1, uint32 5)", "(yu)", "01 00 00 00 05 00 00 00" },
        { "<uint32 5>", "v", "01 75 00 00 05 00 00 00" },
        { "<'a'>", "v", "01 73 00 00 01 00 00 00 61 00" },
        { "[('a', <true>)]", "a(sv)", "10 00 00 00 00 00 00 00 01 00 00 00 61 00 01 62 00 00 00 00 01 00 00 00" },
        { "{'a': uint32 5}", "a{su}", "0C 00 00 00 00 00 00 00 01 00 00 00 61 00 00 00 05 00 00 00" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_value_is_marshalled_as_the_specification_says(string text, string signature, string bytes)
    {
        DBusValue value = PropertyText.Parse(text);
        var writer = new DBusWriter();
        value.Write(writer);

        Assert.Equal(signature, value.Signature);
        Assert.Equal(bytes.Replace(" ", ""), Convert.ToHexString(writer.Bytes));
    }

    [Fact]
    public void Alignment_counts_from_the_beginning_of_the_message()
    {
        var writer = new DBusWriter();
        writer.Raw([1]);
        Five.Write(writer);
        DBusValue.Of(6UL).Write(writer);

        Assert.Equal("0100000005000000" + "0600000000000000", Convert.ToHexString(writer.Bytes));
    }

    [Fact]
    public void A_call_is_marshalled_as_the_specification_says()
    {
        byte[] call = DBusMessage.Call(7, new DBusMethod("a.b", "/o", "i.f", "M"), Five);

        string expected =
            "6C010001 04000000 07000000 47000000"
            + "01 016F00 02000000 2F6F00 0000000000"
            + "02 017300 03000000 692E6600 00000000"
            + "03 017300 01000000 4D00 000000000000"
            + "06 017300 03000000 612E6200 00000000"
            + "08 016700 01 7500 00"
            + "05000000";
        Assert.Equal(expected.Replace(" ", ""), Convert.ToHexString(call));
    }

    [Fact]
    public void A_message_is_read_as_it_was_written()
    {
        byte[] bytes = DBusMessage.Call(7, new DBusMethod("a.b", "/o", "i.f", "Mem"), DBusValue.Of("text"), Five);

        Assert.Equal(bytes.Length, DBusMessage.LengthOf(bytes));
        var message = DBusMessage.Parse(bytes);
        Assert.Equal(
            (DBusMessageKind.Call, "/o", "i.f", "Mem", "su"),
            (message.Kind, message.Path, message.Interface, message.Member, message.Signature));
        var body = new DBusReader(message.Body);
        Assert.Equal("text", body.Text());
        Assert.Equal(5u, body.UInt32());
        Assert.True(body.IsAtEnd);
    }

    [Fact]
    public void Whatever_the_bytes_of_a_message_say_reading_ends_with_a_message_or_a_failure()
    {
        byte[] whole = DBusMessage.Call(7, new DBusMethod("a.b", "/o", "i.f", "Mem"), DBusValue.Of("text"), Five);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length - 1], Gen.Byte).Sample(change =>
        {
            byte[] bytes = [.. whole];
            bytes[change.Item1] = change.Item2;
            bytes[change.Item3] = change.Item4;
            try
            {
                int length = DBusMessage.LengthOf(bytes);
                if (length <= bytes.Length)
                    _ = DBusMessage.Parse(bytes.AsSpan(0, length)).ErrorText;
            }
            catch (RuntimeFailure failure)
            {
                Assert.Contains("no message of D-Bus", failure.Message);
            }
        });
    }

    [Theory]
    [InlineData("42 01 00 01 00 00 00 00 01 00 00 00 00 00 00 00")] // big-endian
    [InlineData("6C 01 00 02 00 00 00 00 01 00 00 00 00 00 00 00")] // version 2
    [InlineData("6C 01 00 01 00 00 00 00 01 00 00 00 FF FF FF FF")]
    [InlineData("6C 01 00 01 FF FF FF FF 01 00 00 00 00 00 00 00")]
    public void A_message_of_another_kind_or_size_is_refused(string bytes) =>
        Assert.Throws<RuntimeFailure>(() => DBusMessage.LengthOf(Convert.FromHexString(bytes.Replace(" ", ""))));

    [Theory]
    [InlineData("s", 1)]
    [InlineData("asu", 2)]
    [InlineData("(sv)u", 4)]
    [InlineData("a{s(uv)}x", 8)]
    [InlineData("aaay", 4)]
    [InlineData("", 0)]
    [InlineData("a", 0)]
    [InlineData("()", 0)]
    [InlineData("(s", 0)]
    [InlineData("{sv}", 0)]
    [InlineData("a{vs}", 0)]
    [InlineData("a{s}", 0)]
    [InlineData("a{sss}", 0)]
    [InlineData("z", 0)]
    public void The_first_complete_type_of_a_signature_is_found(string signature, int length) =>
        Assert.Equal(length, DBusTypes.LengthOfFirst(signature));

    [Fact]
    public void A_signature_cannot_be_nested_for_ever()
    {
        Assert.NotEqual(0, DBusTypes.LengthOfFirst(string.Concat(Enumerable.Repeat("a", 30)) + "y"));
        Assert.Equal(0, DBusTypes.LengthOfFirst(string.Concat(Enumerable.Repeat("a", 100_000)) + "y"));
    }
}
