using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Oci.Runtime.Launch;
using Oci.Runtime.Lifecycle;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>The plan of an <c>exec</c>.</summary>
public sealed class ExecPlannerTests
{
    private static readonly ulong Pid = NamespaceFlags.Of(NamespaceKind.Pid);
    private static readonly ulong Mount = NamespaceFlags.Of(NamespaceKind.Mount);
    private static readonly ulong User = NamespaceFlags.Of(NamespaceKind.User);

    private static readonly ExecFacts Ordinary = new() { Uid = 0, Namespaces = Pid | Mount, Cgroups = ["/cgroup/x"] };

    private static readonly ProcessSpec Process = new() { Cwd = "/", Args = ["true"] };

    [Fact]
    public void An_ordinary_process_takes_no_step_that_it_does_not_need()
    {
        LaunchPlan plan = Plan(Process, Ordinary);
        Assert.Equal(
            ["sealExecutable", "cloneIntoContainer", "openMounts", "sendPlan", "joinContainerCgroups"],
            plan.Parent.AsSpan().ToArray().Select(static step => step.Kind));
        Assert.Equal(
            [
                StepTag.AwaitCgroup, StepTag.JoinSessionKeyring, StepTag.EnterMounts, StepTag.FindHome, StepTag.LimitBoundingSet,
                StepTag.SetUmask, StepTag.ChangeDirectory, StepTag.BecomeUser, StepTag.ChangeDirectory, StepTag.SetCapabilities,
                StepTag.FindExecutable, StepTag.AwaitStart, StepTag.Execute,
            ],
            TagsOf(plan));
    }

    [Fact]
    public void The_mounts_are_entered_later_than_everything_else()
    {
        var clone = (CloneIntoContainer)Plan(Process, Ordinary).Parent.AsSpan().ToArray().Single(static step => step is CloneIntoContainer);
        Assert.Equal(Pid, clone.Request.OfContainer);
        Assert.Equal(ulong.MaxValue, clone.Request.Capabilities);
        Assert.Equal("clone a process into the container's namespaces: pid", clone.Describe());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void The_mounts_are_entered_at_once_where_the_container_may_look_into_the_process(bool mayTrace, bool isMapped)
    {
        ProcessSpec process = Process with { Capabilities = mayTrace ? new CapabilitiesSpec { Bounding = ["CAP_SYS_PTRACE"] } : null };
        ulong user = isMapped ? User : 0;
        LaunchPlan plan = Plan(process, Ordinary with { Namespaces = Pid | Mount | user, IsMapped = isMapped });
        CloneRequest clone = plan.Parent.AsSpan().ToArray().OfType<CloneIntoContainer>().Single().Request;
        Assert.Equal(Pid | Mount | user, clone.OfContainer);
        Assert.True(clone.IsTwice);
        Assert.True(clone.IsHidden);
        // CHOWN, DAC_OVERRIDE, FOWNER, SETGID, SETUID and SETPCAP; the bounding set of config.json has SYS_PTRACE.
        Assert.Equal(0x1CBUL | (mayTrace ? 1UL << 19 : 0), clone.Capabilities);
        Assert.Contains(StepTag.TakeRoot, TagsOf(plan));
        Assert.DoesNotContain(StepTag.EnterMounts, TagsOf(plan));
    }

    [Fact]
    public void CAP_SYS_PTRACE_reaches_no_program_of_a_user_that_the_user_namespace_does_not_know()
    {
        ProcessSpec process = Process with { Capabilities = new CapabilitiesSpec { Bounding = ["CAP_SYS_PTRACE"] } };
        Assert.Contains(StepTag.EnterMounts, TagsOf(Plan(process, Ordinary with { Namespaces = Pid | Mount | User })));
    }

    [Fact]
    public void What_limits_scheduling_and_a_filter_take_is_kept_until_they_are_set()
    {
        ProcessSpec process = Process with
        {
            Rlimits = [new Rlimit("RLIMIT_CPU", 1, 1)], Scheduler = new SchedulerSpec { Policy = "SCHED_BATCH" },
            Capabilities = new CapabilitiesSpec { Bounding = ["CAP_SYS_PTRACE"] },
        };
        ContainerSpec spec = SpecWithMounts();
        spec = spec with { Linux = spec.Linux! with { Seccomp = new SeccompSpec { DefaultAction = "SCMP_ACT_ALLOW" } } };
        LaunchPlan plan = ExecPlanner.Plan(spec, process, Ordinary, new ExecRequest("x", "/state"));
        ulong kept = plan.Parent.AsSpan().ToArray().OfType<CloneIntoContainer>().Single().Request.Capabilities;
        Assert.Equal(0x1CBUL | 1UL << 19 | 1UL << 21 | 1UL << 23 | 1UL << 24, kept);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1000, true)]
    public void An_ordinary_user_scores_the_process_when_it_has_executed(uint uid, bool waits)
    {
        LaunchPlan plan = Plan(Process with { OomScoreAdj = 5 }, Ordinary with { Uid = uid });
        Assert.Equal(waits, plan.Parent.AsSpan().ToArray().OfType<SetOomScore>().Single().AwaitsReady);
        Assert.Equal(waits, ExecPlanner.ReportsReady(plan));
    }

