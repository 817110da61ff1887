using System.Globalization;
using System.IO;
using System.Linq;
using Oci.Runtime.Interop;
using Oci.Runtime.Preflight;
using Xunit;

namespace Oci.Runtime.Tests.Preflight;

/// <summary>The answers of the machine that the tests run on.</summary>
public sealed class HostProbeTests
{
    private readonly HostProbe _host = new();

    [Fact]
    public void Capabilities_are_those_of_proc()
    {
        string line = File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith("CapEff:"));
        Assert.Equal(ulong.Parse(line[7..], NumberStyles.HexNumber | NumberStyles.AllowLeadingWhite), _host.EffectiveCapabilities);
    }

    [Fact]
    public void A_namespace_has_a_type_and_another_file_has_none()
    {
        Assert.Equal(0x40000000ul, _host.NamespaceType("/proc/self/ns/net", out int errno));
        Assert.Equal(0, errno);
        Assert.Null(_host.NamespaceType("/proc/self/status", out errno));
        Assert.Equal(0, errno);
        Assert.Null(_host.NamespaceType("/no/such", out errno));
        Assert.Equal(Errno.ENOENT, errno);
    }

    [Fact]
    public void Links_are_followed()
    {
        Assert.True(_host.Status("/proc/self/root", out _)!.Value.IsDirectory);
        Assert.Null(_host.Status("/etc/passwd/x", out int errno));
        Assert.Equal(Errno.ENOTDIR, errno);
    }

    [Fact]
    public void What_cannot_be_read_says_nothing()
    {
        Assert.Null(_host.Read("/no/such"));
        Assert.Null(_host.Read("/proc"));
        Assert.Contains("proc", _host.Read("/proc/filesystems"));
    }

    // The flags of Linux 4.14 and before, and a bit that is none yet.
    [Fact]
    public void The_kernel_tells_which_flags_of_seccomp_it_knows()
    {
        Assert.True(_host.KnowsSeccompFlags(1 | 2));
        Assert.False(_host.KnowsSeccompFlags(1u << 31));
    }

    // The runtime itself needs it for every mount.
    [Fact]
    public void The_kernel_has_mount_setattr() => Assert.True(_host.HasMountSetAttributes);
}
