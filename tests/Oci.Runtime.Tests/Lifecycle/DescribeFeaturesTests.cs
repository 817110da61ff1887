using System.Linq;
using System.Text;
using Oci.Runtime.Lifecycle;
using Oci.Runtime.Planning;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Lifecycle;

/// <summary>The features structure claims what is so, and all of it.</summary>
public sealed class DescribeFeaturesTests
{
    private static readonly FeaturesDocument Features = DescribeFeatures.Document([new NamedValue("a", "b")]);

    [Fact]
    public void Every_property_of_the_structure_is_given()
    {
        string text = Encoding.UTF8.GetString(FeaturesJson.Write(Features));
        string[] names =
        [
            "ociVersionMin", "ociVersionMax", "hooks", "mountOptions", "linux", "annotations", "potentiallyUnsafeConfigAnnotations",
            "namespaces", "capabilities", "cgroup", "v1", "v2", "systemd", "systemdUser", "rdma", "seccomp", "actions", "operators",
            "archs", "knownFlags", "supportedFlags", "apparmor", "selinux", "memoryPolicy", "modes", "flags", "intelRdt", "schemata",
            "monitoring", "mountExtensions", "idmap", "netDevices",
        ];
        Assert.All(names, name => Assert.Contains($"\"{name}\": ", text));
        Assert.Equal(Features, FeaturesJson.Read(Encoding.UTF8.GetBytes(text), "features"));
    }

    [Fact]
    public void Both_versions_are_accepted_in_a_configuration()
    {
        foreach (string version in (string[])[Features.OciVersionMin, Features.OciVersionMax])
        {
            string config = $$"""{ "ociVersion": "{{version}}", "root": { "path": "r" } }""";
            Assert.Equal(version, ConfigJson.Read(Encoding.UTF8.GetBytes(config), "config").OciVersion);
        }
    }

    // Where nothing is left over for the file system, the option was recognized.
    [Fact]
    public void Every_mount_option_is_recognized_and_none_is_listed_twice()
    {
        string[] ofSuperBlock = ["async", "dirsync", "lazytime", "mand", "nolazytime", "nomand", "sync"];
        Assert.Equal(ofSuperBlock, Features.MountOptions!.Where(option => MountOptions.Parse([option]).Data.Count > 0));
        Assert.Equal(Features.MountOptions!.Distinct(), Features.MountOptions!);
    }

    [Fact]
    public void Every_kind_of_namespace_can_be_configured() => Assert.All(Features.Linux!.Namespaces!, kind =>
    {
        string config = $$"""
            {
              "ociVersion": "1.3.0",
              "root": { "path": "r" },
              "linux": { "namespaces": [{ "type": "{{kind}}", "path": "/ns" }] }
            }
            """;
        ContainerSpec spec = ConfigJson.Read(Encoding.UTF8.GetBytes(config), "config");
        Assert.Equal(kind, Assert.Single(spec.Linux!.Namespaces).Kind.SpecName());
    });

    [Fact]
    public void What_is_implemented_names_its_words()
    {
        SeccompFeatures seccomp = Features.Linux!.Seccomp!;
        Assert.Contains("SCMP_ACT_NOTIFY", seccomp.Actions!);
        Assert.Contains("SCMP_CMP_MASKED_EQ", seccomp.Operators!);
        Assert.Contains("SCMP_ARCH_X86_64", seccomp.Archs!);
        Assert.Subset(seccomp.KnownFlags!.ToHashSet(), seccomp.SupportedFlags!.ToHashSet());

        Assert.Contains("MPOL_DEFAULT", Features.Linux.MemoryPolicy!.Modes!);
        Assert.Contains("MPOL_F_STATIC_NODES", Features.Linux.MemoryPolicy.Flags!);
    }
}
