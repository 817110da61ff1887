using System;
using System.Collections.Generic;
using Oci.Runtime.Launch;
using Oci.Runtime.Seccomp;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>What the plan of an <c>exec</c> needs to know of the machine, the caller and the container.</summary>
internal sealed record ExecFacts
{
    /// <summary>Our effective user id.</summary>
    public required uint Uid { get; init; }

    /// <summary>Root of the initial user namespace.</summary>
    public bool OwnsMachine { get; init; }

    /// <summary>What we may do, and so can let a process do.</summary>
    public ulong Capabilities { get; init; } = ulong.MaxValue;

    /// <summary>The kinds of namespaces in which the container is and we are not, as CLONE_NEW… flags.</summary>
    public required ulong Namespaces { get; init; }

    /// <summary>
    /// The container's user namespace has our user in it: then its root is the owner of what we make, and the kernel lets its
    /// CAP_SYS_PTRACE look into a program of ours that nobody else may read.
    /// </summary>
    public bool IsMapped { get; init; }

    /// <summary>The container is in a user namespace that is not ours.</summary>
    public bool UsesUserNamespace => (Namespaces & NamespaceFlags.Of(NamespaceKind.User)) != 0;

    /// <summary>An earlier process was given CAP_SYS_PTRACE, which the container's own has not.</summary>
    public bool HasTracer { get; init; }

    /// <summary>Whether processes in the container's user namespace may choose their groups.</summary>
    public bool MaySetGroups { get; init; } = true;

    /// <summary>The directory that is the root of a container without a mount namespace.</summary>
    public string Rootfs { get; init; } = "/";

    /// <summary>The cgroups to join.</summary>
    public ValueList<string> Cgroups { get; init; } = [];

    /// <summary>They are one of version 2.</summary>
    public bool IsV2 { get; init; }

    public bool KeepsKeyring { get; init; }
}

/// <summary>What is asked of an <c>exec</c>, beside the process.</summary>
internal sealed record ExecRequest(string Id, string StateRoot)
{
    public bool Detach { get; init; }
    public string? ConsoleSocket { get; init; }
    public int PreserveFds { get; init; }
    public SocketActivation? Sockets { get; init; }

    /// <summary>The process keeps a timeline until its program is executed.</summary>
    public bool IsTraced { get; init; }

    /// <summary>The cgroups are below the container's own.</summary>
    public bool HasSubCgroups { get; init; }
}

/// <summary>
/// Decides everything that is done to start another process in a container, and in which order. Pure, as
/// <see cref="Planner"/>.
/// </summary>
internal sealed class ExecPlanner
{
    private readonly LinuxSpec _linux;
    private readonly ProcessSpec _process;
    private readonly CapabilitiesSpec? _ofContainer;
    private readonly ExecFacts _facts;
    private readonly ExecRequest _request;
    private readonly List<PassDescriptor> _passed = [];

    private ExecPlanner(ContainerSpec spec, ProcessSpec process, ExecFacts facts, ExecRequest request) =>
        (_linux, _process, _ofContainer, _facts, _request) =
            (spec.Linux ?? new LinuxSpec(), process, spec.Process?.Capabilities, facts, request);

    public static LaunchPlan Plan(ContainerSpec spec, ProcessSpec process, ExecFacts facts, ExecRequest request)
    {
        var planner = new ExecPlanner(spec, process, facts, request);
        // Before the runtime's steps: those of the process say what the runtime must open for them.
        ValueList<InitStep> init = planner.PlanInit();
        return new LaunchPlan(planner.PlanParent(), init) { Annotations = spec.Annotations };
    }

    /// <summary>Whether the process reports that all is in place, and waits for the answer.</summary>
    public static bool ReportsReady(LaunchPlan plan)
    {
        foreach (InitStep step in plan.Init)
        {
            if (step is ReportReady)
                return true;
        }
        return false;
    }

    private ValueList<ParentStep> PlanParent() =>
    [
        .. When<ParentStep>(_linux.Seccomp is not null, () => new CompileFilter(_linux.Seccomp!)),
        new SealExecutable(UsesUserNamespace),
        new CloneIntoContainer(
            new CloneRequest(0, [], NewTime: false, TimeOffsets: null, BecomesRoot: UsesUserNamespace)
            {
                OfContainer = EntersMountsAtOnce ? _facts.Namespaces : _facts.Namespaces & ~MountFlag,
                IsHidden = true,
                Capabilities = EntersMountsAtOnce ? CapabilitiesInSight : ulong.MaxValue,
            },
            Birthplace,
            _request.PreserveFds),
        .. When<ParentStep>(UsesUserNamespace, static () => new MapIds([], [], MapMethod.Direct, IsNew: false)),
        .. _passed,
        new SendPlan(),
        .. When<ParentStep>(
            _process.OomScoreAdj is not null && !ScoresLate, () => new SetOomScore(_process.OomScoreAdj!.Value)),
        .. When<ParentStep>(
            _facts.Cgroups.Count > 0,
            () => new JoinContainerCgroups(_facts.Cgroups, !_request.HasSubCgroups, BornInside: Birthplace is not null)),
        .. When<ParentStep>(ScoresLate, () => new SetOomScore(_process.OomScoreAdj!.Value, AwaitsReady: true)),
        .. SchedulesFromOutside ? PlanOutsideScheduling() : [],
    ];

