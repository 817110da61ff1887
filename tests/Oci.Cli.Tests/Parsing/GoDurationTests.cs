using System;
using Oci.Cli.Parsing;
using Xunit;

namespace Oci.Cli.Tests.Parsing;

public class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("5s", 50_000_000)]
    [InlineData("+5s", 50_000_000)]
    [InlineData("-5s", -50_000_000)]
    [InlineData("1m30s", 900_000_000)]
    [InlineData("1.5h", 54_000_000_000)]
    [InlineData("100ms", 1_000_000)]
    [InlineData("7us", 70)]
    [InlineData("7µs", 70)]
    [InlineData("200ns", 2)]
    [InlineData("1ns", 1)]
    [InlineData(".5s", 5_000_000)]
    [InlineData("1.s", 10_000_000)]
    [InlineData("1h1m1s1ms", 36_610_010_000)]
    public void A_time_is_read_as_go_reads_it(string text, long ticks) =>
        Assert.Equal(ticks, GoDuration.Parse(text, "--interval").Ticks);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-")]
    [InlineData("5 s")]
    [InlineData("5d")]
    [InlineData("5S")]
    [InlineData("5s3")]
    [InlineData("1.2.3s")]
    [InlineData(".s")]
    [InlineData("--5s")]
    [InlineData("999999999h")]
    [InlineData("99999999999999999999999999999999s")]
    public void What_is_no_time_is_refused(string text) =>
        Assert.Throws<UsageException>(() => GoDuration.Parse(text, "--interval"));
}
