using System;
using System.Text;
using Oci.Runtime.State;
using Xunit;

namespace Oci.Runtime.Tests.State;

/// <summary>What is kept of how a container ended.</summary>
public sealed class KeptEndTests
{
    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var whole = new KeptEnd(137, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        Assert.Equal(whole, KeptEnd.TryParse(whole.ToJson()));
        var part = new KeptEnd(0, null);
        Assert.Equal(part, KeptEnd.TryParse(part.ToJson()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"exitCode":"7"}""")]
    [InlineData("""{"exitCode":99999999999}""")]
    [InlineData("""{"exitCode":1.5}""")]
    [InlineData("""{"exitCod\ud800":1}""")]
    [InlineData("""{"exitCode":1,"finishedA\udc00":"x"}""")]
    public void What_is_damaged_is_as_good_as_not_known(string text) =>
        Assert.Null(KeptEnd.TryParse(Encoding.UTF8.GetBytes(text)));
}
