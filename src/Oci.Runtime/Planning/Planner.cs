using System;
using System.Collections.Generic;
using System.Globalization;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Launch;
using Oci.Runtime.Seccomp;
using Oci.Runtime.Steps;
using Oci.Runtime.Systemd;
using Oci.Spec;
using Oci.Spec.Json;

namespace Oci.Runtime.Planning;

/// <summary>
/// Decides everything that is done to make a container, and in which order. Pure: it asks no kernel and touches no
/// file, so a test or <c>explain</c> can print its answer.
/// </summary>
internal sealed class Planner
{
    private readonly ContainerSpec _spec;
    private readonly LinuxSpec _linux;
    private readonly HostFacts _host;
    private readonly LaunchRequest _request;
    private readonly List<PassDescriptor> _passed = [];
    private readonly HookPlanner _hooks;

    private Planner(ContainerSpec spec, HostFacts host, LaunchRequest request) =>
        (_spec, _linux, _host, _request, _hooks) = (spec, spec.Linux ?? new LinuxSpec(), host, request, new HookPlanner(spec, request));

    /// <summary>The plan of a configuration that has been validated.</summary>
    public static LaunchPlan Plan(ContainerSpec spec, HostFacts host, LaunchRequest request)
    {
        var planner = new Planner(spec, host, request);
        ContainerCgroups cgroups = ContainerCgroups.Of(planner._linux, host, request.Id);
        planner.WarnOfLostProcesses(cgroups);
        // A limit that there is no cgroup for is the failure to show, before a mount that would only show cgroups.
        ValueList<ParentStep> limits = cgroups.PlanLimits(planner._linux.Resources);
        // Before the runtime's steps: those of init say what the runtime must open for them.
        ValueList<InitStep> init = planner.PlanInit();
        ContainerUnit? unit = cgroups.PlanUnit(spec, host, request);
        return new LaunchPlan(planner.PlanParent(cgroups, cgroups.BirthplaceOf(init), limits, unit), init)
        {
            Later = planner._hooks.PlanLater(),
            Annotations = spec.Annotations,
        };
    }

    // runc warns of it too, and may refuse it one day.
    private void WarnOfLostProcesses(ContainerCgroups cgroups)
    {
        if (cgroups.Paths.Count == 0 && SharesPids)
        {
            Diagnostics.Warning(
                "a container with neither a cgroup nor a pid namespace of its own: "
                + "what its process leaves behind cannot be found, and lives on after it");
        }
    }

    // ---- The runtime's part ----

    private ValueList<ParentStep> PlanParent(
        ContainerCgroups cgroups, string? birthplace, ValueList<ParentStep> limits, ContainerUnit? unit) =>
    [
        .. When(Filter is not null, () => new CompileFilter(Filter!)),
        new ReserveContainer(_request.StateRoot, _request.Id, cgroups.Paths, SharesPids, unit),
        .. When(_request.NotifiesHost, static () => new MakeNotifyDirectory()),
        .. When(_linux.IntelRdt is not null, () => new MakeResctrlGroup(_request.Id, _linux.IntelRdt!)),
        new SealExecutable(UsesUserNamespace),
        .. PlanHostMounts(),
        .. birthplace is null ? [] : cgroups.PlanMaking(unit),
        new CloneInit(PlanClone(), NewKinds(), birthplace, _request.PreserveFds),
        .. When(birthplace is not null, static () => new RecordInit()),
        .. When(UsesUserNamespace, PlanIdMaps),
        .. PlanNetDevices(),
        .. _passed,
        new SendPlan(),
        .. When(unit is not null, () => new StartUnit(unit!)),
        .. birthplace is null ? cgroups.PlanMaking(unit) : [],
        .. limits,
        .. When(_linux.IntelRdt is not null, static () => new JoinResctrl()),
        .. When(_spec.Process?.OomScoreAdj is not null, () => new SetOomScore(_spec.Process!.OomScoreAdj!.Value)),
        new JoinCgroups(cgroups.PathsToJoin, cgroups.IsV2, birthplace is not null),
        .. SchedulesFromOutside ? PlanOutsideScheduling() : [],
        .. _hooks.PlanCreate(SharesPids),
        .. _hooks.PlanBeforeRecord(),
        new RecordCreated(),
    ];

    private ValueList<ParentStep> PlanHostMounts()
    {
        RootfsPlanner rootfs = PlanRootfs();
        return rootfs.MountsOnHost ? [rootfs.PlanHostMount()] : [];
    }

