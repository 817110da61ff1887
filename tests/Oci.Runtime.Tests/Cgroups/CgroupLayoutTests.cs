using System.Linq;
using System.Text;
using Oci.Runtime.Cgroups;
using Xunit;

namespace Oci.Runtime.Tests.Cgroups;

public sealed class CgroupLayoutTests
{
    private const string HybridMounts =
        """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
        27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
        33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw

        """;

    private const string HybridMemberships =
        """
        9:name=systemd:/
        4:memory:/agent/dc467f774cd4
        2:cpuacct:/
        1:cpu:/
        0::/

        """;

    private const string UnifiedMounts =
        """
        24 69 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
        29 24 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
        69 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw

        """;

    [Fact]
    public void V1_controllers_with_cgroup2_beside_them_are_hybrid()
    {
        CgroupLayout layout = Parse(HybridMounts, HybridMemberships);

        Assert.Equal(CgroupKind.Hybrid, layout.Kind);
        Assert.Equal(
            [
                new CgroupHierarchy("/sys/fs/cgroup/systemd", "name=systemd", "/", "/", IsV2: false),
                new CgroupHierarchy("/sys/fs/cgroup/memory", "memory", "/agent/dc467f774cd4", "/", IsV2: false),
                new CgroupHierarchy("/sys/fs/cgroup/cpuacct", "cpuacct", "/", "/", IsV2: false),
                new CgroupHierarchy("/sys/fs/cgroup/cpu", "cpu", "/", "/", IsV2: false),
                new CgroupHierarchy("/sys/fs/cgroup/unified", "", "/", "/", IsV2: true),
            ],
            layout.Hierarchies);
        Assert.Equal("/sys/fs/cgroup/unified", layout.V2?.MountPoint);
        Assert.Equal("/sys/fs/cgroup/cpu", layout.V1("cpu")?.MountPoint);
        Assert.Null(layout.V1("devices"));
    }

    [Fact]
    public void Cgroup2_alone_is_unified()
    {
        CgroupLayout layout = Parse(UnifiedMounts, "0::/user.slice/user-1000.slice/session-3.scope\n");

        Assert.Equal(CgroupKind.Unified, layout.Kind);
        CgroupHierarchy only = Assert.Single(layout.Hierarchies);
        Assert.Equal("/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope", only.OwnDirectory);
        Assert.Null(layout.V1("memory"));
    }

    [Fact]
    public void Without_any_mount_there_are_no_cgroups()
    {
        CgroupLayout layout = Parse("22 27 0:21 / /proc rw,relatime - proc proc rw\n", HybridMemberships);

        Assert.Equal(CgroupKind.None, layout.Kind);
        Assert.Empty(layout.Hierarchies);
    }

    [Fact]
    public void Without_cgroup2_mounted_it_is_v1()
    {
        CgroupLayout layout = Parse(
            "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n", "1:cpu:/\n0::/\n");

        Assert.Equal(CgroupKind.V1, layout.Kind);
        Assert.Null(layout.V2);
    }

    [Fact]
    public void Co_mounted_controllers_are_one_hierarchy_that_has_each_of_them()
    {
        CgroupLayout layout = Parse(
            "34 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:12 - cgroup cgroup rw,cpu,cpuacct\n",
            "5:cpu,cpuacct:/system.slice\n");

        CgroupHierarchy hierarchy = Assert.Single(layout.Hierarchies);
        Assert.Equal("cpu,cpuacct", hierarchy.Controllers);
        Assert.Same(hierarchy, layout.V1("cpu"));
        Assert.Same(hierarchy, layout.V1("cpuacct"));
        Assert.Null(layout.V1("cpuset"));
        Assert.Null(layout.V1("acct"));
    }

    [Fact]
    public void Cpu_is_not_taken_for_cpuset_nor_an_option_for_a_controller()
    {
        CgroupLayout layout = Parse(
            """
            31 30 0:29 / /c/cpuset rw - cgroup cgroup rw,cpuset,noprefix
            32 30 0:30 / /c/cpu rw - cgroup cgroup rw,xattr,release_agent=/memory\054cpuset,cpu

            """,
            "3:memory:/\n2:cpuset:/\n1:cpu:/\n");

        Assert.Equal(["cpuset", "cpu"], layout.Hierarchies.Select(hierarchy => hierarchy.Controllers));
        Assert.Equal(["/c/cpuset", "/c/cpu"], layout.Hierarchies.Select(hierarchy => hierarchy.MountPoint));
    }

