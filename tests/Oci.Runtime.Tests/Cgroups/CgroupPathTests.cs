using Oci.Runtime.Cgroups;
using Xunit;

namespace Oci.Runtime.Tests.Cgroups;

public sealed class CgroupPathTests
{
    [Theory]
    [InlineData(null, "/m/own/c1")]
    [InlineData("group", "/m/own/group")]
    [InlineData("a/b", "/m/own/a/b")]
    [InlineData("./a//b/.", "/m/own/a/b")]
    [InlineData("/group", "/m/group")]
    [InlineData("//a///b/", "/m/a/b")]
    [InlineData("/own/group", "/m/own/group")]
    [InlineData("/owner", "/m/owner")]
    [InlineData("..a", "/m/own/..a")]
    [InlineData("system.slice:docker:0f", "/m/own/system.slice:docker:0f")]
    public void In_v1_an_absolute_path_is_below_the_mount_and_any_other_below_our_own_cgroup(string? path, string expected) =>
        Assert.Equal(expected, CgroupPath.DirectoryIn(new("/m", "memory", "/own", "/", IsV2: false), path, "c1"));

    [Theory]
    [InlineData(null, "/own", "/m/c1")]
    [InlineData(null, "/user.slice/session.scope", "/m/user.slice/c1")]
    [InlineData("group", "/user.slice/session.scope", "/m/user.slice/group")]
    [InlineData("/group", "/user.slice/session.scope", "/m/group")]
    [InlineData(null, "/", "/m/c1")]
    [InlineData(null, "/../outside", "/m/c1")]
    public void In_v2_a_relative_path_is_beside_our_own_cgroup(string? path, string own, string expected) =>
        Assert.Equal(expected, CgroupPath.DirectoryIn(new("/m", "", own, "/", IsV2: true), path, "c1"));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("///")]
    [InlineData(".")]
    [InlineData("/./")]
    [InlineData("..")]
    [InlineData("/..")]
    [InlineData("a/../b")]
    [InlineData("/a/..")]
    [InlineData("../../escape")]
    public void The_root_and_paths_upwards_are_refused(string path)
    {
        var failure = Assert.Throws<RuntimeFailure>(
            () => CgroupPath.DirectoryIn(new("/m", "memory", "/", "/", IsV2: false), path, "c1"));

        Assert.Equal("/linux/cgroupsPath", failure.Pointer);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("/a", false)]
    [InlineData("/a/", false)]
    [InlineData("/a/b", false)]
    [InlineData("/a/./b", false)]
    [InlineData("/a", true)]
    [InlineData("/a/b", true)]
    [InlineData("b", true)]
    public void Our_own_cgroup_and_those_above_it_are_refused(string path, bool isV2)
    {
        var hierarchy = new CgroupHierarchy("/m", isV2 ? "" : "memory", "/a/b", "/", isV2);

        var failure = Assert.Throws<RuntimeFailure>(() => CgroupPath.DirectoryIn(hierarchy, path, "c1"));

        Assert.Contains("/m/a/b", failure.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_is_the_name_of_our_own_cgroup_is_refused_without_blaming_the_configuration()
    {
        var hierarchy = new CgroupHierarchy("/m", "", "/a/b", "/", IsV2: true);

        var failure = Assert.Throws<RuntimeFailure>(() => CgroupPath.DirectoryIn(hierarchy, cgroupsPath: null, "b"));

        Assert.Null(failure.Pointer);
    }
}
