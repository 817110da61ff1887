using System;
using Oci.Cli.Output;
using Oci.Runtime;
using Xunit;

namespace Oci.Cli.Tests.Output;

public class LogLineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public void A_text_line_is_what_runc_writes() => Assert.Equal(
        "time=\"2026-01-02T11:00:00Z\" level=error msg=\"container does not exist\"\n",
        LogLine.Format(LogFormat.Text, Noon, "error", new FailureReport("container does not exist")));

    [Fact]
    public void A_text_line_escapes_what_would_end_it() => Assert.Equal(
        "time=\"2026-01-02T11:00:00Z\" level=error msg=\"a\\nb \\\"c\\\" \\\\d\"\n",
        LogLine.Format(LogFormat.Text, Noon, "error", new FailureReport("a\nb \"c\" \\d")));

    [Fact]
    public void A_JSON_line_has_the_three_keys_of_runc() => Assert.Equal(
        """{"level":"warning","msg":"say \"größer\"\n","time":"2026-01-02T11:00:00Z"}""" + "\n",
        LogLine.Format(LogFormat.Json, Noon, "warning", new FailureReport("say \"größer\"\n")));

    [Fact]
    public void A_JSON_line_tells_the_parts_that_are_known() => Assert.Equal(
        """
        {"level":"error",
        "msg":"/mounts/0: mount /proc: permission denied (EACCES) (be root)",
        "time":"2026-01-02T11:00:00Z","code":"kernel.refused","phase":"init","step":"mountFileSystem",
        "operation":"mount","path":"/proc","errno":"EACCES","pointer":"/mounts/0","hint":"be root"}
        """.Replace("\n", "", StringComparison.Ordinal) + "\n",
        LogLine.Format(LogFormat.Json, Noon, "error", FailureReport.Of(new RuntimeFailure(
            "mount", "/proc", "permission denied (EACCES)", "/mounts/0", "be root") { Errno = 13 }) with
        {
            Phase = "init", Step = "mountFileSystem",
        }));
}
