using System;
using System.Linq;
using System.Text;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Planning;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

public sealed class MountOptionTableTests
{
    // config.md, Linux mount options, from top to bottom.
    private static readonly string[] Specified =
    [
        "async", "atime", "bind", "defaults", "dev", "diratime", "dirsync", "exec", "iversion", "lazytime", "loud", "mand",
        "noatime", "nodev", "nodiratime", "noexec", "noiversion", "nolazytime", "nomand", "norelatime", "nostrictatime",
        "nosuid", "nosymfollow", "private", "ratime", "rbind", "rdev", "rdiratime", "relatime", "remount", "rexec",
        "rnoatime", "rnodiratime", "rnoexec", "rnorelatime", "rnostrictatime", "rnosuid", "rnosymfollow", "ro", "rprivate",
        "rrelatime", "rro", "rrw", "rshared", "rslave", "rstrictatime", "rsuid", "rsymfollow", "runbindable", "rw", "shared",
        "silent", "slave", "strictatime", "suid", "symfollow", "sync", "tmpcopyup", "unbindable", "idmap", "ridmap",
    ];

    private static readonly HostFacts Root = new(new CgroupLayout(CgroupKind.None, []), 0, 0, OwnsMachine: true);

    [Fact]
    public void All_options_of_the_specification_are_known()
    {
        Assert.Equal(61, Specified.Length);
        Assert.Empty(Specified.Except(MountOptionTable.Names()));
        Assert.Equal(["rnodev"], MountOptionTable.Names().Except(Specified));
    }

    [Fact]
    public void The_names_are_sorted() =>
        Assert.Equal(MountOptionTable.Names().Order(StringComparer.Ordinal), MountOptionTable.Names());

    [Fact]
    public void Only_the_generic_options_of_the_super_block_are_left_to_the_file_system() =>
        Assert.All(MountOptionTable.Names(), static name => Assert.Equal(
            MountOptionTable.KindOf(name) == MountOptionKind.SuperBlock ? [name] : [], MountOptions.Parse([name]).Data));

    [Theory]
    [InlineData("""{"destination": "/a", "source": "/b", "options": ["bind", "tmpcopyup"]}""")]
    [InlineData("""{"destination": "/a", "type": "ramfs", "options": ["tmpcopyup"]}""")]
    public void An_option_that_the_mount_cannot_have_is_named(string mount)
    {
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => Plan(mount));

        Assert.Equal("/mounts/0/options", failure.Pointer);
    }

    [Theory]
    [InlineData("""{"destination": "/a", "source": "/b", "options": ["bind", "sync", "dirsync", "lazytime"]}""")]
    [InlineData("""{"destination": "/a", "source": "/b", "options": ["rbind", "ro,uid=7"]}""")]
    [InlineData("""{"destination": "/a", "type": "tmpfs", "options": ["tmpcopyup", "size=1"]}""")]
    public void An_option_that_the_mount_can_have_is_planned(string mount) => Assert.NotEmpty(Plan(mount).Init);

    private static LaunchPlan Plan(string mount)
    {
        byte[] config = Encoding.UTF8.GetBytes($$"""
            {"ociVersion": "1.3.0", "root": {"path": "r"}, "linux": {"namespaces": [{"type": "mount"}]}, "mounts": [{{mount}}]}
            """);
        return Planner.Plan(ConfigJson.Read(config, "config.json"), Root, new LaunchRequest("ID", "/bundle", "/run"));
    }
}
