using System.Collections.Generic;
using System.Linq;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Cgroups;

public sealed class CgroupGrantTests
{
    private readonly Dictionary<string, int> _writable = [];

    [Fact]
    public void In_a_session_of_root_nothing_can_be_made()
    {
        There(0, "/m/user.slice/user@1.service");
        There(Errno.EACCES, "/m", "/m/user.slice", "/m/user.slice/session.scope");
        Refused(V2("/user.slice/session.scope"), null, "/m/user.slice is not writable: permission denied (EACCES)");
    }

    [Fact]
    public void Below_ones_own_systemd_it_is_beside_our_own_cgroup()
    {
        There(Errno.EACCES, "/m");
        There(0, "/m/user@1.service", "/m/user@1.service/app.scope");
        Granted(V2("/user@1.service/app.scope"), null, "/m/user@1.service/c1", "/m/user@1.service");
        Granted(V2("/user@1.service/app.scope"), "a/b", "/m/user@1.service/a/b", "/m/user@1.service");
        Granted(V2("/user@1.service/app.scope"), "/user@1.service/b", "/m/user@1.service/b", "/m/user@1.service");
    }

    [Fact]
    public void Where_only_our_own_cgroup_was_delegated_it_is_in_there()
    {
        There(Errno.EACCES, "/m", "/m/system.slice");
        There(0, "/m/system.slice/own.service");
        Granted(V2("/system.slice/own.service"), null, "/m/system.slice/own.service/c1", "/m/system.slice/own.service");
        Refused(V2("/system.slice/own.service"), "/c1", "/m is not writable: permission denied (EACCES)");
    }

    [Fact]
    public void In_v2_no_process_comes_from_outside_of_what_was_delegated()
    {
        There(Errno.EACCES, "/m", "/m/session.scope");
        There(0, "/m/mine");
        Refused(V2("/session.scope"), "/mine/c1", "/m/cgroup.procs is not writable: permission denied (EACCES)");
    }

    [Fact]
    public void In_v1_it_may()
    {
        There(Errno.EACCES, "/m", "/m/session.scope");
        There(0, "/m/mine");
        Granted(V1("/session.scope"), "/mine/c1", "/m/mine/c1", "/m/mine");
    }

    [Fact]
    public void But_in_v1_no_process_of_another_user()
    {
        There(0, "/m");
        CgroupGrant grant = Assert.Single(Grants(V1("/"), null, mayJoinV1: false));
        Assert.Equal(
            (null, "only root puts a process of another user into a cgroup of version 1"), (grant.Directory, grant.Obstacle));
    }

    [Fact]
    public void A_read_only_mount_and_a_directory_of_somebody_else_are_obstacles()
    {
        There(Errno.EROFS, "/m");
        Refused(V2("/"), null, "/m is not writable: read-only file system (EROFS)");
        There(0, "/m", "/m/c1");
        _writable["/m/c1/cgroup.procs"] = Errno.EACCES;
        Refused(V2("/"), "/c1", "/m/c1/cgroup.procs is not writable: permission denied (EACCES)");
    }

    private static CgroupHierarchy V2(string own) => new("/m", "", own, "/", IsV2: true);

    private static CgroupHierarchy V1(string own) => new("/m", "memory", own, "/", IsV2: false);

    private void There(int errno, params string[] cgroups)
    {
        foreach (string cgroup in cgroups)
            _writable[cgroup] = _writable[$"{cgroup}/cgroup.procs"] = errno;
    }

    private void Granted(CgroupHierarchy hierarchy, string? path, string directory, string parent)
    {
        CgroupGrant grant = Assert.Single(Grants(hierarchy, path));
        Assert.Equal((directory, null, parent), (grant.Directory, grant.Obstacle, grant.Parent));
    }

    private void Refused(CgroupHierarchy hierarchy, string? path, string obstacle)
    {
        CgroupGrant grant = Assert.Single(Grants(hierarchy, path));
        Assert.Equal((null, obstacle), (grant.Directory, grant.Obstacle));
    }

    private List<CgroupGrant> Grants(CgroupHierarchy hierarchy, string? path, bool mayJoinV1 = true)
    {
        var layout = new CgroupLayout(hierarchy.IsV2 ? CgroupKind.Unified : CgroupKind.V1, [hierarchy]);
        var grants = new CgroupGrants(path, "c1", place => _writable.GetValueOrDefault(place, Errno.ENOENT));
        return [.. grants.In(layout, mayJoinV1).AsSpan().ToArray()];
    }
}