    [Theory]
    [InlineData("         0     100000      65536\n", 0, false)]
    [InlineData("         0     100000      65536\n", 165535, true)]
    [InlineData("         0     100000      65536\n", 165536, false)]
    [InlineData("         0      54321          1\n         1    2000000       1000\n", 54321, true)]
    [InlineData("         0          0 4294967295\n", 0, true)]
    [InlineData("", 0, false)]
    public void Whether_a_user_is_in_a_user_namespace_is_read_from_its_map(string map, uint uid, bool isMapped) =>
        Assert.Equal(isMapped, ExecTarget.IsMapped(Encoding.ASCII.GetBytes(map), uid));

    [Fact]
    public void Labels_are_set_through_a_procfs_that_was_opened_before()
    {
        List<StepTag> tags = TagsOf(Plan(Process with { ApparmorProfile = "profile", SelinuxLabel = "label" }, Ordinary));
        AssertOrder(
            tags, StepTag.OpenHostProc, StepTag.JoinSessionKeyring, StepTag.EnterMounts, StepTag.SetApparmorProfile,
            StepTag.SetSelinuxLabel);
    }

    [Fact]
    public void The_processors_change_when_the_cgroups_are_joined()
    {
        LaunchPlan plan = Plan(Process with { ExecCpuAffinity = new CpuAffinitySpec("0", "1") }, Ordinary);
        Assert.Equal([StepTag.SetProcessors, StepTag.AwaitCgroup, StepTag.SetProcessors], TagsOf(plan)[..3]);
        Assert.Equal("/process/execCPUAffinity/initial", plan.Init[0].Property);
        Assert.Equal("/process/execCPUAffinity/final", plan.Init[2].Property);
    }

