using System.Text;
using Oci.Runtime.Tracing;
using Xunit;

namespace Oci.Runtime.Tests.Tracing;

public sealed class ClockOffsetTests
{
    [Theory]
    [InlineData("monotonic           0         0\nboottime            0         0\n", 0)]
    [InlineData("monotonic      604800         5\nboottime          100         7\n", 604800_000_000_005)]
    [InlineData("monotonic          -2 999999999\nboottime            0         0\n", -1_000_000_001)]
    [InlineData("boottime           7         7\nmonotonic           3         1\n", 3_000_000_001)]
    [InlineData("", 0)]
    [InlineData("boottime           7         7\n", 0)]
    [InlineData("monotonic", 0)]
    public void The_line_of_the_monotonic_clock_counts(string text, long nanoseconds) =>
        Assert.Equal(nanoseconds, ClockOffset.Parse(Encoding.ASCII.GetBytes(text)));
}
