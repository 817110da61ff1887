using Oci.Cli.Parsing;
using Xunit;

namespace Oci.Cli.Tests.Parsing;

public class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1048576", 1048576)]
    [InlineData("-1", -1)]
    [InlineData("32b", 32)]
    [InlineData("32B", 32)]
    [InlineData("32k", 32768)]
    [InlineData("32 kB", 32768)]
    [InlineData("32KiB", 32768)]
    [InlineData("512M", 536870912)]
    [InlineData("512mb", 536870912)]
    [InlineData("1.5g", 1610612736)]
    [InlineData(".5g", 536870912)]
    [InlineData("2T", 2199023255552)]
    [InlineData("1p", 1125899906842624)]
    [InlineData("0.0001k", 0)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Bytes_come_with_a_unit_or_without(string text, long bytes) =>
        Assert.Equal(bytes, ByteSize.Parse(text, "--memory"));

    [Theory]
    [InlineData("")]
    [InlineData("k")]
    [InlineData("many")]
    [InlineData("-2")]
    [InlineData("-1k")]
    [InlineData("1.2.3")]
    [InlineData("5X")]
    [InlineData("5bb")]
    [InlineData("5kx")]
    [InlineData("5kibi")]
    [InlineData("5  k")]
    [InlineData("0x10")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    [InlineData("8192p")]
    public void What_is_no_amount_is_refused(string text)
    {
        var failure = Assert.Throws<UsageException>(() => ByteSize.Parse(text, "--memory"));

        Assert.StartsWith($"invalid value \"{text}\" for flag --memory", failure.Message, System.StringComparison.Ordinal);
    }
}
