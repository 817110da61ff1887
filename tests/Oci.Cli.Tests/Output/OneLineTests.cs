using Oci.Cli.Output;
using Xunit;

namespace Oci.Cli.Tests.Output;

public class OneLineTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("größer → \U0001F40B", "größer → \U0001F40B")]
    [InlineData("a\nb\r\tc", "a\\nb\\r\\tc")]
    [InlineData("\u001b[31mred\u0007\u007f", "\\x1b[31mred\\x07\\x7f")]
    [InlineData("\u0085\u009b\u2028\u2029", "\\u0085\\u009b\\u2028\\u2029")]
    public void Control_characters_are_spelled_out(string text, string expected) =>
        Assert.Equal(expected, OneLine.Of(text));

    [Fact]
    public void Of_a_long_text_the_middle_is_left_out()
    {
        string line = OneLine.Of($"open /{new string('x', 1 << 20)}: no such file (ENOENT)");
        Assert.StartsWith("open /xxx", line);
        Assert.EndsWith("xxx: no such file (ENOENT)", line);
        Assert.Equal(4097, line.Length);
    }
}