    private CloneRequest PlanClone()
    {
        ulong flags = 0;
        var joined = new List<JoinedNamespace>();
        for (int i = 0; i < _linux.Namespaces.Count; i++)
        {
            NamespaceSpec name = _linux.Namespaces[i];
            if (name.Path is not null)
                joined.Add(new JoinedNamespace($"/linux/namespaces/{i}/path", name.Kind, name.Path));
            else if (name.Kind is not (NamespaceKind.Cgroup or NamespaceKind.Time))
                flags |= NamespaceFlags.Of(name.Kind);
        }
        return new CloneRequest(flags, [.. joined], IsNew(NamespaceKind.Time), TimeOffsets(), UsesUserNamespace)
        {
            // An ordinary caller must still reach its own child's id maps.
            IsHidden = _host.Uid == 0,
        };
    }

    private ValueList<string> NewKinds()
    {
        var kinds = new List<string>();
        foreach (NamespaceSpec name in _linux.Namespaces)
        {
            if (name.Path is null)
                kinds.Add(name.Kind.SpecName());
        }
        return [.. kinds];
    }

    private string? TimeOffsets()
    {
        if (_linux.TimeOffsets is not { } offsets || !IsNew(NamespaceKind.Time))
            return null;
        string text = Line("monotonic", offsets.Monotonic) + Line("boottime", offsets.Boottime);
        return text.Length == 0 ? null : text;

        static string Line(string clock, TimeOffset? offset) => offset is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{clock} {offset.Seconds} {offset.Nanoseconds}\n");
    }

    private ParentStep PlanIdMaps() =>
        new MapIds(_linux.UidMappings, _linux.GidMappings, ChooseMapMethod(), IsNew(NamespaceKind.User));

    private MapMethod ChooseMapMethod()
    {
        if (_host.Uid == 0)
            return MapMethod.Direct;
        return IsOwnId(_linux.UidMappings, _host.Uid) && IsOwnId(_linux.GidMappings, _host.Gid)
            ? MapMethod.OwnIds
            : MapMethod.Helpers;
    }

    private static bool IsOwnId(ValueList<IdMapping> maps, uint id) => maps.Count == 1 && maps[0].Size == 1 && maps[0].HostId == id;

    // Before init sets its sysctls, some of which belong to the devices.
    private ValueList<ParentStep> PlanNetDevices()
    {
        var steps = new List<ParentStep>();
        foreach (NetDeviceSpec device in _linux.NetDevices)
        {
            string property = $"/linux/netDevices/{JsonPointer.Escape(device.HostName)}";
            if (_host.Uid != 0)
                throw new RuntimeFailure("move network device", device.HostName, "only root can do that", property);
            string name = string.IsNullOrEmpty(device.Name) ? device.HostName : device.Name;
            steps.Add(new MoveNetworkDevice(property, device.HostName, name));
        }
        return [.. steps];
    }

    // ---- Init's part ----

    private ValueList<InitStep> PlanInit()
    {
        RootfsPlanner rootfs = PlanRootfs();
        bool hasMounts = Has(NamespaceKind.Mount) || rootfs.MountsOnHost;
        return
        [
            .. When(_request.IsTraced, () => new KeepTimeline(Pass(new PassTimeline()))),
            .. When(IsNew(NamespaceKind.Network), () => new BringUpLoopback(PointerOf(NamespaceKind.Network))),
            .. When(!_request.NoNewKeyring, () => new JoinSessionKeyring($"_ses.{_request.Id}", SelinuxLabel)),
            .. hasMounts ? rootfs.PlanMounts(AwaitCgroup(), _hooks) : rootfs.PlanPlainDirectory(AwaitCgroup(), _hooks),
            .. PlanConsole(hasMounts),
            .. PlanWorkingDirectory(),
            .. When(_spec.Hostname is not null, () => new SetHostname(_spec.Hostname!)),
            .. When(_spec.Domainname is not null, () => new SetDomainname(_spec.Domainname!)),
            .. PlanSysctls(),
            .. hasMounts ? rootfs.PlanRestrictions() : [],
            .. _spec.Process is null ? [] : PlanProcess(_spec.Process),
            .. PlanStart(),
        ];
    }

    private RootfsPlanner PlanRootfs() => new(_spec, _linux, _host, _request, Pass);

    private ValueList<InitStep> AwaitCgroup() =>
    [
        new AwaitCgroup("/linux/cgroupsPath"),
        .. When(IsNew(NamespaceKind.Cgroup), () => new NewCgroupNamespace(PointerOf(NamespaceKind.Cgroup))),
    ];

    private ValueList<InitStep> PlanConsole(bool hasMounts)
    {
        if (_spec.Process is not { Terminal: true } process)
            return [];
        int socket = Pass(new PassConsole(_request.ConsoleSocket));
        return [new CreateConsole(socket, process.ConsoleSize?.Height ?? 0, process.ConsoleSize?.Width ?? 0, hasMounts)];
    }