    private ValueList<ParentStep> PlanOutsideScheduling()
    {
        var steps = new List<ParentStep>();
        foreach (ThreadStep step in Planner.PlanScheduling(_process))
            steps.Add(new SetOfInit(step));
        return [.. steps];
    }

    // The container's root is entered late: nothing before it reads a file that the container could have made.
    private ValueList<InitStep> PlanInit() =>
    [
        .. When<InitStep>(_request.IsTraced, () => new KeepTimeline(Pass(new PassTimeline()))),
        .. PlanProcessors(_process.ExecCpuAffinity?.Initial, "initial"),
        .. When<InitStep>(_facts.Cgroups.Count > 0, static () => new AwaitCgroup("/linux/cgroupsPath")),
        .. PlanProcessors(_process.ExecCpuAffinity?.Final, "final"),
        .. When<InitStep>(HasLabels, static () => new OpenHostProc("/process")),
        .. When<InitStep>(
            !_facts.KeepsKeyring, () => new JoinSessionKeyring($"_ses.{_request.Id}", NullIfEmpty(_process.SelinuxLabel))),
        PlanRoot(),
        .. When<InitStep>(_process.Terminal, PlanConsole),
        .. When<InitStep>(!Planner.SetsHome(_process.Env), () => new FindHome(_process.User.Uid)),
        .. PlanProcess(),
        .. When<InitStep>(
            SchedulesFromOutside || ScoresLate || (_process.Terminal && !_request.Detach), static () => new ReportReady()),
        new AwaitStart(-1),
        .. Planner.PlanLimits(_process, isFinal: true),
        .. _linux.Seccomp is { } profile ? PlanFilter(profile) : [],
        new Execute(
            _process.Args, PassedEnvironment.Of(_process.Env, _request.Sockets, notifiesHost: false),
            !Planner.SetsHome(_process.Env), TellsPid: _request.Sockets is not null, _request.PreserveFds),
    ];

    private InitStep PlanRoot() => EntersMountsAtOnce
        ? new TakeRoot()
        : EntersMounts ? new EnterMounts(Pass(new PassMounts())) : new EnterDirectory(Pass(new PassRoot(_facts.Rootfs)));

    private static ValueList<InitStep> PlanProcessors(string? list, string name) =>
        string.IsNullOrEmpty(list) ? [] : [new SetProcessors($"/process/execCPUAffinity/{name}", list)];

    private CreateConsole PlanConsole() => new(
        Pass(new PassConsole(_request.ConsoleSocket)), _process.ConsoleSize?.Height ?? 0, _process.ConsoleSize?.Width ?? 0,
        BindConsole: false);

    // In the order of Planner.PlanProcess, for the same reasons.
    private ValueList<InitStep> PlanProcess()
    {
        UserSpec user = _process.User;
        GrantedCapabilities granted = Granted(Diagnostics.Warning);
        return
        [
            .. Planner.PlanLimits(_process, isFinal: false),
            .. PlanThread(),
            .. When<InitStep>(_process.NoNewPrivileges, static () => new SetNoNewPrivileges()),
            new LimitBoundingSet(granted.Bounding),
            new SetUmask(user.Umask ?? Planner.DefaultUmask),
            new ChangeDirectory(_process.Cwd, IsEarly: true),
            new BecomeUser(user.Uid, user.Gid, user.AdditionalGids, _facts.MaySetGroups),
            new ChangeDirectory(_process.Cwd, IsEarly: false),
            new SetCapabilities(
                granted.Effective, granted.Permitted, granted.Inheritable, granted.Ambient,
                KeepsAdmin: _linux.Seccomp is not null && !_process.NoNewPrivileges),
            new FindExecutable(_process.Args[0], Planner.ValueOf(_process.Env, "PATH") ?? ""),
        ];
    }

    private GrantedCapabilities Granted(Action<string> warn) => GrantedCapabilities.Of(
        _process.Capabilities ?? new CapabilitiesSpec(), UsesUserNamespace ? ulong.MaxValue : _facts.Capabilities,
        isRoot: _process.User.Uid == 0, warn);

