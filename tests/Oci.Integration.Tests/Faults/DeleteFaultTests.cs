using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>Makes the calls of <c>delete --force</c> and of <c>start</c> fail one after the other.</summary>
public sealed class DeleteFaultTests(ITestOutputHelper output)
{
    private const int InputOutput = 5; // EIO: a disk that fails
    private const int NoMemory = 12; // ENOMEM
    private const int NoDescriptors = 24; // EMFILE
    private const int Usual = 40;

    // What reads and looks is among them: who takes "I could not look" for "it is not there" leaves it.
    internal static readonly FrozenSet<string> Failing =
    [
        "open", "openat", "openat2", "read", "pread64", "write", "getdents64", "stat", "fstat", "newfstatat", "statx", "fstatfs",
        "flock", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "umount2", "pidfd_open",
        "pidfd_send_signal", "poll", "ppoll", "socket", "connect", "sendmsg", "recvmsg", "mount_setattr",
    ];

    [Theory]
    [InlineData(BundleKind.Usual, InputOutput)]
    [InlineData(BundleKind.HostMounts, NoDescriptors)]
    public void A_delete_that_is_a_success_has_left_nothing_and_one_that_fails_can_be_repeated(BundleKind kind, int errno)
    {
        using var fixture = new ContainerFixture(RuntimeUnderTest.PathOrSkip(), kind);
        List<TracedCall> calls = Record(fixture, fixture.DeleteCommand);
        List<TracedCall> points = FaultPoints.Sample(calls, Usual);
        var before = MachineSnapshot.Take(fixture);
        int succeeded = 0;
        List<string> problems = FaultRounds.Play(points, fixture, output, point =>
        {
            Succeed(fixture.CreateCommand);
            ChildResult deleted = Tracer.Run(fixture.DeleteCommand, call => call.IsSameAs(point) ? new Fault.Error(errno) : null);
            if (deleted.ExitCode == 0)
            {
                succeeded++;
                return before.Difference(fixture);
            }
            Succeed(fixture.DeleteCommand);
            return ProblemOf(deleted) ?? before.Difference(fixture);
        });
        Tell("delete", points, calls, succeeded, problems);
    }

    [Fact]
    public void A_start_that_fails_says_so_in_one_line_and_leaves_what_can_be_deleted()
    {
        using var fixture = new ContainerFixture(RuntimeUnderTest.PathOrSkip(), BundleKind.Usual);
        var before = MachineSnapshot.Take(fixture);
        List<TracedCall> calls = Record(fixture, fixture.StartCommand);
        Succeed(fixture.DeleteCommand);
        List<TracedCall> points = FaultPoints.Sample(calls, Usual);
        int succeeded = 0;
        List<string> problems = FaultRounds.Play(points, fixture, output, point =>
        {
            Succeed(fixture.CreateCommand);
            ChildResult started = Tracer.Run(fixture.StartCommand, call => call.IsSameAs(point) ? new Fault.Error(NoMemory) : null);
            succeeded += started.ExitCode == 0 ? 1 : 0;
            string? problem = started.ExitCode == 0 ? null : ProblemOf(started);
            Succeed(fixture.DeleteCommand);
            return problem ?? before.Difference(fixture);
        });
        Tell("start", points, calls, succeeded, problems);
    }

    private void Tell(string command, List<TracedCall> points, List<TracedCall> calls, int succeeded, List<string> problems)
    {
        output.WriteLine(
            $"{command}: {points.Count} of {calls.Count} calls failed, {succeeded} succeeded all the same, {problems.Count} problems");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(points.Count > 20 && succeeded < points.Count, "the test has missed what it is about");
    }

    private static List<TracedCall> Record(ContainerFixture fixture, string[] command)
    {
        FaultPoints.NeedTracer();
        Succeed(fixture.CreateCommand);
        var calls = new List<TracedCall>();
        ChildResult result = Tracer.Run(command, call =>
        {
            if (Failing.Contains(call.Name) && !IsOfStart(call))
                calls.Add(call);
            return null;
        });
        Assert.True(result.ExitCode == 0, result.Errors);
        return calls;
    }

    // Where the runtime library reads of the machine, it takes half of a file for the whole or ends, before any code of ours.
    internal static bool IsOfStart(TracedCall call) =>
        call is { Name: "read", Subject: { } path } && path.EndsWith("/mountinfo", StringComparison.Ordinal);

    private static void Succeed(string[] command)
    {
        ChildResult result = Child.Run(command);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', command)}: {result.Errors}");
    }

    private static string? ProblemOf(ChildResult result)
    {
        bool isOneLine = result.Errors.Length > 0 && result.Errors.IndexOf('\n', StringComparison.Ordinal) == result.Errors.Length - 1;
        return isOneLine && result.ExitCode == 1 && !result.WasSignalled
            ? null : $"exit code {result.ExitCode}, stderr: '{result.Errors}'";
    }
}
