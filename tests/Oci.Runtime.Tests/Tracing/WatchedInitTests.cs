using System;
using System.Collections.Generic;
using System.Linq;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;
using Oci.Runtime.Tracing;
using Xunit;

namespace Oci.Runtime.Tests.Tracing;

/// <summary>What a timeline makes of init's records.</summary>
public sealed class WatchedInitTests : IDisposable
{
    private const long Ahead = 1_000_000;

    private static readonly RuntimeFailure Refused = new RuntimeFailure("set", "x", "no") { Errno = 1 }.In("setUmask");
    private static readonly RuntimeFailure Ended = new RuntimeFailure("wait for", "init", "it ended").As(FailureCode.InitEnded);

    private readonly SharedMemory _memory;
    private int _next;

    public WatchedInitTests()
    {
        using Fd file = MemoryFile.Zeros(4 * StepRecords.Size, "test");
        _memory = SharedMemory.Map(file, "test");
    }

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Times_are_those_of_our_own_clock()
    {
        Write(StepTag.SetHostname, 10, 15, StepOutcome.Done);

        Assert.Equal([("startInit", 5, 10), ("setHostname", 10, 15)], Track(cloned: 5).Select(Times));
    }

    [Fact]
    public void Where_another_command_has_cloned_it_nothing_is_said_of_that()
    {
        Write(StepTag.SetHostname, 10, 15, StepOutcome.Done);

        Assert.Equal([("setHostname", 10, 15)], Track().Select(Times));
    }

    [Fact]
    public void The_step_that_failed_has_the_error()
    {
        Write(StepTag.SetHostname, 10, 15, StepOutcome.Done);
        Write(StepTag.SetUmask, 15, 16, StepOutcome.Failed);

        Assert.Equal([null, Refused.Message], Track(failure: Refused).Select(static step => step.Error));
    }

    [Fact]
    public void The_step_in_which_init_was_killed_has_the_error()
    {
        Write(StepTag.SetHostname, 10, 15, StepOutcome.Done);
        Write(StepTag.SetUmask, 15);

        Assert.Equal([null, Ended.Message], Track(failure: Ended).Select(static step => step.Error));
    }

    [Fact]
    public void The_step_that_waits_while_the_runtime_fails_has_no_error_but_is_unfinished()
    {
        Write(StepTag.AwaitCgroup, 15);

        TimelineEvent step = Assert.Single(Track(failure: Refused));
        Assert.Equal((null, true, 100), (step.Error, step.IsUnfinished, step.End));
    }

    [Fact]
    public void What_init_goes_on_with_meanwhile_is_left_out()
    {
        Write(StepTag.ReportReady, 90, 110, StepOutcome.Done);
        Write(StepTag.AwaitStart, 110);

        TimelineEvent step = Assert.Single(Track());
        Assert.Equal(("reportReady", 90, 100), Times(step));
        Assert.True(step.IsUnfinished);
    }

    [Fact]
    public void The_last_step_ends_when_the_program_is_executed()
    {
        Write(StepTag.Execute, 15);

        TimelineEvent step = Assert.Single(Track(executed: 40));
        Assert.Equal((40, false), (step.End, step.IsUnfinished));
    }

    [Fact]
    public void Steps_are_described_as_the_plan_has_them()
    {
        Write(StepTag.SetHostname, 10, 15, StepOutcome.Done);
        Write(StepTag.SetUmask, 15, 16, StepOutcome.Done);

        Assert.Equal(["set the hostname", null], Track(descriptions: ["set the hostname"]).Select(static step => step.Description));
    }

    private void Write(StepTag tag, long begin, long end = 0, StepOutcome outcome = StepOutcome.Open)
    {
        Span<byte> record = _memory.Bytes.Slice(_next++ * StepRecords.Size, StepRecords.Size);
        StepRecords.Begin(record, tag, "/x", begin + Ahead);
        if (end > 0)
            StepRecords.End(record, outcome, end + Ahead);
    }

    private IReadOnlyList<TimelineEvent> Track(
        long cloned = 0, long executed = 0, RuntimeFailure? failure = null, string[]? descriptions = null) =>
        new WatchedInit(7, _memory, Ahead, cloned, descriptions ?? []).Track(executed, now: 100, failure).Events;

    private static (string, long, long) Times(TimelineEvent done) => (done.Name, done.Begin, done.End);
}
