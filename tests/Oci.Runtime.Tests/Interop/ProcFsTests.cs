using System;
using System.Globalization;
using System.Text;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

public sealed class ProcFsTests
{
    private const string Between = "1 2 3 4 -1 4194560 6 7 8 9 10 11 12 13 20 0 1 0";

    [Theory]
    [InlineData("sh")]
    [InlineData("two words")]
    [InlineData(")")]
    [InlineData(") Z 1 2 (")]
    [InlineData("((a) S")]
    [InlineData("")]
    public void The_name_of_a_process_may_be_anything(string name) =>
        Assert.Equal((4711UL, 'S'), Parse($"12 ({name}) S {Between} 4711 1 2 3\n"));

    [Fact]
    public void The_start_time_may_be_the_last_field() => Assert.Equal((ulong.MaxValue, 'Z'), Parse($"1 (a) Z {Between} {ulong.MaxValue}"));

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12 (sh")]
    [InlineData("12 (sh)")]
    [InlineData("12 (sh) ")]
    [InlineData("12 (sh) S")]
    [InlineData($"12 (sh) S {Between}")]
    [InlineData($"12 (sh) S {Between} ")]
    [InlineData($"12 (sh) S {Between} x")]
    public void A_line_without_a_start_time_tells_nothing(string text) => Assert.Null(Parse(text));

    [Fact]
    public void Our_own_line_is_read()
    {
        using Fd proc = ProcFs.OpenHost();

        (ulong start, char state) = ProcFs.TryReadStat(proc, Environment.ProcessId)!.Value;
        Assert.InRange(start, 1UL, ulong.MaxValue);
        Assert.Contains(state, "RSD");
    }

    [Fact]
    public void A_process_that_is_not_there_has_none()
    {
        using Fd proc = ProcFs.OpenHost();

        Assert.Null(ProcFs.TryReadStat(proc, int.MaxValue));
    }

    [Fact]
    public void A_place_inside_a_procfs_is_not_its_root()
    {
        using Fd proc = ProcFs.OpenHost();
        using Fd inside = Files.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}"), Files.PathOnly);
        using Fd other = Files.Open("/", Files.PathOnly);

        Assert.True(ProcFs.IsRoot(proc));
        Assert.False(ProcFs.IsRoot(inside));
        Assert.False(ProcFs.IsRoot(other));
    }

    private static (ulong StartTime, char State)? Parse(string text) => ProcFs.ParseStat(Encoding.UTF8.GetBytes(text));
}