    [Fact]
    public void In_a_user_namespace_it_becomes_root_first_and_its_program_is_hidden()
    {
        LaunchPlan plan = Plan(Process, Ordinary with { Namespaces = Pid | Mount | User });
        ParentStep[] parent = plan.Parent.AsSpan().ToArray();
        Assert.True(parent.OfType<SealExecutable>().Single().IsHidden);
        Assert.True(parent.OfType<CloneIntoContainer>().Single().Request.BecomesRoot);
        Assert.False(parent.OfType<MapIds>().Single().IsNew);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Scheduling_in_a_user_namespace_is_set_from_outside_by_whoever_may(bool ownsMachine, bool isOutside)
    {
        ProcessSpec process = Process with { Scheduler = new SchedulerSpec { Policy = "SCHED_BATCH" } };
        LaunchPlan plan = Plan(process, Ordinary with { Namespaces = Pid | Mount | User, OwnsMachine = ownsMachine });
        Assert.Equal(isOutside, plan.Parent.AsSpan().ToArray().Any(static step => step is SetOfInit));
        Assert.NotEqual(isOutside, TagsOf(plan).Contains(StepTag.SetScheduler));
        Assert.Equal(isOutside, ExecPlanner.ReportsReady(plan));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void A_terminal_is_waited_for_by_whoever_shows_it(bool detach, bool waits)
    {
        LaunchPlan plan = ExecPlanner.Plan(
            SpecWithMounts(), Process with { Terminal = true }, Ordinary, new ExecRequest("x", "/state") { Detach = detach });
        Assert.Equal(waits, ExecPlanner.ReportsReady(plan));
        AssertOrder(TagsOf(plan), StepTag.EnterMounts, StepTag.CreateConsole, StepTag.BecomeUser);
        Assert.False(plan.Init.AsSpan().ToArray().OfType<CreateConsole>().Single().BindConsole);
    }

    [Fact]
    public void Without_a_mount_namespace_the_root_is_a_directory_of_the_host()
    {
        LaunchPlan plan = ExecPlanner.Plan(
            new ContainerSpec { OciVersion = "1.0.0" }, Process, Ordinary with { Namespaces = Pid, Rootfs = "/the/root" },
            new ExecRequest("x", "/state"));
        Assert.Equal("/the/root", plan.Parent.AsSpan().ToArray().OfType<PassRoot>().Single().Path);
        Assert.Contains(StepTag.EnterDirectory, TagsOf(plan));
        Assert.DoesNotContain(StepTag.EnterMounts, TagsOf(plan));
    }

    [Fact]
    public void The_filter_is_the_containers_and_loaded_last()
    {
        ContainerSpec spec = SpecWithMounts();
        spec = spec with { Linux = spec.Linux! with { Seccomp = new SeccompSpec { DefaultAction = "SCMP_ACT_ALLOW" } } };
        LaunchPlan plan = ExecPlanner.Plan(spec, Process, Ordinary, new ExecRequest("x", "/state"));
        Assert.IsType<CompileFilter>(plan.Parent[0]);
        Assert.Equal([StepTag.LoadFilter, StepTag.Execute], TagsOf(plan)[^2..]);
    }

    [Fact]
    public void A_container_that_keeps_the_callers_keyring_does_so_again() =>
        Assert.DoesNotContain(StepTag.JoinSessionKeyring, TagsOf(Plan(Process, Ordinary with { KeepsKeyring = true })));

    [Theory]
    [InlineData(false, null, null)]
    [InlineData(true, null, "/cgroup/x")]
    [InlineData(true, "0", null)]
    public void It_is_born_in_a_cgroup_of_version_2_if_no_processors_are_set_before(bool isV2, string? initial, string? birthplace)
    {
        LaunchPlan plan = Plan(Process with { ExecCpuAffinity = new CpuAffinitySpec(initial, "1") }, Ordinary with { IsV2 = isV2 });
        ParentStep[] parent = plan.Parent.AsSpan().ToArray();
        Assert.Equal(birthplace, parent.OfType<CloneIntoContainer>().Single().Cgroup);
        Assert.Equal(birthplace is not null, parent.OfType<JoinContainerCgroups>().Single().BornInside);
    }

    [Fact]
    public void Without_cgroups_none_is_waited_for()
    {
        LaunchPlan plan = Plan(Process, Ordinary with { Cgroups = [] });
        Assert.DoesNotContain(StepTag.AwaitCgroup, TagsOf(plan));
        Assert.DoesNotContain(plan.Parent.AsSpan().ToArray(), static step => step is JoinContainerCgroups);
    }

    private static LaunchPlan Plan(ProcessSpec process, ExecFacts facts) =>
        ExecPlanner.Plan(SpecWithMounts(), process, facts, new ExecRequest("x", "/state"));

    private static ContainerSpec SpecWithMounts() => new()
    {
        OciVersion = "1.0.0",
        Linux = new LinuxSpec { Namespaces = [new NamespaceSpec(NamespaceKind.Mount, null)] },
    };

    private static List<StepTag> TagsOf(LaunchPlan plan) => [.. plan.Init.AsSpan().ToArray().Select(static step => step.Tag)];

    private static void AssertOrder(List<StepTag> tags, params StepTag[] order)
    {
        int[] places = Array.ConvertAll(order, tag => tags.IndexOf(tag));
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }
}
