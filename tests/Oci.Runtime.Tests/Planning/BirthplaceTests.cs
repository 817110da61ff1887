using System;
using System.Linq;
using System.Text;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>Whether init is born into its cgroup, or joins its cgroups when it is there.</summary>
public sealed class BirthplaceTests
{
    private static readonly CgroupHierarchy V2 = new("/sys/fs/cgroup", "", "/user", "/", IsV2: true);
    private static readonly CgroupHierarchy V1 = new("/sys/fs/cgroup/pids", "pids", "/user", "/", IsV2: false);

    [Fact]
    public void A_cgroup_of_version_2_is_made_and_recorded_before_init_is_born_there()
    {
        ParentStep[] steps = Plan(CgroupKind.Unified, V2, "tmpfs");
        int clone = Array.FindIndex(steps, static step => step is CloneInit);

        Assert.Equal("/sys/fs/cgroup/x", Assert.IsType<CloneInit>(steps[clone]).Cgroup);
        Assert.IsType<MakeCgroups>(steps[clone - 2]);
        Assert.IsType<EnableControllers>(steps[clone - 1]);
        Assert.IsType<RecordInit>(steps[clone + 1]);
        Assert.Single(steps.OfType<MakeCgroups>());
        Assert.Single(steps.OfType<JoinCgroups>(), static join => join.BornInside);
    }

    [Fact]
    public void Cgroups_of_version_1_are_made_while_init_does_its_mounts() =>
        AssertJoinsLater(Plan(CgroupKind.V1, V1, "tmpfs"));

    // The rules for the container's devices are not for what config.json mounts.
    [Fact]
    public void A_file_system_on_a_device_is_mounted_from_the_callers_cgroup() =>
        AssertJoinsLater(Plan(CgroupKind.Unified, V2, "/dev/sdb1"));

    private static void AssertJoinsLater(ParentStep[] steps)
    {
        int clone = Array.FindIndex(steps, static step => step is CloneInit);

        Assert.Null(Assert.IsType<CloneInit>(steps[clone]).Cgroup);
        Assert.True(Array.FindIndex(steps, static step => step is MakeCgroups) > clone);
        Assert.DoesNotContain(steps, static step => step is RecordInit);
        Assert.Single(steps.OfType<JoinCgroups>(), static join => !join.BornInside);
    }

    private static ParentStep[] Plan(CgroupKind kind, CgroupHierarchy hierarchy, string source)
    {
        byte[] config = Encoding.UTF8.GetBytes($$"""
            {
              "ociVersion": "1.3.0", "root": {"path": "r"},
              "mounts": [
                {"destination": "/a", "type": "none", "source": "/etc", "options": ["bind"]},
                {"destination": "/b", "type": "ext4", "source": "{{source}}"}
              ],
              "linux": {"namespaces": [{"type": "mount"}, {"type": "pid"}], "cgroupsPath": "/x"}
            }
            """);
        var host = new HostFacts(new CgroupLayout(kind, [hierarchy]), 0, 0, OwnsMachine: true);
        var request = new LaunchRequest("ID", "/bundle", "/run");
        return [.. Planner.Plan(ConfigJson.Read(config, "config.json"), host, request).Parent];
    }
}
