using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>The cache of compiled filters of this runtime: whatever stands in it, the profile is what counts.</summary>
public sealed class SeccompCacheTests : ContainerTest
{
    public SeccompCacheTests(Workspace workspace)
        : base(workspace) =>
        Assert.SkipUnless(RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "another runtime");

    [Fact]
    public void A_profile_is_compiled_once()
    {
        Container container = NewContainer();
        AssertRefuses(container);
        string entry = Assert.Single(Entries(container));
        long inode = InodeOf(entry);
        AssertRefuses(container);
        Assert.Equal(inode, InodeOf(Assert.Single(Entries(container))));
        Assert.Equal("", container.Ask("list", "-q").Succeeded().Output);
        Assert.DoesNotContain("seccomp", container.Ask("list").Succeeded().Error);
    }

    [Fact]
    public void A_filter_for_another_profile_in_its_place_is_not_believed()
    {
        Container container = NewContainer();
        AssertRefuses(container);
        string refusing = Assert.Single(Entries(container));
        container.Config.With("/linux/seccomp", """{ "defaultAction": "SCMP_ACT_ALLOW" }""").Script("mkdir /tmp/b");
        container.Run().Succeeded();
        string allowing = Assert.Single(Entries(container), path => path != refusing);
        File.Copy(allowing, refusing, overwrite: true);
        AssertRefuses(container);
    }

    [Theory]
    [InlineData("printf x | dd of={0} bs=1 seek=60 conv=notrunc")]
    [InlineData("truncate -s 40 {0}")]
    [InlineData(": >{0}")]
    [InlineData("head -c 200000 /dev/zero >{0}")]
    [InlineData("mv {0} {0}.real && ln -s {0}.real {0}")]
    [InlineData("chown 1000 {0}")]
    [InlineData("chmod 666 {0}")]
    [InlineData("rm {0} && mkfifo -m 600 {0}")]
    [InlineData("rm {0} && mkdir {0}")]
    [InlineData("rm {0} && ln -s /dev/zero {0}")]
    [InlineData("rm {0} && ln -s {0} {0}")]
    [InlineData("rm {0} && mknod -m 600 {0} c 1 5")]
    [InlineData("truncate -s 100G {0}")]
    [InlineData("tail -c +2 {0} >{0}.real && cat {0}.real >{0}")]
    [InlineData("chmod 0 {0}")]
    [InlineData("d=$(dirname {0}); rm -r $d; mkfifo -m 700 $d")]
    [InlineData("d=$(dirname {0}); rm -r $d; ln -s /tmp $d")]
    [InlineData("cd $(dirname {0}); rm {0}; mkfifo new.1 new.2; touch $(seq 200); chmod 600 *")]
    [InlineData("chown 1000 $(dirname {0})")]
    [InlineData("chmod 777 $(dirname {0})")]
    public void A_damaged_or_planted_entry_changes_nothing(string damage)
    {
        Container container = NewContainer();
        AssertRefuses(container);
        HostCommand.Shell(damage.Replace("{0}", Assert.Single(Entries(container))));
        AssertRefuses(container);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_done_without()
    {
        Container container = NewContainer();
        string cache = container.StateRoot + "/.seccomp-cache";
        Directory.CreateDirectory(cache);
        HostCommand.Shell($"mount -t tmpfs -o ro,mode=700 tmpfs {cache}");
        try
        {
            AssertRefuses(container);
            Assert.Empty(Entries(container));
        }
        finally
        {
            HostCommand.Shell($"umount {cache}");
        }
    }

    private static void AssertRefuses(Container container)
    {
        container.Config.With("/linux/seccomp", """
            { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO" }] }
            """).Script("mkdir /tmp/a 2>/dev/null || echo refused");
        Assert.Equal("refused", container.Run().Succeeded().Text);
    }

    private static string[] Entries(Container container) =>
    [
        .. Directory.GetFileSystemEntries(container.StateRoot + "/.seccomp-cache")
            .Where(path => !path.EndsWith(".real", StringComparison.Ordinal)),
    ];

    private static long InodeOf(string path) =>
        long.Parse(HostCommand.Run("stat", "-c", "%i", path).Succeeded().Text, System.Globalization.CultureInfo.InvariantCulture);
}
