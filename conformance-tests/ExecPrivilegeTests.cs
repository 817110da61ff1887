using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// What the process of <c>exec</c> holds while it can be seen in a container that runs already; docs/security.md has the reasons.
/// </summary>
public sealed class ExecPrivilegeTests(Workspace workspace) : StagesTest(workspace)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_process_of_exec_is_out_of_reach_in_the_container_and_enters_its_mounts_with_nothing_of_the_host(bool isMapped)
    {
        Container container = NewSleeper(isMapped).Started();
        string[] exec = ["exec", "--detach", container.Id, "sleep", "1000"];
        IReadOnlyList<Stage> stages = Stage.Follow(container, CarelessCaller, exec, Boundaries);
        Stage bequest = OfInit(stages, Stage.ExecuteAt, begins: true);
        Assert.Equal([Line], bequest.Holds.Inheritable);
        Stage[] joins = [.. stages.Where(static stage => stage is { IsRuntime: false, Call: Stage.SetNamespace, Begins: true })];
        Assert.All([.. joins, bequest, OfInit(stages, Stage.Execute, begins: true)], static stage => Assert.Equal(0, stage.Dumpable));
        ProcessHoldings begin = OfInit(stages, Stage.ExecuteAt, begins: false).Holds;
        Assert.Equal([Line], begin.Opened);
        Assert.Empty(begin.Environment);
        ProcessHoldings container1 = ProcessHoldings.Of(container.Pid, container);
        AssertHeld([Line, container1.Namespaces["mnt"]], joins[^1].Holds.Opened);
        ProcessHoldings inside = stages.Last(static stage => stage is { IsRuntime: false, Call: Stage.SetNamespace, Begins: false }).Holds;
        Assert.Equal(Destinations(container1), Destinations(inside));
        ProcessHoldings last = OfInit(stages, Stage.Execute, begins: true).Holds;
        Assert.Equal([Line], last.Opened);
        Assert.Empty(last.Inheritable);
        AssertMayWhatIsConfigured(last);
        Assert.Equal(container1.Namespaces, last.Namespaces);
    }

    // proc(5): whoever may look into a process can enter its root, and so everything of the host that is in its reach.
    [Theory]
    [InlineData("CAP_SYS_PTRACE")]
    [InlineData("ordinary user")]
    [InlineData("root is root")]
    public void The_process_of_exec_is_seen_by_a_container_that_may_trace_it_only_in_the_containers_root(string kind)
    {
        Container container = NewContainer();
        if (kind == "ordinary user")
            new OrdinaryUser(NewDirectory()).Take(container);
        else if (kind == "root is root")
            container.Config.UserNamespace(0, 65536);
        string[] able = ["CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE", "CAP_SYS_ADMIN", "CAP_KILL"];
        container.Config.Capabilities(able).Args("sleep", "1000");
        container.Started().AwaitProgram("sleep");
        var seen = new List<string>();
        var programs = new List<string?>();
        string[] exec = ["exec", "--detach", container.Id, "sleep", "1000"];
        IReadOnlyList<Stage> stages = Stage.Follow(container, container.Caller, exec, Boundaries, atStage: stage =>
        {
            if (stage is { IsRuntime: false, Begins: true })
                seen.AddRange(LookAtRoots(container));
            if (!stage.IsRuntime)
                programs.Add(ProgramOf(stage.Process));
        });
        Assert.Contains("saw", seen);
        Assert.DoesNotContain("entered", seen);
        // In a user namespace nobody may look into what was executed outside of it.
        if (kind == "CAP_SYS_PTRACE")
            Assert.DoesNotContain(RuntimeUnderTest.Binary, programs);
        ProcessHoldings inside = ProcessHoldings.Of(container.Pid, container);
        Stage bequest = OfInit(stages, Stage.ExecuteAt, begins: true);
        Assert.Equal(inside.Namespaces, bequest.Holds.Namespaces);
        Assert.Equal(0, bequest.Dumpable);
        AssertHeld([Line, kind == "CAP_SYS_PTRACE" ? OwnProgram : Program(isMapped: true)], bequest.Holds.Opened);
        // What is configured; to become the user (CHOWN, DAC_OVERRIDE, FOWNER, SETGID, SETUID, SETPCAP), and for the limits SYS_RESOURCE.
        const ulong InSight = (1 << 19 | 1 << 1 | 1 << 21 | 1 << 5) | (1 << 0 | 1 << 3 | 1 << 6 | 1 << 7 | 1 << 8) | (1 << 24);
        ulong there = kind == "CAP_SYS_PTRACE" ? RuntimeAtClone(stages).Holds.Capabilities("Prm") : ulong.MaxValue;
        foreach (Stage stage in (Stage[])[bequest, OfInit(stages, Stage.ExecuteAt, begins: false)])
        {
            foreach (string set in (string[])["Bnd", "Prm", "Eff"])
                Assert.Equal(InSight & there, stage.Holds.Capabilities(set));
        }
    }

    // CVE-2019-5736: what can be opened for reading can later be opened once more, for writing.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_program_of_the_runtime_is_never_that_of_a_process_that_others_in_the_pid_namespace_may_look_into(bool joins)
    {
        Container tracer = NewContainer(), other = NewContainer();
        tracer.Config.Args("sleep", "1000");
        if (joins)
            tracer.Config.Capabilities("CAP_SYS_PTRACE");
        tracer.Started().AwaitProgram("sleep");
        // The right may also have come with an earlier exec, and stay with what that has started.
        if (!joins)
            tracer.ExecWith(["--detach", "--cap", "CAP_SYS_PTRACE"], "sleep", "1000").Succeeded();
        Container made = joins ? other : tracer;
        if (joins)
            other.Config.Namespace("pid", $"/proc/{tracer.Pid}/ns/pid").Args("sleep", "1000").WriteTo(other.Bundle);
        string[] command = joins
            ? ["create", "--bundle", other.Bundle, other.Id]
            : ["exec", "--detach", tracer.Id, "sleep", "1000"];
        var programs = new List<string?>();
        Stage.Follow(made, [], command, Boundaries, atStage: stage =>
        {
            if (!stage.IsRuntime)
                programs.Add(ProgramOf(stage.Process));
        });
        Assert.DoesNotContain(RuntimeUnderTest.Binary, programs);
        Assert.NotEmpty(programs);
    }

    [Fact]
    public void Exec_into_a_container_that_may_trace_it_gives_the_program_all_that_is_asked_for()
    {
        Container container = NewContainer();
        container.Config.Capabilities("CAP_SYS_PTRACE", "CAP_KILL").Args("sleep", "1000")["/process/noNewPrivileges"] = false;
        container.Config.With("/linux/seccomp", """
            { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["acct"], "action": "SCMP_ACT_ERRNO" }] }
            """).With("/process/scheduler", """{ "policy": "SCHED_OTHER", "nice": 3 }""");
        container.Started().AwaitProgram("sleep");
        const string Script = """
            id -u; pwd; cat /proc/1/comm; cut -d' ' -f 19 /proc/self/stat
            grep -E '^(CapEff|CapBnd|Seccomp_filters)' /proc/self/status
            """;
        Outcome exec = container.Ask("exec", "--cwd", "/tmp", container.Id, "sh", "-c", Script);
        Assert.Equal(
            ["0", "/tmp", "sleep", "3", "CapEff:\t0000000000080020", "CapBnd:\t0000000000080020", "Seccomp_filters:\t1"],
            exec.Succeeded().Lines);
        Assert.Equal("1000", container.Ask("exec", "--user", "1000", container.Id, "id", "-u").Succeeded().Text);
    }

    // The price of entering the mounts at once: there the runtime library reads what the container has put into /proc.
    [Fact]
    public void A_fifo_in_proc_of_a_container_that_may_trace_keeps_exec_no_longer_than_its_time_limit()
    {
        Container container = NewContainer();
        container.Config.Capabilities("CAP_SYS_PTRACE", "CAP_SYS_ADMIN").Script("""
            umount /proc/acpi /proc/kcore /proc/keys /proc/timer_list 2>/dev/null
            mount -t tmpfs tmpfs /proc
            mkdir -p /proc/self
            mkfifo /proc/self/mountinfo /proc/self/cgroup /proc/meminfo /proc/self/status /proc/self/maps
            exec sleep 1000
            """);
        container.Started().AwaitProgram("sleep");
        container.GlobalFlags = ["--timeout", "2s"];
        container.Ask("exec", container.Id, "true").Refused();
        container.GlobalFlags = [];
        Assert.Equal("running", container.Status());
        Patiently.Until("only the container's process is left", () => container.Listed().Length == 1);
    }

    private static string? ProgramOf(int process) => new FileInfo($"/proc/{process}/exe").LinkTarget;

    // With every capability that there is in the container's user namespace; what is not the container's is the host's.
    private static string[] LookAtRoots(Container container)
    {
        string look = $"""
            for p in /proc/[0-9]*; do
              grep -q sleep $p/cmdline || echo saw
              [ -e $p/root{container.Bundle}/config.json ] && echo entered
            done
            true
            """;
        string[] words = ["nsenter", "--target", $"{container.Pid}", "--all", "/bin/sh", "-c", look];
        // Not a child of this thread's, which waits for what it traces.
        return Task.Run(() => HostCommand.Run(words)).Result.Succeeded().Lines;
    }
}
