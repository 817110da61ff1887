using Oci.Runtime.Planning;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>What process an <c>exec</c> starts.</summary>
public sealed class ExecProcessTests
{
    private static readonly ProcessSpec Own = new()
    {
        Cwd = "/own",
        Args = ["own"],
        Env = ["A=1"],
        Terminal = true,
        NoNewPrivileges = true,
        ApparmorProfile = "own-profile",
        SelinuxLabel = "own-label",
        OomScoreAdj = 5,
        Rlimits = [new Rlimit("RLIMIT_NOFILE", 1, 2)],
        Scheduler = new SchedulerSpec { Policy = "SCHED_BATCH" },
        IoPriority = new IoPrioritySpec("IOPRIO_CLASS_BE", 4),
        ExecCpuAffinity = new CpuAffinitySpec("0", null),
        User = new UserSpec { Uid = 1, Gid = 2, Umask = 3, AdditionalGids = [4] },
        Capabilities = new CapabilitiesSpec
        {
            Bounding = ["CAP_A"], Effective = ["CAP_A"], Permitted = ["CAP_A"], Inheritable = ["CAP_A"], Ambient = ["CAP_A"],
        },
    };

    [Fact]
    public void Without_changes_only_the_command_and_the_terminal_are_others() => Assert.Equal(
        Own with { Args = ["new"], Terminal = false }, ExecProcess.Changed(Own, new ProcessChanges { Args = ["new"] }));

    [Fact]
    public void Lists_are_added_to_and_single_values_replaced()
    {
        ProcessSpec process = ExecProcess.Changed(Own, new ProcessChanges
        {
            Args = ["new"],
            Terminal = true,
            Cwd = "/new",
            Env = ["A=2", "B=3"],
            Uid = 7,
            Gid = 8,
            AdditionalGids = [9],
            NoNewPrivileges = false,
            ApparmorProfile = "new-profile",
            SelinuxLabel = "new-label",
        });
        Assert.Equal(
            Own with
            {
                Args = ["new"],
                Cwd = "/new",
                Env = ["A=1", "A=2", "B=3"],
                User = new UserSpec { Uid = 7, Gid = 8, Umask = 3, AdditionalGids = [4, 9] },
                NoNewPrivileges = false,
                ApparmorProfile = "new-profile",
                SelinuxLabel = "new-label",
            },
            process);
    }

    [Fact]
    public void An_added_capability_is_neither_inheritable_nor_ambient() => Assert.Equal(
        new CapabilitiesSpec
        {
            Bounding = ["CAP_A", "CAP_B"], Effective = ["CAP_A", "CAP_B"], Permitted = ["CAP_A", "CAP_B"],
            Inheritable = ["CAP_A"], Ambient = ["CAP_A"],
        },
        ExecProcess.Changed(Own, new ProcessChanges { Args = ["new"], Capabilities = ["CAP_B"] }).Capabilities);

    [Fact]
    public void A_container_without_a_process_can_run_one() => Assert.Equal(
        new ProcessSpec
        {
            Cwd = "/", Args = ["new"],
            Capabilities = new CapabilitiesSpec { Bounding = ["CAP_B"], Effective = ["CAP_B"], Permitted = ["CAP_B"] },
        },
        ExecProcess.Changed(null, new ProcessChanges { Args = ["new"], Capabilities = ["CAP_B"] }));

    [Fact]
    public void A_given_process_is_as_restricted_as_the_container_where_it_says_nothing()
    {
        var given = new ProcessSpec { Cwd = "/given", Args = ["given"], Env = ["C=1"], User = new UserSpec { Uid = 10, Gid = 11 } };
        Assert.Equal(
            Own with
            {
                Cwd = "/given", Args = ["given"], Env = ["C=1"], Terminal = false, NoNewPrivileges = false,
                User = new UserSpec { Uid = 10, Gid = 11, Umask = 3 },
            },
            ExecProcess.Given(given, Own));
    }

    [Fact]
    public void What_a_given_process_says_counts()
    {
        ProcessSpec given = Own with
        {
            ApparmorProfile = "given", SelinuxLabel = "given", OomScoreAdj = 0, Rlimits = [new Rlimit("RLIMIT_CPU", 1, 1)],
            Capabilities = new CapabilitiesSpec(), Scheduler = new SchedulerSpec { Policy = "SCHED_IDLE" },
            IoPriority = new IoPrioritySpec("IOPRIO_CLASS_IDLE", 0), ExecCpuAffinity = new CpuAffinitySpec(null, "1"),
            User = new UserSpec { Umask = 0 },
        };
        Assert.Equal(given, ExecProcess.Given(given, Own));
        Assert.Equal(given, ExecProcess.Given(given, null));
    }
}
