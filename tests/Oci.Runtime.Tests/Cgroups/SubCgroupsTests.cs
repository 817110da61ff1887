using System.Linq;
using Oci.Runtime.Cgroups;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Cgroups;

/// <summary><c>exec --cgroup</c>.</summary>
public sealed class SubCgroupsTests
{
    private static readonly ValueList<CgroupHierarchy> V1 =
    [
        new("/cg/cpu", "cpu,cpuacct", "/", "/", IsV2: false), new("/cg/memory", "memory", "/", "/", IsV2: false),
    ];

    private static readonly ValueList<CgroupHierarchy> V2 = [new("/cg", "", "/", "/", IsV2: true)];

    [Theory]
    [InlineData("/cg/cpu/x/sub /cg/memory/x/sub", "sub")]
    [InlineData("/cg/cpu/x/sub /cg/memory/x/sub", "/sub/")]
    [InlineData("/cg/cpu/x /cg/memory/x", "/")]
    [InlineData("/cg/cpu/x/sub /cg/memory/x", "cpu:sub")]
    [InlineData("/cg/cpu/x/sub /cg/memory/x/sub", "cpuacct,memory:sub")]
    [InlineData("/cg/cpu/x/a /cg/memory/x/b/c", "cpu:a", "memory:/b/c")]
    public void A_path_is_below_the_containers_in_the_hierarchies_of_its_controllers(string paths, params string[] asked) =>
        Assert.Equal(paths, string.Join(' ', SubCgroups.Below(["/cg/cpu/x", "/cg/memory/x"], V1, [.. asked]).AsSpan().ToArray()));

    [Fact]
    public void In_version_2_there_is_one() => Assert.Equal(["/cg/x/sub"], SubCgroups.Below(["/cg/x"], V2, ["sub"]).AsSpan().ToArray());

    [Theory]
    [InlineData("bad sub cgroup path", "..")]
    [InlineData("bad sub cgroup path", "a/../b")]
    [InlineData("bad sub cgroup path", "cpu:..")]
    [InlineData("no such cgroup", "pids:a")]
    [InlineData("has no name", "cpu,:a")]
    [InlineData("has no name", ":a")]
    [InlineData("more than one", "cpu:a", "cpu:b")]
    [InlineData("more than one", "a", "b")]
    [InlineData("more than one", "cpu:a", "b")]
    public void What_is_not_below_or_not_clear_is_refused(string reason, params string[] asked) => Assert.Contains(
        reason, Assert.Throws<RuntimeFailure>(() => SubCgroups.Below(["/cg/cpu/x", "/cg/memory/x"], V1, [.. asked])).Message);

    [Fact]
    public void In_version_2_no_controller_can_be_named() =>
        Assert.Throws<RuntimeFailure>(() => SubCgroups.Below(["/cg/x"], V2, ["cpu:sub"]));
}
