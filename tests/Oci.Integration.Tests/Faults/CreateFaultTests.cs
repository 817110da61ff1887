using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>Makes the steps of <c>create</c> fail one after the other.</summary>
public sealed class CreateFaultTests(ITestOutputHelper output)
{
    private const int NoSpace = 28; // ENOSPC: a full disk, or a limit on mounts, namespaces or cgroups
    private const int Usual = 600;

    internal static readonly FrozenSet<string> Failing =
    [
        "openat", "openat2", "mkdir", "mkdirat", "mknod", "mknodat", "symlinkat", "linkat", "rename", "renameat", "renameat2",
        "write", "writev", "pwrite64", "ftruncate", "fsync", "flock", "chmod", "fchmod", "fchmodat", "fchown", "fchownat",
        "mount", "umount2", "fsopen", "fsconfig", "fsmount", "fspick", "move_mount", "open_tree", "mount_setattr", "pivot_root",
        "clone", "clone3", "fork", "vfork", "execve", "execveat", "unshare", "setns", "sethostname", "setdomainname",
        "socket", "socketpair", "sendmsg", "memfd_create", "chdir", "fchdir", "chroot", "setsid", "keyctl", "prlimit64", "capset",
        "setuid", "setgid", "setgroups", "setresuid", "setresgid", "seccomp", "bpf", "pidfd_open", "dup2", "dup3", "close_range",
    ];

    [Theory]
    [InlineData(BundleKind.Usual)]
    [InlineData(BundleKind.UserNamespace)]
    [InlineData(BundleKind.HostMounts)]
    public void A_step_that_fails_is_reported_in_one_line_with_its_cause_and_leaves_nothing(BundleKind kind)
    {
        using var fixture = new ContainerFixture(RuntimeUnderTest.PathOrSkip(), kind);
        List<TracedCall> calls = [.. FaultPoints.Record(fixture).Where(call => Failing.Contains(call.Name))];
        List<TracedCall> points = FaultPoints.Sample(calls, Usual);
        var before = MachineSnapshot.Take(fixture);
        int tolerated = 0;
        List<string> problems = FaultRounds.Play(points, fixture, output, point =>
        {
            ChildResult created = Tracer.Run(
                fixture.CreateCommand, call => call.IsSameAs(point) ? new Fault.Error(NoSpace) : null);
            string? problem = null;
            if (created.ExitCode == 0)
            {
                tolerated++;
                Child.Run(fixture.DeleteCommand);
                problem = ToleratedCall.Is(point) ? null : "ignored";
            }
            else if (created.WasSignalled || !IsOneLineWithTheCause(created.Errors))
                problem = $"exit code {created.ExitCode}, stderr: '{created.Errors}'";
            return problem ?? before.Difference(fixture);
        });

        output.WriteLine($"{points.Count} of {calls.Count} calls failed, {tolerated} tolerated, {problems.Count} problems");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private static bool IsOneLineWithTheCause(string text) =>
        text.Contains("(ENOSPC)", StringComparison.Ordinal) && text.IndexOf('\n', StringComparison.Ordinal) == text.Length - 1;
}
