using Oci.Cli.Output;
using Oci.Runtime;
using Xunit;

namespace Oci.Cli.Tests.Output;

public class ProcessTableTests
{
    private const string Table =
        """
        UID          PID    PPID  C STIME TTY          TIME CMD
        root           1       0  0 05:19 ?        00:00:00 /sbin/init 42
        root          42       1  0 05:19 ?        00:00:00 sleep 1000
        someone       43      42  0 05:19 ?        00:00:00 sleep 1

        """;

    [Fact]
    public void Json_is_an_array_on_one_line()
    {
        Assert.Equal("[1,22]\n", ProcessTable.Json([1, 22]));
        Assert.Equal("[]\n", ProcessTable.Json([]));
    }

    [Fact]
    public void The_header_and_the_lines_of_these_processes_are_kept() => Assert.Equal(
        """
        UID          PID    PPID  C STIME TTY          TIME CMD
        root          42       1  0 05:19 ?        00:00:00 sleep 1000

        """,
        ProcessTable.Filter(Table, [42]));

    [Fact]
    public void Without_processes_the_header_remains() =>
        Assert.Equal("  PID CMD\n", ProcessTable.Filter("  PID CMD\n    7 sh\n", []));

    [Theory]
    [InlineData("")]
    [InlineData("CMD\nsh\n")]
    [InlineData("PPID CMD\n1 sh\n")]
    public void A_table_without_the_column_is_refused(string table) =>
        Assert.Contains("PID", Assert.Throws<RuntimeFailure>(() => ProcessTable.Filter(table, [1])).Message);

    [Fact]
    public void A_line_that_is_too_short_is_left_out() =>
        Assert.Equal("CMD PID\nsh 7\n", ProcessTable.Filter("CMD PID\nsh\nsh 7\nsh x\n", [7]));
}
