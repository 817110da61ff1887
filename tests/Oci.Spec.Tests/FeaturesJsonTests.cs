using System.Text;
using Xunit;

namespace Oci.Spec.Tests;

/// <summary>The features structure tells nothing, none and some apart.</summary>
public sealed class FeaturesJsonTests
{
    private static readonly FeaturesDocument Features = new()
    {
        OciVersionMin = "1.0.0",
        OciVersionMax = "1.3.0",
        Hooks = ["createRuntime"],
        MountOptions = [],
        Linux = new()
        {
            Namespaces = ["pid", "time"],
            Capabilities = ["CAP_KILL"],
            Cgroup = new() { V1 = true, V2 = true, Systemd = false, SystemdUser = null, Rdma = true },
            Seccomp = new()
            {
                Enabled = true,
                Actions = ["SCMP_ACT_ALLOW"],
                Operators = ["SCMP_CMP_EQ"],
                Archs = ["SCMP_ARCH_X86_64"],
                KnownFlags = ["SECCOMP_FILTER_FLAG_LOG"],
                SupportedFlags = [],
            },
            Apparmor = new(true),
            Selinux = new(false),
            MemoryPolicy = new(["MPOL_BIND"], ["MPOL_F_STATIC_NODES"]),
            IntelRdt = new(true, true, null),
            MountExtensions = new(new FeatureSwitch(true)),
            NetDevices = new(null),
        },
        Annotations = [new("a", "b")],
        PotentiallyUnsafeConfigAnnotations = ["org.systemd.property."],
    };

    [Fact]
    public void Features_are_read_as_they_were_written() =>
        Assert.Equal(Features, FeaturesJson.Read(FeaturesJson.Write(Features), "features"));

    [Fact]
    public void What_is_null_is_left_out_and_what_is_empty_is_written() => Assert.Equal(
        """
        {
          "ociVersionMin": "1.0.0",
          "ociVersionMax": "1.3.0",
          "hooks": [],
          "linux": {
            "cgroup": {},
            "apparmor": {
              "enabled": false
            }
          },
          "annotations": {}
        }
        """,
        Encoding.UTF8.GetString(FeaturesJson.Write(new()
        {
            OciVersionMin = "1.0.0",
            OciVersionMax = "1.3.0",
            Hooks = [],
            Linux = new() { Cgroup = new(), Apparmor = new(false) },
            Annotations = [],
        })));

    [Fact]
    public void Null_reads_as_absent() => Assert.Equal(
        new FeaturesDocument
        {
            OciVersionMin = "1.0.0",
            OciVersionMax = "1.1.0",
            Linux = new() { Seccomp = new(), Apparmor = new(null) },
        },
        FeaturesJson.Read(
            """
            {"ociVersionMin": "1.0.0", "ociVersionMax": "1.1.0", "hooks": null, "mountOptions": null, "annotations": null,
             "linux": {"namespaces": null, "seccomp": {"enabled": null, "archs": null}, "apparmor": {"enabled": null}}}
            """u8.ToArray(),
            "features"));
}
