using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
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
        ProcessHoldings init = ProcessHoldings.Of(container.Pid, container);
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

    private static string Program(bool isMapped) =>
        isMapped ? "detached /memfd:ociruntime (deleted) (reads and writes)" : "detached /ociruntime (path only)";

    private const string StartSocket = "listening message socket start.sock (reads and writes)";

    // The host's /dev/null, for masked paths.
    private const string MaskFile = "detached file / (path only)";

    private static readonly string[] Devices = ["/dev/full", "/dev/null", "/dev/random", "/dev/tty", "/dev/urandom", "/dev/zero"];
}