    // What the steps take, and what the program is to have. Who takes such a process over has no more than that.
    private ulong CapabilitiesInSight
    {
        get
        {
            GrantedCapabilities granted = Granted(static _ => { });
            ulong kept = granted.Bounding | granted.Permitted | granted.Inheritable | MaskOf(
                "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP");
            if (_process.Rlimits.Count > 0)
                kept |= MaskOf("CAP_SYS_RESOURCE");
            if (_process.Scheduler is not null || _process.IoPriority is not null)
                kept |= MaskOf("CAP_SYS_NICE");
            if (_linux.Seccomp is not null && !_process.NoNewPrivileges)
                kept |= MaskOf("CAP_SYS_ADMIN");
            return kept;
        }
    }

    private static ulong MaskOf(params ValueList<string> names) => Security.Capabilities.MaskOf(names, static _ => { });

    private ValueList<InitStep> PlanThread() =>
    [
        .. When<InitStep>(
            NullIfEmpty(_process.ApparmorProfile) is not null, () => new SetApparmorProfile(_process.ApparmorProfile!)),
        .. When<InitStep>(NullIfEmpty(_process.SelinuxLabel) is not null, () => new SetSelinuxLabel(_process.SelinuxLabel!)),
        .. SchedulesFromOutside ? [] : Planner.PlanScheduling(_process),
        .. When<InitStep>(_linux.MemoryPolicy is not null, () => Planner.PlanMemoryPolicy(_linux.MemoryPolicy!)),
        .. When<InitStep>(_linux.Personality is not null, () => new SetPersonality(_linux.Personality!.Domain)),
    ];

    private ValueList<InitStep> PlanFilter(SeccompSpec profile)
    {
        bool notifies = SeccompNames.Notifies(profile);
        return
        [
            .. When<InitStep>(notifies, () => new NotifyAgent(
                Pass(new PassAgent(profile.ListenerPath!)), Pass(new PassNotice(profile.ListenerMetadata)))),
            new LoadFilter(
                Pass(new PassFilter()), profile.DefaultAction, profile.Syscalls.Count, SeccompNames.FlagsOf(profile), notifies),
        ];
    }

    // Its processors before it joins are set before it joins.
    private string? Birthplace =>
        _facts.IsV2 && string.IsNullOrEmpty(_process.ExecCpuAffinity?.Initial) ? _facts.Cgroups[0] : null;

    private static ulong MountFlag => NamespaceFlags.Of(NamespaceKind.Mount);

    private bool UsesUserNamespace => _facts.UsesUserNamespace;

    private bool SchedulesFromOutside => UsesUserNamespace && _facts.OwnsMachine
        && (_process.Scheduler is not null || _process.IoPriority is not null);

    private bool HasLabels => NullIfEmpty(_process.ApparmorProfile) is not null || NullIfEmpty(_process.SelinuxLabel) is not null;

    // Whoever may look into a process can enter its root (proc(5), /proc/PID/root): then that must not be the host's. Where the
    // container may not, its mounts come last, and our program reads nothing that it may have made up. A label is set through
    // the host's procfs; it protects the process as well.
    private bool EntersMountsAtOnce => EntersMounts && !HasLabels && (UsesUserNamespace ? _facts.IsMapped : MayTrace);

    private bool MayTrace => _facts.HasTracer || HasTrace(_ofContainer) || HasTrace(_process.Capabilities);

    /// <summary>Whether somebody in the container may look into a process before it has executed anything of its own.</summary>
    public static bool IsTraced(ContainerSpec spec, ExecFacts facts) =>
        !facts.UsesUserNamespace && (facts.HasTracer || HasTrace(spec.Process?.Capabilities));

    /// <summary>Whether a process may look into others beyond what the container's configuration allows.</summary>
    public static bool BringsTracer(ProcessSpec process, ContainerSpec spec, ExecFacts facts) =>
        !IsTraced(spec, facts) && !facts.UsesUserNamespace && HasTrace(process.Capabilities);

    private static bool HasTrace(CapabilitiesSpec? capabilities)
    {
        foreach (string name in capabilities?.Bounding ?? [])
        {
            if (name == "CAP_SYS_PTRACE")
                return true;
        }
        return false;
    }

    // An ordinary user may write the file of a process that hides only when that has executed.
    private bool ScoresLate => _process.OomScoreAdj is not null && _facts.Uid != 0;

    // Without a mount namespace of its own a container shares that of whoever made it.
    private bool EntersMounts
    {
        get
        {
            foreach (NamespaceSpec name in _linux.Namespaces)
            {
                if (name.Kind == NamespaceKind.Mount)
                    return true;
            }
            return false;
        }
    }

    private int Pass(PassDescriptor passed)
    {
        _passed.Add(passed);
        return _passed.Count - 1;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static ValueList<TStep> When<TStep>(bool condition, Func<TStep> step) => condition ? [step()] : [];
}
