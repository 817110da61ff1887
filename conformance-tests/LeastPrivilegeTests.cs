using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// What the runtime and what it makes hold at each boundary, read from procfs while the process stands there; docs/security.md
/// has the reasons. The sets are exact: a descriptor more, or a capability that is kept longer, is a failure.
/// </summary>
public sealed class LeastPrivilegeTests : ContainerTest
{
    private const int FirstId = 100000;
    private const int User = 1000;
    private const ulong Admin = 1UL << 21;

    // CAP_AUDIT_WRITE, CAP_KILL and CAP_NET_BIND_SERVICE, as in the default configuration.
    private const ulong Configured = 0x20000420;

    private const string Line = "message socket (reads and writes)";

    // Directories of the host that every program inherits which does not close them.
    private static readonly string[] CarelessCaller = ["sh", "-c", "exec \"$@\" 3</ 4</etc", "sh"];

    private static readonly int[] Boundaries =
    [
        Stage.Execute, Stage.ExecuteAt, Stage.PivotRoot, Stage.Unmount, Stage.SetHostname, Stage.SetNamespace, Stage.CloneProcess,
    ];

    public LeastPrivilegeTests(Workspace workspace)
        : base(workspace)
    {
        Assert.SkipUnless(
            RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "every runtime has its own stages");
        Assert.SkipUnless(
            RuntimeInformation.ProcessArchitecture == Architecture.X64, "the stages are known by the system calls of x86-64");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_runtime_that_clones_init_holds_the_state_procfs_the_line_and_its_sealed_program(bool isMapped)
    {
        Container container = NewSleeper(isMapped);
        IReadOnlyList<Stage> stages = Create(container);
        IReadOnlyList<HeldDescriptor> own = OwnAtClone(stages);
        // Init is born into its cgroup there.
        if (CgroupFiles.IsV2)
            own = [.. own.Except([own.Single(static held => held.Target.StartsWith("/sys/fs/cgroup/", StringComparison.Ordinal))])];
        AssertHeld(
            ["/dev/urandom", "/proc (path only)", "STATE", "STATEROOT", Line, Line, Program(isMapped)],
            own.Select(static held => held.Target));
        Assert.All(own, static held => Assert.True(held.ClosesOnExec, held.Target));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_clone_is_out_of_reach_and_bequeaths_only_the_line(bool isMapped)
    {
        Container container = NewSleeper(isMapped);
        IReadOnlyList<Stage> stages = Create(container);
        Stage clone = OfInit(stages, Stage.ExecuteAt, begins: true);
        Assert.Equal(0, clone.Dumpable);
        Assert.Equal([Line], clone.Holds.Inheritable);
        ProcessHoldings runtime = RuntimeAtClone(stages).Holds;
        string[] kinds = ["ipc", "mnt", "net", "pid", .. isMapped ? (string[])["user"] : [], "uts"];
        Assert.Equal(kinds, clone.Holds.Namespaces.Where(pair => IsNew(pair, runtime)).Select(static pair => pair.Key).Order());
    }

    // Whoever is in that namespace already sees it.
    [Fact]
    public void The_clone_into_a_namespace_that_is_joined_has_nothing_of_the_host_open()
    {
        Container owner = NewSleeper(isMapped: false).Started();
        Container container = NewSleeper(isMapped: false);
        container.Config.WithoutNamespace("pid").Namespace("pid", $"/proc/{owner.Pid}/ns/pid");
        Stage clone = OfInit(Create(container), Stage.ExecuteAt, begins: true);
        Assert.Equal(ProcessHoldings.Of(owner.Pid, owner).Namespaces["pid"], clone.Holds.Namespaces["pid"]);
        AssertHeld([Line, OwnProgram], clone.Holds.Opened);
        Assert.Equal(0, clone.Dumpable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Init_begins_with_the_line_and_an_empty_environment(bool isMapped)
    {
        Container container = NewSleeper(isMapped);
        Stage begin = OfInit(Create(container), Stage.ExecuteAt, begins: false);
        Assert.Equal([Line], begin.Holds.Opened);
        Assert.Empty(begin.Holds.Environment);
        int line = begin.Holds.Descriptors.Single(static held => held.Target == Line).Number;
        Assert.Equal(["ociruntime", "init", $"{line}"], begin.Holds.Arguments);
        string uid = isMapped ? $"{FirstId}" : "0";
        Assert.Equal($"{uid} {uid} {uid} {uid}", begin.Holds.Users);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Until_the_change_of_root_init_holds_the_two_roots_the_line_and_the_socket_for_the_start(bool isMapped)
    {
        Container container = NewSleeper(isMapped);
        IReadOnlyList<Stage> stages = Create(container);
        Stage pivot = OfInit(stages, Stage.PivotRoot, begins: true);
        Assert.Equal(0, pivot.Dumpable);
        AssertHeld(["/ (path only)", "/ (path only)", StartSocket, Line, MaskFile], pivot.Holds.Opened);
        Assert.Empty(pivot.Holds.Inheritable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_the_change_of_root_no_mount_and_no_directory_of_the_host_is_left(bool isMapped)
    {
        Container container = NewSleeper(isMapped);
        IReadOnlyList<Stage> stages = Create(container);
        Stage detached = OfInit(stages, Stage.Unmount, begins: false);
        string[] mounts = ["/", "/dev", "/dev/mqueue", "/dev/pts", "/dev/shm", "/proc", "/sys", .. isMapped ? Devices : []];
        Assert.Equal(mounts.Order(StringComparer.Ordinal), Destinations(detached.Holds));
        Stage next = OfInit(stages, Stage.SetHostname, begins: true);
        AssertHeld(["/ (path only)", StartSocket, Line, MaskFile], next.Holds.Opened);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_waiting_init_holds_the_socket_for_the_start_and_what_the_program_may(bool isMapped)
    {
        Container container = NewSleeper(isMapped);
        Create(container);
        ProcessHoldings init = WaitingInit(container);
        Assert.Equal([StartSocket], init.Opened);
        Assert.Empty(init.Inheritable);
        Assert.Empty(init.Environment);
        AssertMayWhatIsConfigured(init);
        Assert.Equal($"{(isMapped ? FirstId : 0) + User}", init.Users.Split(' ')[0]);
        // proc(5): these are the user's own, unless the process is not to be looked into.
        foreach (string file in (string[])["status", "fd", "environ", "maps"])
            Assert.Equal("0:0", HostCommand.Run("stat", "-c", "%u:%g", $"/proc/{container.Pid}/{file}").Succeeded().Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Before_the_program_is_executed_only_the_line_to_the_starter_is_open(bool isMapped)
    {
        Container container = NewSleeper(isMapped);
        Create(container);
        IReadOnlyList<Stage> stages = Stage.Follow(
            container, CarelessCaller, ["start", container.Id], [Stage.Execute], container.Pid);
        Stage last = stages.Single(static stage => stage is { IsRuntime: false, Begins: true });
        Assert.Equal(0, last.Dumpable);
        Assert.Equal(["message socket start.sock (reads and writes)"], last.Holds.Opened);
        Assert.Empty(last.Holds.Inheritable);
        AssertMayWhatIsConfigured(last.Holds);
    }

    [Theory]
    [InlineData(0, Configured)]
    [InlineData(User, 0)]
    public void The_program_holds_what_is_configured_and_nothing_else(int user, ulong held)
    {
        Container container = NewSleeper(isMapped: false);
        container.Config["/process/user/uid"] = user;
        container.Caller = CarelessCaller;
        container.Started().AwaitProgram("sleep");
        ProcessHoldings program = ProcessHoldings.Of(container.Pid, container);
        Assert.Empty(program.Opened);
        foreach (string set in (string[])["Prm", "Eff"])
            Assert.Equal(held, program.Capabilities(set));
        Assert.Equal(Configured, program.Capabilities("Bnd"));
        Assert.Equal(0UL, program.Capabilities("Inh") | program.Capabilities("Amb"));
        Assert.True(program.HasNoNewPrivileges);
        Assert.Equal($"{user} {user} {user} {user}", program.Users);
        Assert.Equal("", program.OtherGroups);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_filter_keeps_CAP_SYS_ADMIN_until_it_is_loaded_and_only_without_no_new_privileges(bool noNewPrivileges)
    {
        Container container = NewSleeper(isMapped: false);
        container.Config["/process/user/uid"] = 0;
        container.Config["/process/noNewPrivileges"] = noNewPrivileges;
        container.Config.With("/linux/seccomp", """
            { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["acct"], "action": "SCMP_ACT_ERRNO" }] }
            """);
        Create(container);
        ProcessHoldings init = WaitingInit(container);
        ulong kept = noNewPrivileges ? 0 : Admin;
        Assert.Equal((Configured | kept, Configured | kept), (init.Capabilities("Prm"), init.Capabilities("Eff")));
        Assert.Equal((Configured, 0), (init.Capabilities("Bnd"), init.Filters));
        Assert.Equal([StartSocket], init.Opened);
        container.Start().Succeeded();
        container.AwaitProgram("sleep");
        ProcessHoldings program = ProcessHoldings.Of(container.Pid, container);
        Assert.Equal((Configured, Configured), (program.Capabilities("Prm"), program.Capabilities("Eff")));
        Assert.Equal((Configured, 1), (program.Capabilities("Bnd"), program.Filters));
    }

    [Fact]
    public void Of_the_callers_descriptors_the_program_has_those_that_are_preserved()
    {
        Container container = NewSleeper(isMapped: false);
        container.Caller = CarelessCaller;
        container.Create("--preserve-fds", "1").Succeeded();
        Assert.Equal(["/"], ProcessHoldings.Of(container.Pid, container).Inheritable.Select(static target => target.Split(' ')[^1]));
        container.Start().Succeeded();
        container.AwaitProgram("sleep");
        Assert.Equal([3], ProcessHoldings.Of(container.Pid, container).Descriptors.Select(static held => held.Number).Except([0, 1, 2]));
    }

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

    [Fact]
    public void A_hook_inherits_three_streams_and_nothing_of_the_callers_environment()
    {
        Container container = NewSleeper(isMapped: false);
        foreach (string kind in (string[])["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"])
            container.Config.With($"/hooks/{kind}", $$"""[{ "path": "/bin/sh", "args": ["sh", "-c", "true", "{{kind}}"] }]""");
        List<Stage> hooks = [.. HooksOf(Create(container))];
        hooks.AddRange(HooksOf(Stage.Follow(container, CarelessCaller, ["start", container.Id], [Stage.Execute], container.Pid)));
        container.Kill("KILL").Succeeded();
        container.AwaitStopped();
        hooks.AddRange(HooksOf(Stage.Follow(container, CarelessCaller, ["delete", container.Id], [Stage.Execute])));
        Assert.Equal(
            ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"],
            hooks.Select(static hook => hook.Holds.Arguments[^1]));
        Assert.All(hooks, static hook =>
        {
            Assert.Equal([0, 1, 2], hook.Holds.Descriptors.Select(static held => held.Number));
            Assert.StartsWith("detached /memfd:state", hook.Holds.Descriptors[0].Target);
            Assert.All(hook.Holds.Descriptors.Skip(1), static held => Assert.StartsWith("pipe:", held.Target));
            // config.md, Hooks: in the container's namespace it is the container's environment that it gets.
            string[] environment = hook.Holds.Arguments[^1] == "startContainer" ? ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"] : [];
            Assert.Equal(environment, hook.Holds.Environment);
        });
        // The one that is the image's may what the program may.
        ProcessHoldings start = hooks.Single(static hook => hook.Holds.Arguments[^1] == "startContainer").Holds;
        Assert.Equal((Configured, 0UL), (start.Capabilities("Bnd"), start.Capabilities("Eff")));
        Assert.True(start.HasNoNewPrivileges);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_of_the_waiting_init_can_be_opened_from_inside(bool isMapped)
    {
        Container container = NewSleeper(isMapped);
        Create(container);
        const string Look = """
            [ "$(head -c 10 /proc/1/cmdline)" = ociruntime ] && echo saw
            for file in exe environ maps mem; do head -c 1 /proc/1/$file >/dev/null 2>&1 && echo opened $file; done
            for link in /proc/1/root /proc/1/cwd /proc/1/fd/* /proc/1/ns/*; do [ -n "$(readlink $link)" ] && echo read $link; done
            for file in exe environ maps; do head -c 1 /proc/$$/$file >/dev/null 2>&1 || echo cannot open own $file; done
            true
            """;
        // With every capability of the user namespace; without one, as the same user with the same capabilities.
        Outcome look = isMapped
            ? HostCommand.Run("nsenter", "--target", $"{container.Pid}", "--all", "/bin/sh", "-c", Look)
            : container.Ask("exec", "--user", $"{User}", container.Id, "sh", "-c", Look);
        Assert.Equal(["saw"], look.Succeeded().Lines);
    }

    // What the runtime library or ours opened there by a path would be what the image has put there: a fifo, a device.
    [Theory]
    [InlineData("default")]
    [InlineData("mapped")]
    [InlineData("terminal")]
    [InlineData("exec")]
    public void No_file_of_the_image_is_opened_by_its_path(string kind)
    {
        Container container = NewSleeper(kind == "mapped");
        using var socket = new ConsoleSocket(container.Bundle);
        string[] console = kind == "terminal" ? ["--console-socket", socket.Path] : [];
        container.Config["/process/terminal"] = kind == "terminal";
        container.Config.WriteTo(container.Bundle);
        int[] calls = [Stage.Open, Stage.PivotRoot, Stage.SetNamespace, Stage.Execute];
        IEnumerable<Stage> inside;
        if (kind == "exec")
        {
            string[] exec = ["exec", "--detach", container.Started().Id, "true"];
            Stage[] all = [.. Stage.Follow(container, [], exec, calls).Where(static stage => !stage.IsRuntime)];
            inside = all[Array.FindLastIndex(all, static stage => stage.Call == Stage.SetNamespace)..];
        }
        else
        {
            string[] create = ["create", "--bundle", container.Bundle, "--pid-file", container.PidFile, .. console, container.Id];
            IReadOnlyList<Stage> created = Stage.Follow(container, [], create, calls);
            inside = created.Where(static stage => !stage.IsRuntime).SkipWhile(static stage => stage.Call != Stage.PivotRoot)
                .Concat(Stage.Follow(container, [], ["start", container.Id], calls, container.Pid).Where(static stage => !stage.IsRuntime));
        }
        Stage[] own = [.. inside.TakeWhile(static stage => stage is not { Call: Stage.Execute, Begins: true })];
        string[] paths =
            [.. own.Where(static stage => stage.Call == Stage.Open).Select(static stage => stage.Path).Where(Path.IsPathRooted)];
        Assert.All(paths, static path => Assert.Equal("/", path));
        Assert.NotEmpty(paths);
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

    private static IEnumerable<Stage> HooksOf(IEnumerable<Stage> stages) => stages.Where(
        static stage => stage is { IsRuntime: false, Call: Stage.Execute, Begins: false, Holds.Arguments: ["sh", "-c", "true", _] });

    private static IReadOnlyList<Stage> Create(Container container)
    {
        container.Config.WriteTo(container.Bundle);
        string[] create = ["create", "--bundle", container.Bundle, "--pid-file", container.PidFile, container.Id];
        return Stage.Follow(container, CarelessCaller, create, Boundaries);
    }

    private Container NewSleeper(bool isMapped)
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000")["/process/user/uid"] = User;
        if (isMapped)
            container.OwnedBy(FirstId).Config.UserNamespace(FirstId, 65536);
        return container;
    }

    private static void AssertMayWhatIsConfigured(ProcessHoldings process)
    {
        foreach (string set in (string[])["Prm", "Eff", "Bnd"])
            Assert.Equal(Configured, process.Capabilities(set));
        Assert.Equal(0UL, process.Capabilities("Inh") | process.Capabilities("Amb"));
        Assert.True(process.HasNoNewPrivileges);
    }

    // When `create` returns, init may have some steps before it.
    private static ProcessHoldings WaitingInit(Container container)
    {
        Patiently.Until("init waits in accept4(2)", () =>
            File.ReadAllText($"/proc/{container.Pid}/syscall").StartsWith("288 ", StringComparison.Ordinal));
        return ProcessHoldings.Of(container.Pid, container);
    }

    private static void AssertHeld(string[] expected, IEnumerable<string> held) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), held.Order(StringComparer.Ordinal));

    private static Stage RuntimeAtClone(IReadOnlyList<Stage> stages) =>
        stages.Last(static stage => stage is { IsRuntime: true, Call: Stage.CloneProcess, Begins: true });

    // What it has opened itself: the caller's were there when it was executed.
    private static IReadOnlyList<HeldDescriptor> OwnAtClone(IReadOnlyList<Stage> stages)
    {
        Stage begin = stages.Last(static stage => stage is { IsRuntime: true, Call: Stage.Execute, Begins: false });
        Assert.Contains("/etc", begin.Holds.Opened);
        return [.. RuntimeAtClone(stages).Holds.Descriptors.Except(begin.Holds.Descriptors)];
    }

    private static Stage OfInit(IReadOnlyList<Stage> stages, int call, bool begins) =>
        stages.Single(stage => !stage.IsRuntime && stage.Call == call && stage.Begins == begins);

    private static IEnumerable<string> Destinations(ProcessHoldings process) =>
        process.Mounts.Select(static mount => mount.Destination).Order(StringComparer.Ordinal);

    private static bool IsNew(KeyValuePair<string, string> name, ProcessHoldings runtime) =>
        !name.Key.EndsWith("_for_children", StringComparison.Ordinal) && runtime.Namespaces[name.Key] != name.Value;

    // Of a runtime that goes on as a sealed copy of itself.
    private const string OwnProgram = "detached /memfd:ociruntime (deleted) (path only)";

    private static string Program(bool isMapped) =>
        isMapped ? "detached /memfd:ociruntime (deleted) (reads and writes)" : "detached /ociruntime (path only)";

    private const string StartSocket = "listening message socket start.sock (reads and writes)";

    // The host's /dev/null, for masked paths.
    private const string MaskFile = "detached file / (path only)";

    private static readonly string[] Devices = ["/dev/full", "/dev/null", "/dev/random", "/dev/tty", "/dev/urandom", "/dev/zero"];
}
