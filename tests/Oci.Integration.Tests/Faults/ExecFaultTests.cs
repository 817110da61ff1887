using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>
/// Makes the calls of <c>exec</c> fail one after the other: the program runs with exactly what was asked for, or does not.
/// </summary>
public sealed class ExecFaultTests(ITestOutputHelper output)
{
    private const int InputOutput = 5; // EIO
    private const int NoMemory = 12; // ENOMEM
    private const int NotStarted = 255;
    private const int Ended = 3;
    private const int Usual = 600; // all

    // All that a failure could have taken away or left: identity, privileges, limits, places, descriptors.
    private const string Tell =
        """
        grep -E '^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp|Umask|SigBlk|SigIgn)' /proc/self/status
        cat /proc/self/cgroup /proc/self/limits /proc/self/oom_score_adj /proc/self/sessionid
        for link in /proc/self/ns/* /proc/self/cwd /proc/self/root; do readlink $link; done
        ls /proc/self/fd
        env
        exit 3
        """;

    private const string Process =
        """
        {
          "user": { "uid": 7, "gid": 8, "additionalGids": [9, 10], "umask": 23 },
          "args": [], "cwd": "/tmp", "env": ["PATH=/bin", "A=b"], "noNewPrivileges": true, "oomScoreAdj": 77,
          "capabilities": {
            "bounding": ["CAP_KILL"], "effective": ["CAP_KILL"], "permitted": ["CAP_KILL"], "inheritable": ["CAP_KILL"],
            "ambient": ["CAP_KILL"]
          },
          "rlimits": [{ "type": "RLIMIT_NOFILE", "soft": 99, "hard": 100 }, { "type": "RLIMIT_CORE", "soft": 0, "hard": 0 }],
          "ioPriority": { "class": "IOPRIO_CLASS_BE", "priority": 6 }
        }
        """;

    [Theory]
    [InlineData(InputOutput, false)]
    [InlineData(NoMemory, true)]
    public void The_program_runs_as_asked_for_or_not_at_all(int errno, bool hasTracer)
    {
        using var fixture = new ContainerFixture(RuntimeUnderTest.PathOrSkip(), BundleKind.Filtered);
        FaultPoints.NeedTracer();
        string[] command = fixture.ExecCommand("--process", WriteProcess(fixture), ContainerFixture.Id);
        MachineSnapshot before = Start(fixture, hasTracer);
        (List<TracedCall> calls, string expected) = FaultOutcome.Record(command, Ended);
        Assert.Contains("CapEff:\t0000000000000020", expected, StringComparison.Ordinal);
        List<TracedCall> points = FaultPoints.Sample(calls, Usual);
        int ran = 0;
        List<string> problems = FaultRounds.Play(points, fixture, output, point =>
        {
            // A problem takes the container with it, and another one has other namespaces.
            if (Child.Run(fixture.StateCommand).ExitCode != 0)
                (before, expected) = (Start(fixture, hasTracer), FaultOutcome.Record(command, Ended).Output);
            ChildResult result = Tracer.Run(command, call => call.IsSameAs(point) ? new Fault.Error(errno) : null);
            ran += result.ExitCode == Ended ? 1 : 0;
            return FaultOutcome.ProblemOf(result, Ended, NotStarted, expected) ?? before.Difference(fixture);
        });
        output.WriteLine($"exec: {points.Count} of {calls.Count} calls failed, {ran} ran all the same, {problems.Count} problems");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(points.Count > 20 && ran < points.Count, "the test has missed what it is about");
    }

    private static MachineSnapshot Start(ContainerFixture fixture, bool hasTracer)
    {
        Succeed(fixture.CreateCommand);
        Succeed(fixture.StartCommand);
        // From then on the runtime hides more of itself when it enters.
        if (hasTracer)
            Succeed(fixture.ExecCommand("--cap", "CAP_SYS_PTRACE", ContainerFixture.Id, "/bin/env"));
        return MachineSnapshot.Take(fixture);
    }

    private static string WriteProcess(ContainerFixture fixture)
    {
        string path = Path.Combine(fixture.Bundle, "process.json");
        JsonNode process = JsonNode.Parse(Process)!;
        process["args"] = new JsonArray("sh", "-c", Tell);
        File.WriteAllText(path, process.ToJsonString());
        return path;
    }

    private static void Succeed(string[] command)
    {
        ChildResult result = Child.Run(command);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', command)}: {result.Errors}");
    }
}
