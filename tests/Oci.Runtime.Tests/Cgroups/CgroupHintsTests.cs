using System;
using System.IO;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Cgroups;

/// <summary>What is said beside the kernel's refusal, on a directory that stands for a cgroup with one above.</summary>
public sealed class CgroupHintsTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("cgroup-").FullName;

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Theory]
    [InlineData("cpuset.cpus", "100000", Errno.ERANGE, "the cgroup above has the processors 0-3,7")]
    [InlineData("cpuset.cpus", "9", Errno.EINVAL, "the cgroup above has the processors 0-3,7")]
    [InlineData("cpuset.mems", "5", Errno.EINVAL, "the cgroup above has the memory nodes 0")]
    [InlineData("io.max", "4095:77 rbps=100", Errno.ENODEV, "there is no block device 4095:77")]
    [InlineData("blkio.throttle.read_bps_device", "4095:77 100", Errno.ENODEV, "there is no block device 4095:77")]
    [InlineData("net_prio.ifpriomap", "eth9 5", Errno.ENODEV, "there is no network interface eth9")]
    [InlineData("cpu.max", "5 100000", Errno.EINVAL, "a quota has at least 1000 microseconds")]
    [InlineData("cpu.weight", "20000", Errno.ERANGE, "it is 1 to 10000")]
    [InlineData("io.weight", "default 20000", Errno.ERANGE, "a weight is 1 to 10000")]
    [InlineData("memory.limit_in_bytes", "4096", Errno.EBUSY, "more than that is in use")]
    [InlineData("pids.max", "-7", Errno.EINVAL, "out of range")]
    [InlineData("memory.max", "1", Errno.EPERM, "not ours to limit")]
    public void A_refused_value_is_explained(string file, string value, int errno, string hint)
    {
        File.WriteAllText($"{_parent}/cpuset.cpus.effective", "0-3,7\n");
        File.WriteAllText($"{_parent}/cpuset.mems", "0\n");

        Assert.Contains(hint, CgroupHints.For($"{_parent}/container", new FileChoice(file, value), errno));
    }

    [Fact]
    public void Of_other_refusals_nothing_more_is_known() =>
        Assert.Null(CgroupHints.For(_parent, new FileChoice("memory.max", "1"), Errno.EIO));
}
