using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// What belongs to the program's thread: config.md, section Linux Process (scheduler, ioPriority, execCPUAffinity), and
/// config-linux.md, sections Memory policy and Personality.
/// </summary>
public sealed class ThreadAttributesTests(Workspace workspace) : ContainerTest(workspace)
{
    // proc_pid_stat(5): fields 19 (nice), 40 (rt_priority), 41 (policy).
    private const string ShowScheduler = "cut -d' ' -f19,40,41 /proc/self/stat";

    [Theory]
    [InlineData("""{ "policy": "SCHED_OTHER", "nice": 7 }""", "7 0 0")]
    [InlineData("""{ "policy": "SCHED_OTHER" }""", "0 0 0")]
    [InlineData("""{ "policy": "SCHED_BATCH", "nice": 3 }""", "3 0 3")]
    [InlineData("""{ "policy": "SCHED_IDLE" }""", "0 0 5")]
    [InlineData("""{ "policy": "SCHED_OTHER", "nice": -5, "flags": [] }""", "-5 0 0")]
    public void The_program_is_scheduled_by_the_configured_policy(string scheduler, string shown)
    {
        Container container = NewContainer();
        container.Config.With("/process/scheduler", scheduler).Script(ShowScheduler);
        Assert.Equal(shown, container.Run().Succeeded().Text);
    }

    [Theory]
    [InlineData("SCHED_FIFO", 42, "1")]
    [InlineData("SCHED_RR", 1, "2")]
    public void Real_time_policies_have_their_priority(string policy, int priority, string number)
    {
        Container container = NewContainer();
        container.Config.With("/process/scheduler", $$"""{ "policy": "{{policy}}", "priority": {{priority}} }""");
        if (GroupsNeedRealtimeBudgets)
        {
            Assert.Contains(policy, container.Refused().Error);
            return;
        }
        Assert.Equal($"0 {priority} {number}", container.RunScript(ShowScheduler).Text);
    }

    [Fact]
    public void A_deadline_is_met_by_a_program_that_does_not_fork()
    {
        Container container = NewContainer();
        container.Config.With("/process/scheduler", """
            { "policy": "SCHED_DEADLINE", "runtime": 5000000, "deadline": 100000000, "period": 100000000 }
            """).Args("cut", "-d ", "-f41", "/proc/self/stat");
        Assert.Equal("6", container.Run().Succeeded().Text);
    }

    [Fact]
    public void A_higher_priority_may_be_left_behind_on_fork()
    {
        Container container = NewContainer();
        container.Config.With("/process/scheduler", """
            { "policy": "SCHED_OTHER", "nice": -5, "flags": ["SCHED_FLAG_RESET_ON_FORK"] }
            """);
        // The shell would become the last command itself, without a fork.
        Outcome run = container.RunScript("cut -d' ' -f19 /proc/$$/stat; cut -d' ' -f19 /proc/self/stat; true");
        Assert.Equal(["-5", "0"], run.Lines);
    }

    [Fact]
    public void A_user_namespace_does_not_take_the_right_to_a_higher_priority()
    {
        Container container = NewContainer().OwnedBy(100_000);
        container.Config.With("/linux/namespaces/-", """{ "type": "user" }""")
            .With("/linux/uidMappings", """[{ "containerID": 0, "hostID": 100000, "size": 1000 }]""")
            .With("/linux/gidMappings", """[{ "containerID": 0, "hostID": 100000, "size": 1000 }]""")
            .With("/process/scheduler", """{ "policy": "SCHED_OTHER", "nice": -11 }""")
            .With("/process/ioPriority", """{ "class": "IOPRIO_CLASS_RT", "priority": 6 }""");
        container.Config["/process/user/uid"] = 999;
        container.Config.Args("sleep", "1000");
        container.Started().AwaitProgram("sleep");
        Assert.Equal("-11", HostCommand.Shell($"cut -d' ' -f19 /proc/{container.Pid}/stat").Text);
        Assert.Equal("realtime: prio 6", HostCommand.Run("ionice", "-p", $"{container.Pid}").Succeeded().Text);
    }

