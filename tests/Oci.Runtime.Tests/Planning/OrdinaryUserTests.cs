using System;
using System.Linq;
using System.Text;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>What is planned for a caller who does not own the machine, and what he cannot have.</summary>
public sealed class OrdinaryUserTests
{
    private const string Obstacle = "/m is not writable";

    private static readonly CgroupHierarchy Unified = new("/m", "", "/own", "/", IsV2: true);
    private static readonly CgroupHierarchy Pids = new("/p", "pids", "/", "/", IsV2: false);
    private static readonly CgroupHierarchy Memory = new("/m", "memory", "/", "/", IsV2: false);

    [Theory]
    [InlineData("""{ "memory": { "limit": 1048576 } }""", "/linux/resources/memory/limit", "memory")]
    [InlineData("""{ "pids": { "limit": 0 } }""", "/linux/resources/pids/limit", "pids")]
    [InlineData("""{ "unified": { "memory.high": "1" } }""", "/linux/resources/unified/memory.high", "memory")]
    public void A_limit_without_a_cgroup_is_refused_with_the_directory_that_stands_against_it(
        string resources, string pointer, string controller)
    {
        var failure = Assert.Throws<RuntimeFailure>(() => Plan(OnV2(null), $$""" "resources": {{resources}} """));
        Assert.Equal(pointer, failure.Pointer);
        Assert.StartsWith($"{pointer}: limit the resource {controller}: {Obstacle} (", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "devices": [{ "allow": false, "access": "rwm" }] }""")]
    [InlineData("""{ "devices": [{ "allow": false, "access": "rwm" }, { "allow": true, "type": "c", "major": 10, "access": "rw" }] }""")]
    [InlineData("""{ "memory": { "limit": -1, "swap": 0, "disableOOMKiller": false }, "pids": { "limit": -1 } }""")]
    [InlineData("{}")]
    public void What_limits_nothing_needs_no_cgroup(string resources)
    {
        foreach (HostFacts host in (HostFacts[])[OnV2(null), OnV1(null)])
        {
            LaunchPlan plan = Plan(host, $$""" "resources": {{resources}} """);
            Assert.Empty(plan.Parent.OfType<MakeCgroups>().Single().Paths);
            Assert.Empty(plan.Parent.OfType<RestrictDevices>());
        }
    }

    [Fact]
    public void A_rule_that_takes_one_device_away_is_refused()
    {
        const string Rules = """[{ "allow": true }, { "allow": false, "type": "c", "major": 1, "minor": 3, "access": "w" }]""";
        var failure = Assert.Throws<RuntimeFailure>(() => Plan(OnV2("/m/c1"), $$""" "resources": { "devices": {{Rules}} } """));
        Assert.Equal("/linux/resources/devices/1", failure.Pointer);
    }

    [Fact]
    public void A_delegated_cgroup_is_used_without_device_rules()
    {
        LaunchPlan plan = Plan(OnV2("/m/c1"), """ "resources": { "pids": { "limit": 5 }, "devices": [{ "allow": false }] } """);
        Assert.Equal(["/m/c1"], plan.Parent.OfType<MakeCgroups>().Single().Paths.AsSpan().ToArray());
        Assert.Equal("/m/c1", plan.Parent.OfType<LimitResources>().Single().Settings[0].Directory);
        Assert.Empty(plan.Parent.OfType<RestrictDevices>());
    }

    [Fact]
    public void In_v1_the_hierarchies_count_one_by_one()
    {
        LaunchPlan plan = Plan(OnV1(), """ "resources": { "pids": { "limit": 5 } } """);
        Assert.Equal(["/p/c1"], plan.Parent.OfType<MakeCgroups>().Single().Paths.AsSpan().ToArray());

        var failure = Assert.Throws<RuntimeFailure>(() => Plan(OnV1(), """ "resources": { "memory": { "limit": 5000000 } } """));
        Assert.Equal(("/linux/resources/memory/limit", Obstacle), (failure.Pointer, failure.Reason));
    }

    [Fact]
    public void A_path_that_cannot_be_had_is_refused()
    {
        var failure = Assert.Throws<RuntimeFailure>(() => Plan(OnV2(null), """ "cgroupsPath": "/a/b" """));
        Assert.Equal(("/linux/cgroupsPath", Obstacle), (failure.Pointer, failure.Reason));
    }

    [Fact]
    public void Who_is_not_to_be_rootless_needs_a_cgroup() => Assert.Equal(
        "/linux/cgroupsPath",
        Assert.Throws<RuntimeFailure>(() => Plan(OnV2(null) with { RequiresCgroups = true }, "")).Pointer);

    [Fact]
    public void Where_root_may_write_no_cgroups_device_rules_need_a_user_namespace()
    {
        const string Rules = """ "resources": { "devices": [{ "allow": false }] } """;
        const string WithoutUserNamespace = """ "namespaces": [{ "type": "mount" }], """ + Rules;
        HostFacts root = OnV2(null) with { Uid = 0, Gid = 0, OwnsMachine = true };
        Assert.Empty(Plan(root, Rules).Parent.OfType<RestrictDevices>());
        var failure = Assert.Throws<RuntimeFailure>(() => Plan(root, WithoutUserNamespace));
        Assert.Equal("/linux/resources/devices", failure.Pointer);
    }

    [Fact]
    public void With_no_group_but_the_users_own_there_can_be_no_others()
    {
        HostFacts rootInside = OnV2(null) with { Uid = 0, Gid = 0, DeniesGroups = true };
        foreach (HostFacts host in (HostFacts[])[OnV2(null), rootInside])
        {
            var failure = Assert.Throws<RuntimeFailure>(() => Plan(host, "", """ "additionalGids": [0] """));
            Assert.Equal("/process/user/additionalGids", failure.Pointer);
            Assert.False(Plan(host, "").Init.OfType<BecomeUser>().Single().SetsGroups);
        }
    }

    [Theory]
    [InlineData("12 (sleep) S 7 12 12 0", 7)]
    [InlineData("12 (a) b) (c) R 345 12 12 0", 345)]
    [InlineData("12 (sleep) Z 7 12 12 0", null)]
    [InlineData("12 (sleep)", null)]
    [InlineData("", null)]
    public void The_parent_of_a_process_is_read(string stat, int? parent) =>
        Assert.Equal(parent, ProcessTree.ParseParent(Encoding.ASCII.GetBytes(stat)));

    private static HostFacts OnV2(string? directory) =>
        User(new CgroupLayout(CgroupKind.Unified, [Unified]), Grant(Unified, directory));

    // A user who may make cgroups for pids only.
    private static HostFacts OnV1(string? pids = "/p/c1") =>
        User(new CgroupLayout(CgroupKind.V1, [Pids, Memory]), Grant(Pids, pids), Grant(Memory, null));

    private static HostFacts User(CgroupLayout layout, params CgroupGrant[] grants) =>
        new(layout, 1000, 1000, OwnsMachine: false) { Grants = [.. grants] };

    private static CgroupGrant Grant(CgroupHierarchy hierarchy, string? directory) => directory is null
        ? new CgroupGrant(hierarchy, null, Obstacle, null)
        : new CgroupGrant(hierarchy, directory, null, hierarchy.MountPoint);

    private static LaunchPlan Plan(HostFacts host, string linux, string user = "")
    {
        const string Map = """[{ "containerID": 0, "hostID": 1000, "size": 1 }]""";
        string maps = linux.Contains("namespaces", StringComparison.Ordinal) ? "" : $$"""
            "namespaces": [{ "type": "user" }, { "type": "pid" }, { "type": "mount" }],
            "uidMappings": {{Map}}, "gidMappings": {{Map}} {{(linux.Length > 0 ? "," : "")}}
            """;
        string comma = user.Length > 0 ? "," : "";
        string config = $$"""
            {
              "ociVersion": "1.2.0", "root": { "path": "rootfs" },
              "process": { "cwd": "/", "args": ["sh"], "user": { "uid": 0, "gid": 0 {{comma}} {{user}} } },
              "linux": { {{maps}} {{linux}} }
            }
            """;
        ContainerSpec spec = ConfigJson.Read(Encoding.UTF8.GetBytes(config), "config.json");
        return Planner.Plan(spec, host, new LaunchRequest("c1", "/bundle", "/state"));
    }
}
