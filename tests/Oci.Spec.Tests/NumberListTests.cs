using System;
using System.Globalization;
using System.Linq;
using CsCheck;
using Xunit;

namespace Oci.Spec.Tests;

public sealed class NumberListTests
{
    [Theory]
    [InlineData("0", "0-0")]
    [InlineData("0-3,7", "0-3 7-7")]
    [InlineData(" 5 , 2 - 4 ", "5-5 2-4")]
    [InlineData(",,1,", "1-1")]
    [InlineData("007", "7-7")]
    [InlineData("3-3", "3-3")]
    [InlineData("0-32767", "0-32767")]
    public void A_list_is_read_in_its_order(string text, string ranges) =>
        Assert.Equal(ranges, string.Join(' ', NumberList.Parse(text).Select(static range => $"{range.First}-{range.Last}")));

    [Theory]
    [InlineData("", "names no number")]
    [InlineData(" , ", "names no number")]
    [InlineData("3-2", "has the range 3-2, which runs backwards")]
    [InlineData("0,1-", "must be numbers up to 32767 and ranges such as 0-3,7, found \"1-\"")]
    [InlineData("-1", "must be numbers up to 32767 and ranges such as 0-3,7, found \"-1\"")]
    [InlineData("1-2-3", "must be numbers up to 32767 and ranges such as 0-3,7, found \"1-2-3\"")]
    [InlineData("1 2", "must be numbers up to 32767 and ranges such as 0-3,7, found \"1 2\"")]
    [InlineData("+1", "must be numbers up to 32767 and ranges such as 0-3,7, found \"+1\"")]
    [InlineData("0x1", "must be numbers up to 32767 and ranges such as 0-3,7, found \"0x1\"")]
    [InlineData("32768", "must be numbers up to 32767 and ranges such as 0-3,7, found \"32768\"")]
    [InlineData("0-4294967296", "must be numbers up to 32767 and ranges such as 0-3,7, found \"0-4294967296\"")]
    public void What_is_no_list_is_told(string text, string problem) => Assert.Equal(problem, NumberList.TryParse(text, out _));

    [Theory]
    [InlineData("0", "1")]
    [InlineData("0-3,7", "8f")]
    [InlineData("63", "8000000000000000")]
    [InlineData("64", "0 1")]
    [InlineData("62-65,1", "c000000000000002 3")]
    public void A_mask_has_the_bits_of_the_numbers_and_no_more_words(string text, string words)
    {
        ulong[] mask = NumberList.MaskOf(NumberList.Parse(text));

        Assert.Equal(words, string.Join(' ', mask.Select(static word => word.ToString("x", CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void A_mask_holds_exactly_the_listed_numbers() => Gen.Int[0, NumberList.Largest].Array[1, 20].Sample(static numbers =>
    {
        ulong[] mask = NumberList.MaskOf(NumberList.Parse(string.Join(',', numbers)));
        int[] bits = [.. Enumerable.Range(0, mask.Length * 64).Where(bit => (mask[bit / 64] >> (bit % 64) & 1) != 0)];
        return bits.SequenceEqual(numbers.Distinct().Order());
    });
}