    [Fact]
    public void A_private_v1_hierarchy_beside_a_unified_system_is_left_alone()
    {
        CgroupLayout layout = Parse(
            UnifiedMounts + "80 29 0:60 / /sys/fs/cgroup/net_cls rw - cgroup net_cls rw,net_cls\n",
            "1:net_cls:/\n0::/user.slice\n");

        Assert.Equal(CgroupKind.Unified, layout.Kind);
        Assert.True(Assert.Single(layout.Hierarchies).IsV2);
    }

    [Fact]
    public void A_named_v1_hierarchy_does_not_make_a_unified_system_hybrid()
    {
        CgroupLayout layout = Parse(
            """
            40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
            41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw

            """,
            "1:name=systemd:/\n0::/\n");

        Assert.Equal(CgroupKind.Unified, layout.Kind);
    }

    [Fact]
    public void Of_several_mounts_of_one_hierarchy_the_usual_place_wins_whatever_the_order()
    {
        const string Usual = "30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
        const string Other = "31 24 0:26 /x /srv/cgroup rw - cgroup2 cgroup2 rw\n";
        const string Longer = "32 24 0:26 / /sys/fs/cgroups rw - cgroup2 cgroup2 rw\n";

        Assert.Equal("/sys/fs/cgroup", Parse(Usual + Other + Longer, "0::/x\n").V2?.MountPoint);
        Assert.Equal("/sys/fs/cgroup", Parse(Longer + Other + Usual, "0::/x\n").V2?.MountPoint);
        Assert.Equal("/srv/cgroup", Parse(Other + Longer, "0::/x\n").V2?.MountPoint);
    }

    [Fact]
    public void A_later_mount_at_the_same_place_covers_the_earlier()
    {
        CgroupLayout layout = Parse(
            """
            30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
            90 30 0:26 /box /sys/fs/cgroup rw - cgroup2 cgroup2 rw

            """,
            "0::/box/me\n");

        Assert.Equal("/box", layout.V2?.MountRoot);
        Assert.Equal("/sys/fs/cgroup/me", layout.V2?.OwnDirectory);
    }

    [Theory]
    [InlineData("/", "/", "/m")]
    [InlineData("/a/b", "/", "/m/a/b")]
    [InlineData("/docker/0f", "/docker/0f", "/m")]
    [InlineData("/docker/0f/sub", "/docker/0f", "/m/sub")]
    [InlineData("/docker/0ff", "/docker/0f", null)]
    [InlineData("/elsewhere", "/docker/0f", null)]
    [InlineData("/../..", "/../..", "/m")]
    [InlineData("/../../sibling", "/../..", "/m/sibling")]
    [InlineData("/../sibling", "/", null)]
    [InlineData("/..", "/", null)]
    [InlineData("/..hidden", "/", "/m/..hidden")]
    [InlineData("/", "/..", null)]
    public void Our_own_directory_is_found_through_the_root_of_the_mount(string own, string root, string? expected) =>
        Assert.Equal(expected, new CgroupHierarchy("/m", "", own, root, IsV2: true).OwnDirectory);

    [Fact]
    public void Escapes_in_mount_points_are_undone_and_colons_in_cgroup_paths_are_kept()
    {
        CgroupLayout layout = Parse(
            @"30 24 0:26 / /odd\040place\011\134 rw - cgroup2 none rw" + "\n",
            "0::/slice:one:two x\n");

        Assert.Equal("/odd place\t\\", layout.V2?.MountPoint);
        Assert.Equal("/slice:one:two x", layout.V2?.OwnPath);
        Assert.Equal("/odd place\t\\/slice:one:two x", layout.V2?.OwnDirectory);
    }

    [Fact]
    public void Lines_that_are_cut_off_or_nonsense_are_passed_over()
    {
        CgroupLayout layout = Parse("nonsense\n\n30 24 0:26 / /m rw - cgroup2 cgroup2 rw\n31 30", "broken\n0:\n0::/\n4:memory");

        Assert.Equal(CgroupKind.Unified, layout.Kind);
    }

    private static CgroupLayout Parse(string mountinfo, string selfCgroup) =>
        CgroupLayout.Parse(Encoding.UTF8.GetBytes(mountinfo), Encoding.UTF8.GetBytes(selfCgroup));
}