    [Theory]
    [InlineData("""{ "policy": "SCHED_ISO" }""")]
    [InlineData("""{ "policy": "SCHED_NONSENSE" }""")]
    [InlineData("""{ "policy": "SCHED_FIFO" }""")]
    [InlineData("""{ "policy": "SCHED_FIFO", "priority": 100 }""")]
    [InlineData("""{ "policy": "SCHED_OTHER", "priority": 1 }""")]
    [InlineData("""{ "policy": "SCHED_OTHER", "nice": 20 }""")]
    [InlineData("""{ "policy": "SCHED_OTHER", "runtime": 1 }""")]
    [InlineData("""{ "policy": "SCHED_OTHER", "flags": ["SCHED_FLAG_NONSENSE"] }""")]
    [InlineData("""{ "policy": "SCHED_DEADLINE", "runtime": 2000000, "deadline": 1000000 }""")]
    [InlineData("""{ "policy": "SCHED_DEADLINE", "runtime": 1, "deadline": 2, "period": 3 }""")]
    [InlineData("""{ "nice": 1 }""")]
    public void A_policy_that_cannot_be_had_is_refused(string scheduler)
    {
        Container container = NewContainer();
        container.Config.With("/process/scheduler", scheduler);
        Assert.Contains("sched", container.Refused().Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("IOPRIO_CLASS_RT", 0, "realtime: prio 0")]
    [InlineData("IOPRIO_CLASS_BE", 7, "best-effort: prio 7")]
    [InlineData("IOPRIO_CLASS_IDLE", 4, "idle")]
    public void The_IO_priority_is_the_programs_and_its_childrens(string name, int priority, string shown)
    {
        Container container = NewContainer();
        container.Config.With("/process/ioPriority", $$"""{ "class": "{{name}}", "priority": {{priority}} }""");
        Outcome run = container.RunScript("ionice -p $$; sh -c 'ionice -p $$'");
        Assert.All(run.Lines, line => Assert.Equal(shown, line));
    }

    [Theory]
    [InlineData("IOPRIO_CLASS_NONE", 0)]
    [InlineData("IOPRIO_CLASS_BE", 8)]
    [InlineData("IOPRIO_CLASS_BE", -1)]
    public void An_IO_priority_that_does_not_exist_is_refused(string name, int priority)
    {
        Container container = NewContainer();
        container.Config.With("/process/ioPriority", $$"""{ "class": "{{name}}", "priority": {{priority}} }""");
        Assert.Contains("prio", container.Refused().Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{ "mode": "MPOL_DEFAULT" }""", "default")]
    [InlineData("""{ "mode": "MPOL_LOCAL" }""", "local")]
    [InlineData("""{ "mode": "MPOL_BIND", "nodes": "0" }""", "bind:0")]
    [InlineData("""{ "mode": "MPOL_INTERLEAVE", "nodes": " 0 " }""", "interleave:0")]
    [InlineData("""{ "mode": "MPOL_PREFERRED", "nodes": "0" }""", "prefer:0")]
    [InlineData("""{ "mode": "MPOL_PREFERRED" }""", "local")]
    [InlineData("""{ "mode": "MPOL_PREFERRED_MANY", "nodes": "0-0" }""", "prefer (many):0")]
    [InlineData("""{ "mode": "MPOL_WEIGHTED_INTERLEAVE", "nodes": "0" }""", "weighted interleave:0")]
    [InlineData("""{ "mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_STATIC_NODES"] }""", "bind=static:0")]
    [InlineData("""{ "mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_RELATIVE_NODES"] }""", "bind=relative:0")]
    public void The_memory_policy_is_the_programs(string policy, string shown)
    {
        Assert.SkipUnless(File.Exists("/proc/self/numa_maps"), "the kernel has no memory nodes");
        Assert.SkipWhen(shown.StartsWith("weighted") && IsBefore(6, 9), "the kernel has no weighted interleaving");
        Container container = NewContainer();
        container.Config.With("/linux/memoryPolicy", policy).Script("head -n1 /proc/$$/numa_maps");
        string[] words = container.Run().Succeeded().Text.Split(' ')[1..];
        // A name of the kernel may itself hold a space.
        Assert.StartsWith(shown, string.Join(' ', words));
    }

    [Theory]
    [InlineData("""{ "mode": "MPOL_BIND" }""")]
    [InlineData("""{ "mode": "MPOL_LOCAL", "nodes": "0" }""")]
    [InlineData("""{ "mode": "MPOL_BIND", "nodes": "one" }""")]
    [InlineData("""{ "mode": "MPOL_BIND", "nodes": "32767" }""")]
    [InlineData("""{ "mode": "MPOL_BIND", "nodes": "32768" }""")]
    [InlineData("""{ "mode": "MPOL_NONSENSE", "nodes": "0" }""")]
    [InlineData("""{ "mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_NONSENSE"] }""")]
    [InlineData("""{ "mode": "MPOL_LOCAL", "flags": ["MPOL_F_NUMA_BALANCING"] }""")]
    public void A_memory_policy_that_cannot_be_had_is_refused(string policy)
    {
        Container container = NewContainer();
        container.Config.With("/linux/memoryPolicy", policy);
        Assert.Contains("/linux/memoryPolicy", container.Refused().Error);
    }

    [Fact]
    public void A_32_bit_domain_shows_a_32_bit_machine()
    {
        Assert.SkipUnless(Environment.Is64BitProcess && Machine() is "x86_64", "no machine with two kinds of programs");
        Container container = NewContainer();
        container.Config.With("/linux/personality", """{ "domain": "LINUX32" }""");
        Assert.Equal("i686", container.RunScript("uname -m").Text);
    }

    [Fact]
    public void The_Linux_domain_ends_the_callers_personality()
    {
        Container container = NewContainer();
        container.Config.With("/linux/personality", """{ "domain": "LINUX", "flags": [] }""")
            .Args("cat", "/proc/self/personality");
        container.Config.WriteTo(container.Bundle);
        using var run = new HostCommand(
            "/", ["setarch", "linux32", "--addr-no-randomize", RuntimeUnderTest.Binary, "--root", container.StateRoot,
                "run", "--bundle", container.Bundle, container.Id]);
        Assert.Equal("00000000", run.Wait().Succeeded().Text);
    }

    [Fact]
    public void No_flag_of_a_personality_is_supported()
    {
        Container container = NewContainer();
        container.Config.With("/linux/personality", """{ "domain": "LINUX", "flags": ["ADDR_NO_RANDOMIZE"] }""");
        Assert.Contains("/linux/personality/flags/0", container.Refused().Error);
    }

    [Fact]
    public void The_processors_for_exec_are_not_the_containers()
    {
        Container container = NewContainer();
        container.Config.With("/process/execCPUAffinity", """{ "initial": "0", "final": "0" }""");
        string show = "grep ^Cpus_allowed_list: /proc/self/status";
        Assert.Equal(HostCommand.Shell(show).Text, container.RunScript(show).Text);
    }

    [Theory]
    [InlineData("initial", "a")]
    [InlineData("final", "3-1")]
    [InlineData("final", "-1")]
    public void Processors_that_are_no_list_are_refused(string which, string list)
    {
        Container container = NewContainer();
        container.Config[$"/process/execCPUAffinity/{which}"] = list;
        Assert.Contains($"/process/execCPUAffinity/{which}", container.Refused().Error);
    }

    private static string Machine() => HostCommand.Run("uname", "-m").Succeeded().Text;

    private static bool IsBefore(int major, int minor) =>
        Environment.OSVersion.Version is { } version && (version.Major, version.Minor).CompareTo((major, minor)) < 0;

    // On cgroup v1 with real-time group scheduling a new cgroup has no budget (sched(7), "Real-time group scheduling").
    private static bool GroupsNeedRealtimeBudgets =>
        HostCommand.Shell("ls /sys/fs/cgroup/cpu* 2>/dev/null || :").Lines.Contains("cpu.rt_runtime_us");
}