    private ValueList<InitStep> PlanWorkingDirectory() => _spec.Process is not { } process
        ? []
        :
        [
            new MakeWorkingDirectory(process.Cwd),
            .. When(!SetsHome(process.Env), () => new FindHome(process.User.Uid)),
        ];

    private ValueList<InitStep> PlanSysctls()
    {
        var steps = new InitStep[_linux.Sysctl.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            NamedValue sysctl = _linux.Sysctl[i];
            steps[i] = new SetSysctl($"/linux/sysctl/{JsonPointer.Escape(sysctl.Name)}", sysctl.Name, sysctl.Value);
        }
        return [.. steps];
    }

    // CAP_SYS_NICE counts only in the initial user namespace. The owner of the machine has it, its init elsewhere not.
    private bool SchedulesFromOutside => UsesUserNamespace && _host.OwnsMachine;

    private ValueList<ParentStep> PlanOutsideScheduling()
    {
        var steps = new List<ParentStep>();
        foreach (ThreadStep step in PlanScheduling(_spec.Process))
            steps.Add(new SetOfInit(step));
        return [.. steps];
    }

    internal static ValueList<ThreadStep> PlanScheduling(ProcessSpec? process) =>
    [
        .. When<ThreadStep>(process?.Scheduler is not null, () => SetScheduler.Of(process!.Scheduler!)),
        .. When<ThreadStep>(
            process?.IoPriority is not null,
            () => new SetIoPriority(process!.IoPriority!.Class, process.IoPriority.Priority)),
    ];

    private string? SelinuxLabel => string.IsNullOrEmpty(_spec.Process?.SelinuxLabel) ? null : _spec.Process.SelinuxLabel;

    // On the thread that will execute the program, while init has its rights.
    private ValueList<InitStep> PlanThread(ProcessSpec process) =>
    [
        .. When(!string.IsNullOrEmpty(process.ApparmorProfile), () => new SetApparmorProfile(process.ApparmorProfile!)),
        .. When(SelinuxLabel is not null, () => new SetSelinuxLabel(SelinuxLabel!)),
        .. SchedulesFromOutside ? [] : PlanScheduling(process),
        .. When(_linux.MemoryPolicy is not null, () => PlanMemoryPolicy(_linux.MemoryPolicy!)),
        .. When(_linux.Personality is not null, () => new SetPersonality(_linux.Personality!.Domain)),
    ];

    internal static SetMemoryPolicy PlanMemoryPolicy(MemoryPolicySpec policy) => new(policy.Mode, policy.Nodes, policy.Flags);

    // The order is forced: the bounding set shrinks while CAP_SETPCAP is there, groups change before the user (who may
    // not), the sets are chosen after the user has changed (which clears them), and the directory is entered as the
    // user.
    private ValueList<InitStep> PlanProcess(ProcessSpec process)
    {
        if (!MaySetGroups && process.User.AdditionalGids.Count > 0)
        {
            throw new RuntimeFailure(
                "set", "additional groups", "the kernel denies them where a user maps no group but his own",
                "/process/user/additionalGids", "map more groups, or leave them out");
        }
        // Whoever is in a new user namespace has all capabilities there.
        ulong held = UsesUserNamespace ? ulong.MaxValue : _host.Capabilities;
        GrantedCapabilities granted = GrantedCapabilities.Of(
            process.Capabilities ?? new CapabilitiesSpec(), held, isRoot: process.User.Uid == 0, Diagnostics.Warning);
        return
        [
            .. PlanLimits(process, isFinal: false),
            .. PlanThread(process),
            .. When(process.NoNewPrivileges, () => new SetNoNewPrivileges()),
            new LimitBoundingSet(granted.Bounding),
            new SetUmask(process.User.Umask ?? DefaultUmask),
            new ChangeDirectory(process.Cwd, IsEarly: true),
            new BecomeUser(process.User.Uid, process.User.Gid, process.User.AdditionalGids, MaySetGroups),
            new ChangeDirectory(process.Cwd, IsEarly: false),
            new SetCapabilities(
                granted.Effective, granted.Permitted, granted.Inheritable, granted.Ambient,
                KeepsAdmin: Filter is not null && !process.NoNewPrivileges),
            new FindExecutable(process.Args[0], ValueOf(process.Env, "PATH") ?? ""),
        ];
    }

    internal const uint DefaultUmask = 0x12;

    // For a map of nothing but one's own group the kernel wants setgroups(2) denied, whoever writes it.
    private bool MaySetGroups => !_host.DeniesGroups
        && (!UsesUserNamespace || _host.Uid == 0 || !IsOwnId(_linux.GidMappings, _host.Gid));

