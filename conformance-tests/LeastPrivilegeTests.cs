using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// What the runtime and what it makes hold at each boundary of <c>create</c> and <c>start</c>, read from procfs while the process
/// stands there; docs/security.md has the reasons.
/// </summary>
public sealed class LeastPrivilegeTests(Workspace workspace) : StagesTest(workspace)
{
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

    private static IEnumerable<Stage> HooksOf(IEnumerable<Stage> stages) => stages.Where(
        static stage => stage is { IsRuntime: false, Call: Stage.Execute, Begins: false, Holds.Arguments: ["sh", "-c", "true", _] });
}
