using System.IO;
using Oci.Conformance.Harness;

namespace Oci.Conformance.Escapes;

/// <summary>Mounts and other set-up that links of the image try to lead out of the root file system.</summary>
public sealed class MountEscapeTests(Workspace workspace) : EscapeTest(workspace)
{
    [Theory]
    [InlineData("/absolute")]
    [InlineData("/absolute/missing/deeper")]
    [InlineData("/relative/missing")]
    [InlineData("/chain/missing")]
    [InlineData("/dangling")]
    [InlineData("/dangling/missing")]
    [InlineData("/etc/../relative")]
    [Cve("CVE-2015-3629", "CVE-2024-45310", "CVE-2015-1335")]
    public void A_file_system_is_mounted_inside_whatever_links_of_the_image_say(string destination)
    {
        Canary canary = NewCanary();
        Container container = NewContainerWithLinks(canary);
        container.Config.Mount(destination, "tmpfs", "tmpfs").Script($"touch {destination}/written");
        container.Run().Succeeded();
        canary.AssertUntouched();
    }

    [Theory]
    [InlineData("/to-file")]
    [InlineData("/to-missing-file")]
    [InlineData("/etc/resolv.conf")]
    [InlineData("/chain/missing/file")]
    [Cve("CVE-2019-18837", "CVE-2024-45310")]
    public void A_file_is_mounted_inside_whatever_links_of_the_image_say(string destination)
    {
        Canary canary = NewCanary();
        string source = NewDirectory() + "/source";
        File.WriteAllText(source, "bound");
        Container container = NewContainerWithLinks(canary);
        container.Config.Mount(destination, "bind", source, "bind");
        Assert.Equal("bound", container.RunScript("cat " + destination).Text);
        canary.AssertUntouched();
    }

    [Fact]
    [Cve("CVE-2015-3629")]
    public void A_destination_with_dots_is_inside()
    {
        Canary canary = NewCanary();
        Container container = NewContainer();
        container.Config.Mount("/" + canary.Relative, "tmpfs", "tmpfs");
        container.Run().Succeeded();
        canary.AssertUntouched();
    }

    [Fact]
    [Cve("CVE-2021-30465", "CVE-2024-45310", "CVE-2019-19921")]
    public void A_volume_that_changes_meanwhile_leads_no_mount_out()
    {
        Canary canary = NewCanary();
        string volume = NewDirectory();
        Directory.CreateDirectory(volume + "/place/within");
        File.CreateSymbolicLink(volume + "/link", canary.Directory);
        using var exchange = new ExchangeLoop(volume + "/place", volume + "/link");
        int made = 0;
        for (int round = 0; round < 60; round++)
        {
            Container container = NewContainer();
            container.Config.Mount("/volume", "bind", volume, "bind").Mount("/volume/place/within", "tmpfs", "tmpfs")
                .Mount("/volume/place/new/deeper", "tmpfs", "tmpfs")
                .Args("sh", "-c", "echo written >/volume/place/within/file; echo written >/volume/place/new/deeper/file");
            // Whether a place can be mounted on while it moves is luck; the host must not change either way.
            made += container.Run().ExitCode == 0 ? 1 : 0;
        }
        exchange.Dispose();
        canary.AssertUntouched();
        Assert.True(exchange.Count > 1000 && made > 0, $"{exchange.Count} exchanges, {made} containers: nothing was tried");
    }

    [Fact]
    [Cve("CVE-2025-31133")]
    public void A_masked_path_through_a_link_leaves_the_host_readable()
    {
        Canary canary = NewCanary();
        Container container = NewContainerWithLinks(canary);
        container.Config.With("/linux/maskedPaths", """["/to-file", "/absolute"]""")
            .With("/linux/readonlyPaths", """["/relative"]""");
        container.Run().Succeeded();
        canary.AssertUntouched();
        File.WriteAllText(canary.Secret, "writable");
    }

    [Fact]
    [Cve("CVE-2024-45310")]
    public void A_working_directory_through_a_link_is_made_and_entered_inside()
    {
        Canary canary = NewCanary();
        Container container = NewContainerWithLinks(canary);
        container.Config["/process/cwd"] = "/absolute/new";
        Assert.DoesNotContain("safe", container.RunScript("touch written; cat ../file || true").Output);
        canary.AssertUntouched();
    }

    [Fact]
    [Cve("CVE-2026-115521")]
    public void A_read_only_root_is_that_without_help_of_a_proc()
    {
        Container container = NewContainer();
        Directory.CreateDirectory(container.Inside("/other"));
        Directory.CreateDirectory(container.Inside("/proc/self/fd"));
        for (int number = 0; number < 40; number++)
            File.CreateSymbolicLink(container.Inside($"/proc/self/fd/{number}"), "/other");
        container.Config.WithoutMount("/proc").Without("/linux/maskedPaths").Without("/linux/readonlyPaths")
            .Mount("/other", "tmpfs", "tmpfs")["/root/readonly"] = true;
        string script = "touch /new 2>/dev/null || echo refused; touch /other/new && echo written";
        Assert.Equal(["refused", "written"], container.RunScript(script).Lines);
    }

    [Fact]
    [Cve("CVE-2026-115521")]
    public void Nothing_is_made_in_the_source_of_a_read_only_mount()
    {
        string source = NewDirectory();
        Container container = NewContainer();
        container.Config.Mount("/data", "bind", source, "bind", "ro").Mount("/data/inner", "tmpfs", "tmpfs");
        container.Run().Refused();
        Assert.Empty(Directory.GetFileSystemEntries(source));
    }

    [Fact]
    [Cve("CVE-2021-30465")]
    public void A_root_that_is_the_hosts_root_is_refused()
    {
        Container container = NewContainer();
        container.Config["/root/path"] = "/";
        container.Config["/root/readonly"] = true;
        container.Refused();
    }

    private Container NewContainerWithLinks(Canary canary)
    {
        Container container = NewContainer();
        void Link(string name, string target) => File.CreateSymbolicLink(container.Inside(name), target);
        Link("/absolute", canary.Directory);
        Link("/relative", canary.Relative);
        Link("/chain", "etc/../first");
        Link("/first", "/./second");
        Link("/second", canary.Directory);
        Link("/dangling", canary.Directory + "/missing");
        Link("/to-file", canary.Secret);
        Link("/to-missing-file", canary.Directory + "/missing-file");
        Link("/etc/resolv.conf", canary.Relative + "/missing-file");
        return container;
    }
}
