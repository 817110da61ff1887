using System;
using System.Collections.Generic;
using System.Linq;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>What must come before what, in every plan.</summary>
public sealed class PlanOrderTests
{
    public static TheoryData<string> Names => PlanCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_host_is_only_used_before_the_change_of_root(string name)
    {
        InitStep[] steps = Init(name);

        AssertOrder(
            steps,
            static step => step is IsolateMounts or MountRootfs or OpenRootfs or OpenMountedRootfs or MountFileSystem or BindMount
                or Remount or MountCgroups or CreateDevice or BindDevice or CreateLink or LinkTerminalMultiplexer
                or OpenNullDevice or OpenPrivateProc,
            static step => step is EnterRoot);
        Assert.Single(steps.OfType<EnterRoot>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_image_could_turn_into_a_trap_is_done_after_the_change_of_root(string name) => AssertOrder(
        Init(name),
        static step => step is EnterRoot,
        static step => step is CreateConsole or MakeWorkingDirectory or FindHome or SetSysctl or SetHostname or SetDomainname
            or MakeMountReadonly or ReadonlyPath or MaskPath or ReadonlyRoot or SetRootPropagation);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_root_becomes_read_only_when_nothing_is_made_in_it_any_more(string name)
    {
        InitStep[] steps = Init(name);

        AssertOrder(
            steps,
            static step => step is CreateConsole or MakeWorkingDirectory or MakeMountReadonly or ReadonlyPath or MaskPath or SetSysctl
                or EnterRoot,
            static step => step is ReadonlyRoot);
        AssertOrder(steps, static step => step is ReadonlyRoot, static step => step is SetRootPropagation or BecomeUser);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rights_are_dropped_in_the_one_order_that_works(string name)
    {
        Type[] order =
        [
            typeof(LimitBoundingSet), typeof(ChangeDirectory), typeof(BecomeUser), typeof(ChangeDirectory),
            typeof(SetCapabilities), typeof(FindExecutable),
        ];
        IEnumerable<Type> planned = Init(name).Select(static step => step.GetType()).Where(order.Contains);

        Assert.Equal(HasProcess(name) ? order : [], planned);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_thread_keeps_is_set_in_its_cgroup_and_while_it_has_its_rights(string name)
    {
        InitStep[] steps = Init(name);
        Predicate<InitStep> sets = static step => step is ThreadStep or SetApparmorProfile or SetSelinuxLabel;

        AssertOrder(steps, static step => step is AwaitCgroup or EnterRoot or OpenPrivateProc, sets);
        AssertOrder(steps, sets, static step => step is SetNoNewPrivileges or LimitBoundingSet or BecomeUser);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_cgroup_is_joined_once_and_before_it_is_shown(string name)
    {
        InitStep[] steps = Init(name);
        int joined = Array.FindIndex(steps, static step => step is AwaitCgroup);

        Assert.Single(steps.OfType<AwaitCgroup>());
        AssertOrder(steps, static step => step is AwaitCgroup, static step => step is MountCgroups or EnterRoot);
        Assert.Equal(steps.OfType<NewCgroupNamespace>().Any(), steps[joined + 1] is NewCgroupNamespace);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Hard_limits_rise_while_init_may_and_the_exact_ones_come_last(string name)
    {
        InitStep[] steps = Init(name);

        AssertOrder(steps, static step => step is SetLimit { IsFinal: false }, static step => step is BecomeUser);
        AssertOrder(steps, static step => step is AwaitStart, static step => step is SetLimit { IsFinal: true });
        Assert.Equal(
            steps.OfType<SetLimit>().Where(static limit => !limit.IsFinal).Select(static limit => limit with { IsFinal = true }),
            steps.OfType<SetLimit>().Where(static limit => limit.IsFinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void After_the_start_nothing_is_left_but_to_execute(string name)
    {
        InitStep[] steps = Init(name);
        int wait = Array.FindIndex(steps, static step => step is AwaitStart);

        Assert.IsType<ReportReady>(steps[wait - 1]);
        Assert.All(steps[(wait + 1)..], static step =>
            Assert.True(step is RunHook or EndStartHooks or SetLimit or NotifyAgent or LoadFilter or Execute, step.Describe()));
        // The filter may refuse whatever comes after it.
        AssertOrder(steps, static step => step is SetLimit { IsFinal: true } or NotifyAgent, static step => step is LoadFilter);
        Assert.Equal(HasProcess(name) ? 1 : 0, steps.OfType<Execute>().Count());
        if (HasProcess(name))
            Assert.IsType<Execute>(steps[^1]);
    }

    // config.md, POSIX-platform Hooks.
    [Theory]
    [MemberData(nameof(Names))]
    public void Hooks_run_when_their_kind_says(string name)
    {
        InitStep[] steps = Init(name);
        ParentStep[] parent = [.. PlanCase.Of(name).Plan().Parent];

        AssertOrder(
            steps,
            static step => step is IsolateMounts or MountFileSystem or BindMount or MountCgroups or CreateDevice or BindDevice,
            static step => step is AwaitRuntimeHooks);
        AssertOrder(steps, static step => step is AwaitRuntimeHooks, static step => step is RunHook);
        AssertOrder(steps, static step => step is ShowRootfs, static step => step is AwaitRuntimeHooks);
        AssertOrder(steps, static step => step is RunHook { IsAtStart: false }, static step => step is CoverRoot);
        AssertOrder(steps, static step => step is CoverRoot, static step => step is EnterRoot);
        AssertOrder(steps, static step => step is RunHook { IsAtStart: false }, static step => step is EnterRoot);
        AssertOrder(steps, static step => step is AwaitStart, static step => step is RunHook { IsAtStart: true });
        AssertOrder(steps, static step => step is RunHook, static step => step is EndStartHooks);
        AssertOrder(steps, static step => step is EndStartHooks, static step => step is SetLimit { IsFinal: true } or Execute);
        AssertOrder(parent, static step => step is JoinCgroups, static step => step is AwaitMounts);
        AssertOrder(parent, static step => step is AwaitMounts, static step => step is RuntimeHook);
        AssertOrder(parent, static step => step is RuntimeHook, static step => step is EndHooks);
        Assert.Equal(parent.OfType<AwaitMounts>().Count(), steps.OfType<AwaitRuntimeHooks>().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_container_without_hooks_has_no_step_for_them(string name)
    {
        if (!name.StartsWith("hooks", StringComparison.Ordinal))
            Assert.DoesNotContain(Init(name), static step => step.Property.StartsWith("/hooks", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_stages_follow_one_another(string name)
    {
        IEnumerable<Stage> stages = Init(name).Select(static step => step.Stage);

        Assert.Equal(stages.Order(), stages);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_runtime_remembers_before_it_makes(string name)
    {
        ParentStep[] steps = [.. PlanCase.Of(name).Plan().Parent];

        // To compile is to make nothing.
        Assert.IsType<ReserveContainer>(steps.First(static step => step is not CompileFilter));
        Assert.IsType<RecordCreated>(steps[^1]);
        AssertOrder(steps, static step => step is SealExecutable, static step => step is CloneInit);
        // What init's mount namespace shows can only be opened once there is one.
        AssertOrder(steps, static step => step is CloneInit, static step => step is MapIds or PassDescriptor or SendPlan);
        AssertOrder(steps, static step => step is MapIds or PassDescriptor, static step => step is SendPlan);
        AssertOrder(steps, static step => step is MakeCgroups or RestrictDevices or SetOomScore, static step => step is JoinCgroups);
        AssertOrder(steps, static step => step is MakeCgroups, static step => step is RestrictDevices);
        AssertOrder(steps, static step => step is JoinCgroups, static step => step is SetOfInit);
    }

    private static bool HasProcess(string name) => name != "no-process";

    private static InitStep[] Init(string name) => [.. PlanCase.Of(name).Plan().Init];

    private static void AssertOrder<TStep>(TStep[] steps, Predicate<TStep> earlier, Predicate<TStep> later)
    {
        int last = Array.FindLastIndex(steps, earlier);
        int first = Array.FindIndex(steps, later);
        Assert.True(
            last < 0 || first < 0 || last < first,
            $"{(last < 0 ? "" : steps[last])} must come before {(first < 0 ? "" : steps[first])}");
    }
}
