using System.IO;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config-linux.md, sections Masked Paths and Readonly Paths.</summary>
public sealed class MaskedPathsTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void A_masked_file_reads_as_empty()
    {
        Container container = NewContainer();
        File.WriteAllText(container.Inside("/etc/secret"), "hidden");
        container.Config.With("/linux/maskedPaths", """["/etc/secret"]""");
        Assert.Equal("[]", container.RunScript("echo [$(cat /etc/secret)]").Text);
    }

    [Fact]
    public void A_masked_directory_is_empty_and_cannot_be_written()
    {
        Container container = NewContainer();
        Directory.CreateDirectory(container.Inside("/secrets/inner"));
        container.Config.With("/linux/maskedPaths", """["/secrets"]""");
        Outcome run = container.RunScript("ls -A /secrets; touch /secrets/new 2>&1 || echo refused");
        Assert.EndsWith("refused", run.Text);
        Assert.DoesNotContain("inner", run.Text);
    }

    [Fact]
    public void A_masked_path_that_does_not_exist_is_no_error()
    {
        Container container = NewContainer();
        container.Config.With("/linux/maskedPaths", """["/no/such/path"]""");
        Assert.Equal("absent", container.RunScript("[ -e /no ] || echo absent").Text);
    }

    [Fact]
    public void A_readonly_path_and_what_is_mounted_below_it_refuse_writes()
    {
        Container container = NewContainer();
        Directory.CreateDirectory(container.Inside("/sealed/inner"));
        container.Config.Mount("/sealed/inner", "tmpfs", "tmpfs").With("/linux/readonlyPaths", """["/sealed"]""");
        Assert.Equal("refused", container.RunScript("touch /sealed/new 2>/dev/null || echo refused").Text);
    }

    [Fact]
    public void A_readonly_file_is_readable_and_refuses_writes()
    {
        Container container = NewContainer();
        File.WriteAllText(container.Inside("/etc/fixed"), "text");
        container.Config.With("/linux/readonlyPaths", """["/etc/fixed"]""");
        Outcome run = container.RunScript("cat /etc/fixed; echo new 2>/dev/null >/etc/fixed || echo ' refused'");
        Assert.Equal("text refused", run.Text);
    }

    [Fact]
    public void A_readonly_path_that_does_not_exist_is_no_error()
    {
        Container container = NewContainer();
        container.Config.With("/linux/readonlyPaths", """["/no/such/path"]""");
        container.RunScript("true");
    }

    [Fact]
    public void Without_masked_and_readonly_paths_proc_is_as_the_kernel_shows_it()
    {
        Container container = NewContainer();
        container.Config.Without("/linux/maskedPaths").Without("/linux/readonlyPaths");
        string mountinfo = container.RunScript("cat /proc/self/mountinfo").Output;
        Assert.DoesNotContain(MountEntry.ParseAll(mountinfo), entry => entry.Destination.StartsWith("/proc/"));
    }

    [Fact]
    public void A_readonly_path_keeps_the_restrictions_of_its_mount()
    {
        Container container = NewContainer();
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", "nosuid", "nodev", "noexec")
            .With("/linux/readonlyPaths", """["/mnt"]""");
        string mountinfo = container.RunScript("cat /proc/self/mountinfo").Output;
        string[] options = MountEntry.At(mountinfo, "/mnt").Options;
        Assert.All((string[])["ro", "nosuid", "nodev", "noexec"], option => Assert.Contains(option, options));
    }

    [Theory]
    [InlineData("/linux/readonlyPaths", "relative")]
    [InlineData("/linux/readonlyPaths", "")]
    [InlineData("/linux/maskedPaths", "")]
    public void A_path_that_is_not_absolute_is_refused(string pointer, string path)
    {
        Container container = NewContainer();
        container.Config[pointer] = new JsonArray(path);
        container.Refused();
    }
}
