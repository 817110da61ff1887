using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>
/// Makes the calls of <c>run</c> fail one after the other: the program finds a container that is exactly what was asked
/// for, or there is none.
/// </summary>
public sealed class RunFaultTests(ITestOutputHelper output)
{
    private const int InputOutput = 5; // EIO
    private const int NoMemory = 12; // ENOMEM
    private const int NotMade = 1;
    private const int Ended = 3;
    private const int Usual = 100;

    // All that a failure could have taken away or left: what is mounted, shared, limited, masked, allowed.
    private const string Tell =
        """
        grep -E '^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp|Umask|SigBlk|SigIgn)' /proc/self/status
        cat /proc/self/cgroup /proc/self/limits /proc/self/uid_map /proc/self/gid_map
        sed -E 's/^[0-9]+ [0-9]+ [0-9:]+ //; s/(shared|master|propagate_from):[0-9]+/\1/g' /proc/self/mountinfo
        for link in /proc/self/ns/*; do
            case " $HOST " in *" $(readlink $link) "*) echo "$link is the host's" ;; esac
        done
        stat -c '%n %F %a %u %g %t %T' /dev/* /
        cat /proc/sys/kernel/msgmax /sys/fs/cgroup/*/devices.list
        hostname
        ls /proc/self/fd
        env
        exit 3
        """;

    [Theory]
    [InlineData(BundleKind.Filtered, NoMemory)]
    [InlineData(BundleKind.UserNamespace, InputOutput)]
    public void The_program_finds_what_was_asked_for_or_there_is_none(BundleKind kind, int errno)
    {
        using var fixture = new ContainerFixture(RuntimeUnderTest.PathOrSkip(), kind);
        FaultPoints.NeedTracer();
        LetItTell(fixture);
        (List<TracedCall> calls, string expected) = FaultOutcome.Record(fixture.RunCommand, Ended);
        Assert.Contains("CapEff:\t0000000000000020", expected, StringComparison.Ordinal);
        List<TracedCall> points = FaultPoints.Sample(calls, Usual);
        var before = MachineSnapshot.Take(fixture);
        int ran = 0;
        List<string> problems = FaultRounds.Play(points, fixture, output, point =>
        {
            ChildResult result = Tracer.Run(fixture.RunCommand, call => call.IsSameAs(point) ? new Fault.Error(errno) : null);
            ran += result.ExitCode == Ended ? 1 : 0;
            // It has ended, and was not removed as a whole: that must be told.
            if (result.Output != "" && result.Errors != "")
                Child.Run(fixture.DeleteCommand);
            return FaultOutcome.ProblemOf(result, Ended, NotMade, expected) ?? before.Difference(fixture);
        });
        output.WriteLine($"run: {points.Count} of {calls.Count} calls failed, {ran} ran all the same, {problems.Count} problems");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(points.Count > 20 && ran < points.Count, "the test has missed what it is about");
    }

    private static void LetItTell(ContainerFixture fixture)
    {
        string path = Path.Combine(fixture.Bundle, "config.json");
        JsonNode config = JsonNode.Parse(File.ReadAllText(path))!;
        config["process"]!["args"] = new JsonArray("sh", "-c", Tell);
        config["process"]!["env"]!.AsArray().Add($"HOST={string.Join(' ', OwnNamespaces())}");
        File.WriteAllText(path, config.ToJsonString());
    }

    private static IEnumerable<string?> OwnNamespaces() =>
        Directory.GetFileSystemEntries("/proc/self/ns").Select(link => new FileInfo(link).LinkTarget);
}
