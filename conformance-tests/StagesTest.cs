using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// Looks at what processes hold where the runtime, or what it makes, begins and ends certain system calls. The sets are exact: a
/// descriptor more, or a capability that is kept longer, is a failure.
/// </summary>
public abstract class StagesTest : ContainerTest
{
    private protected const int FirstId = 100000;
    private protected const int User = 1000;
    private protected const ulong Admin = 1UL << 21;

    // CAP_AUDIT_WRITE, CAP_KILL and CAP_NET_BIND_SERVICE, as in the default configuration.
    private protected const ulong Configured = 0x20000420;

    private protected const string Line = "message socket (reads and writes)";

    // Directories of the host that every program inherits which does not close them.
    private protected static readonly string[] CarelessCaller = ["sh", "-c", "exec \"$@\" 3</ 4</etc", "sh"];

    private protected static readonly int[] Boundaries =
    [
        Stage.Execute, Stage.ExecuteAt, Stage.PivotRoot, Stage.Unmount, Stage.SetHostname, Stage.SetNamespace, Stage.CloneProcess,
    ];

    protected StagesTest(Workspace workspace)
        : base(workspace)
    {
        Assert.SkipUnless(
            RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "every runtime has its own stages");
        Assert.SkipUnless(
            RuntimeInformation.ProcessArchitecture == Architecture.X64, "the stages are known by the system calls of x86-64");
    }

    private protected static IReadOnlyList<Stage> Create(Container container)
    {
        container.Config.WriteTo(container.Bundle);
        string[] create = ["create", "--bundle", container.Bundle, "--pid-file", container.PidFile, container.Id];
        return Stage.Follow(container, CarelessCaller, create, Boundaries);
    }

    private protected Container NewSleeper(bool isMapped)
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000")["/process/user/uid"] = User;
        if (isMapped)
            container.OwnedBy(FirstId).Config.UserNamespace(FirstId, 65536);
        return container;
    }

    private protected static void AssertMayWhatIsConfigured(ProcessHoldings process)
    {
        foreach (string set in (string[])["Prm", "Eff", "Bnd"])
            Assert.Equal(Configured, process.Capabilities(set));
        Assert.Equal(0UL, process.Capabilities("Inh") | process.Capabilities("Amb"));
        Assert.True(process.HasNoNewPrivileges);
    }

    // When `create` returns, init may have some steps before it.
    private protected static ProcessHoldings WaitingInit(Container container)
    {
        Patiently.Until("init waits in accept4(2)", () =>
            File.ReadAllText($"/proc/{container.Pid}/syscall").StartsWith("288 ", StringComparison.Ordinal));
        return ProcessHoldings.Of(container.Pid, container);
    }

    private protected static void AssertHeld(string[] expected, IEnumerable<string> held) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), held.Order(StringComparer.Ordinal));

    private protected static Stage RuntimeAtClone(IReadOnlyList<Stage> stages) =>
        stages.Last(static stage => stage is { IsRuntime: true, Call: Stage.CloneProcess, Begins: true });

    // What it has opened itself: the caller's were there when it was executed.
    private protected static IReadOnlyList<HeldDescriptor> OwnAtClone(IReadOnlyList<Stage> stages)
    {
        Stage begin = stages.Last(static stage => stage is { IsRuntime: true, Call: Stage.Execute, Begins: false });
        Assert.Contains("/etc", begin.Holds.Opened);
        return [.. RuntimeAtClone(stages).Holds.Descriptors.Except(begin.Holds.Descriptors)];
    }

    private protected static Stage OfInit(IReadOnlyList<Stage> stages, int call, bool begins) =>
        stages.Single(stage => !stage.IsRuntime && stage.Call == call && stage.Begins == begins);

    private protected static IEnumerable<string> Destinations(ProcessHoldings process) =>
        process.Mounts.Select(static mount => mount.Destination).Order(StringComparer.Ordinal);

    private protected static bool IsNew(KeyValuePair<string, string> name, ProcessHoldings runtime) =>
        !name.Key.EndsWith("_for_children", StringComparison.Ordinal) && runtime.Namespaces[name.Key] != name.Value;

    // Of a runtime that goes on as a sealed copy of itself.
    private protected const string OwnProgram = "detached /memfd:ociruntime (deleted) (path only)";

    private protected static string Program(bool isMapped) =>
        isMapped ? "detached /memfd:ociruntime (deleted) (reads and writes)" : "detached /ociruntime (path only)";

    private protected const string StartSocket = "listening message socket start.sock (reads and writes)";

    // The host's /dev/null, for masked paths.
    private protected const string MaskFile = "detached file / (path only)";

    private protected static readonly string[] Devices = ["/dev/full", "/dev/null", "/dev/random", "/dev/tty", "/dev/urandom", "/dev/zero"];
}