    private ValueList<InitStep> PlanStart() =>
    [
        new ReportReady(),
        new AwaitStart(_request.StartsAtOnce ? -1 : Pass(new PassStartSocket())),
        .. _spec.Process is { } process
            ? (ValueList<InitStep>)
            [
                .. _hooks.PlanStart(LastOfEach(process.Env)),
                .. PlanLimits(process, isFinal: true),
                .. Filter is null ? [] : PlanFilter(Filter),
                PlanExecution(process),
            ]
            : [],
    ];

    private Execute PlanExecution(ProcessSpec process) => new(
        process.Args, PassedEnvironment.Of(process.Env, _request.Sockets, _request.NotifiesHost), !SetsHome(process.Env),
        TellsPid: _request.Sockets is not null, _request.PreserveFds);

    // Last of all, whether it could be loaded earlier or not: a profile then need allow nothing that is ours but execve.
    private ValueList<InitStep> PlanFilter(SeccompSpec profile)
    {
        bool notifies = SeccompNames.Notifies(profile);
        return
        [
            .. When(notifies, () => new NotifyAgent(
                Pass(new PassAgent(profile.ListenerPath!)), Pass(new PassNotice(profile.ListenerMetadata)))),
            new LoadFilter(
                Pass(new PassFilter()), profile.DefaultAction, profile.Syscalls.Count, SeccompNames.FlagsOf(profile), notifies),
        ];
    }

    internal static ValueList<InitStep> PlanLimits(ProcessSpec process, bool isFinal)
    {
        var steps = new InitStep[process.Rlimits.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            Rlimit limit = process.Rlimits[i];
            steps[i] = new SetLimit($"/process/rlimits/{i}", limit.Type, limit.Soft, limit.Hard, isFinal);
        }
        return [.. steps];
    }

    // ---- Questions to the configuration ----

    /// <summary>The seccomp profile. A container without a process has nothing to filter.</summary>
    private SeccompSpec? Filter => _spec.Process is null ? null : _linux.Seccomp;

    private bool UsesUserNamespace => Has(NamespaceKind.User);

    private bool SharesPids => !IsNew(NamespaceKind.Pid);

    private bool Has(NamespaceKind kind) => Find(kind) is not null;

    private bool IsNew(NamespaceKind kind) => Find(kind) is { Path: null };

    private NamespaceSpec? Find(NamespaceKind kind)
    {
        foreach (NamespaceSpec name in _linux.Namespaces)
        {
            if (name.Kind == kind)
                return name;
        }
        return null;
    }

    private string PointerOf(NamespaceKind kind)
    {
        for (int i = 0; i < _linux.Namespaces.Count; i++)
        {
            if (_linux.Namespaces[i].Kind == kind)
                return $"/linux/namespaces/{i}";
        }
        return "/linux/namespaces";
    }

    /// <summary>Has the runtime open something; returns its index for the step that uses it.</summary>
    private int Pass(PassDescriptor passed)
    {
        _passed.Add(passed);
        return _passed.Count - 1;
    }

    internal static bool SetsHome(ValueList<string> environment) => !string.IsNullOrEmpty(ValueOf(environment, "HOME"));

    /// <summary>The value of a variable; of several the last.</summary>
    internal static string? ValueOf(ValueList<string> environment, string name)
    {
        for (int i = environment.Count - 1; i >= 0; i--)
        {
            string entry = environment[i];
            if (entry.Length > name.Length && entry[name.Length] == '=' && entry.StartsWith(name, StringComparison.Ordinal))
                return entry[(name.Length + 1)..];
        }
        return null;
    }

    // execve(2) would hand duplicates over, and programs differ in which one they take.
    internal static ValueList<string> LastOfEach(ValueList<string> environment)
    {
        var last = new Dictionary<string, int>(environment.Count, StringComparer.Ordinal);
        bool isEmptyHome = ValueOf(environment, "HOME") is "";
        for (int i = 0; i < environment.Count; i++)
            last[NameOf(environment[i])] = i;
        if (last.Count == environment.Count && !isEmptyHome)
            return environment;
        var kept = new List<string>(last.Count);
        for (int i = 0; i < environment.Count; i++)
        {
            string name = NameOf(environment[i]);
            if (last[name] == i && !(isEmptyHome && name == "HOME"))
                kept.Add(environment[i]);
        }
        return [.. kept];

        static string NameOf(string entry) => entry.IndexOf('=', StringComparison.Ordinal) is >= 0 and int equals ? entry[..equals] : entry;
    }

    private static ValueList<TStep> When<TStep>(bool condition, Func<TStep> step) => condition ? [step()] : [];
}
