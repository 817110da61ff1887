using System;
using System.Linq;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Spec;
using Xunit;

namespace Oci.Cli.Tests.Output;

public class FailureReportTests
{
    private static InvalidSpecException Invalid(int problems) => new(
        "/b/config.json",
        [.. Enumerable.Range(1, problems).Select(number => new SpecProblem($"/p{number}", "is wrong", number, 2))]);

    [Fact]
    public void A_failure_is_one_line_that_begins_with_the_program() => Assert.Equal(
        "ociruntime: mount /a\\nb: permission denied (EACCES)\n",
        FailureReport.Of(new RuntimeFailure("mount", "/a\nb", "permission denied (EACCES)")).ToText());

    [Fact]
    public void The_parts_of_a_failure_are_kept()
    {
        var report = FailureReport.Of(
            new RuntimeFailure("mount", "/proc", "permission denied (EACCES)", "/mounts/0", "be root") { Errno = 13 });

        Assert.Equal("mount", report.Operation);
        Assert.Equal("/proc", report.Subject);
        Assert.Equal("EACCES", report.Errno);
        Assert.Equal("/mounts/0", report.Pointer);
        Assert.Equal("be root", report.Hint);
    }

    [Fact]
    public void A_failure_without_an_errno_has_none() =>
        Assert.Null(FailureReport.Of(new RuntimeFailure("start", "c1", "container is running")).Errno);

    [Fact]
    public void Three_problems_fit_on_one_line() => Assert.Equal(
        "ociruntime: /b/config.json: /p1: is wrong (line 1, column 2); /p2: is wrong (line 2, column 2); "
            + "/p3: is wrong (line 3, column 2)\n",
        FailureReport.Of(Invalid(3)).ToText());

    [Fact]
    public void More_problems_have_a_line_each()
    {
        var report = FailureReport.Of(Invalid(4));

        Assert.Equal(
            """
            ociruntime: /b/config.json: 4 problems:
              /p1: is wrong (line 1, column 2)
              /p2: is wrong (line 2, column 2)
              /p3: is wrong (line 3, column 2)
              /p4: is wrong (line 4, column 2)

            """,
            report.ToText());
        Assert.DoesNotContain('\n', report.Message);
        Assert.Contains("/p3: is wrong (line 3, column 2); /p4:", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_problem_is_pointed_at() => Assert.Equal("/p1", FailureReport.Of(Invalid(1)).Pointer);

    [Fact]
    public void A_mistake_in_the_command_line_keeps_its_hint() =>
        Assert.Equal("did you mean b?", FailureReport.Of(new UsageException("a", "did you mean b?")).Hint);

    [Fact]
    public void An_unforeseen_exception_is_one_line_without_a_stack_trace() => Assert.Equal(
        "ociruntime: internal error: System.InvalidOperationException: boom\\nbang (please report it)\n",
        FailureReport.Of(new InvalidOperationException("boom\nbang")).ToText());

    [Fact]
    public void Every_failure_has_a_code()
    {
        (Exception Failure, string Code)[] failures =
        [
            (new RuntimeFailure("kill", "c1", "no such process") { Errno = 3, Code = FailureCode.ContainerState }, "container.state"),
            (new RuntimeFailure("mount", "/proc", "permission denied (EACCES)") { Errno = 13 }, "kernel.refused"),
            (new RuntimeFailure("mount", "/proc", "is the root of the container"), "runtime.refused"),
            (Invalid(2), "config.invalid"),
            (new LackingHostException("/b/config.json", Invalid(2).Problems), "host.lacks"),
            (new UsageException("a"), "usage"),
            (new InvalidOperationException("boom"), "internal"),
        ];

        Assert.All(failures, static pair => Assert.Equal(pair.Code, FailureReport.Of(pair.Failure).Code));
    }

    [Fact]
    public void What_is_no_failure_has_no_code() => Assert.Null(new FailureReport("careful").Code);
}
