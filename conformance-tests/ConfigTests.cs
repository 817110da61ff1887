using System;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config.md: the document as such, its version, and strings that no system call could take.</summary>
public sealed class ConfigTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("1.0.0")]
    [InlineData("1.0.2-dev")]
    [InlineData("1.2.1")]
    [InlineData("1.3.0")]
    [InlineData("1.1.0+build.5")]
    public void Every_version_1_of_the_specification_is_accepted(string version)
    {
        Container container = NewContainer();
        container.Config["/ociVersion"] = version;
        container.RunScript("true");
    }

    [Theory]
    [InlineData("")]
    [InlineData("2.0.0")]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("v1.0.0")]
    [InlineData("01.0.0")]
    [InlineData(null)]
    public void Another_version_or_none_is_refused(string? version)
    {
        Container container = NewContainer();
        container.Config["/ociVersion"] = version;
        container.Refused();
    }

    [Fact]
    public void Properties_of_other_platforms_are_ignored()
    {
        Container container = NewContainer();
        container.Config.With("/windows", """{ "layerFolders": ["C:\\x"] }""").With("/solaris", "{}");
        container.RunScript("true");
    }

    [Fact]
    public void A_property_that_occurs_twice_is_refused() => RefuseText(NewContainer(), text => text.Replace(
        "\"noNewPrivileges\":true", "\"noNewPrivileges\":true,\"noNewPrivileges\":false", StringComparison.Ordinal));

    [Fact]
    public void The_case_of_a_name_counts()
    {
        Container container = NewContainer();
        container.Config["/Hostname"] = "other";
        Assert.Equal("inside", container.RunScript("hostname").Text);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("]")]
    [InlineData("\0")]
    public void Whatever_follows_the_document_is_refused(string tail) =>
        RefuseText(NewContainer(), text => text + tail);

    [Theory]
    [InlineData("// a comment\n{0}")]
    [InlineData("{0},")]
    public void What_is_no_plain_json_is_refused(string format) =>
        RefuseText(NewContainer(), text => format.Replace("{0}", text, StringComparison.Ordinal));

    [Fact]
    public void Deep_nesting_is_refused_and_crashes_nothing() => RefuseText(NewContainer(), text =>
        "{\"deep\":" + new string('[', 200_000) + new string(']', 200_000) + "," + text[1..]);

    [Fact]
    public void What_is_not_utf_8_is_refused()
    {
        Container container = NewContainer();
        container.Config["/hostname"] = "cafe";
        container.Config.WriteTo(container.Bundle);
        string path = container.Bundle + "/config.json";
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(File.ReadAllText(path).Replace("cafe", "caf\u00e9")));
        RefuseFile(container);
    }

    [Fact]
    public void A_config_that_is_a_directory_is_refused()
    {
        Container container = NewContainer();
        Directory.CreateDirectory(container.Bundle + "/config.json");
        RefuseFile(container);
    }

    [Fact]
    public void A_config_that_is_a_pipe_is_refused_at_once()
    {
        Container container = NewContainer();
        HostCommand.Run("mkfifo", container.Bundle + "/config.json").Succeeded();
        RefuseFile(container);
    }

    [Fact]
    public void A_config_may_be_a_link_to_a_file()
    {
        Container container = NewContainer();
        string elsewhere = NewDirectory();
        container.Config.Script("echo fine").WriteTo(elsewhere);
        File.CreateSymbolicLink(container.Bundle + "/config.json", elsewhere + "/config.json");
        Assert.Equal("fine", container.Ask("run", "--bundle", container.Bundle, container.Id).Succeeded().Text);
    }

    [Theory]
    [InlineData("/process/cwd", "/tmp\0/../x")]
    [InlineData("/process/args/0", "true\0x")]
    [InlineData("/process/env/0", "PATH=/bin\0x")]
    [InlineData("/root/path", "rootfs\0x")]
    [InlineData("/hostname", "name\0x")]
    [InlineData("/mounts/0/destination", "/proc\0x")]
    [InlineData("/mounts/1/options/0", "nosuid\0x")]
    [InlineData("/linux/cgroupsPath", "/name\0x")]
    [InlineData("/linux/maskedPaths/0", "/proc/kcore\0x")]
    [InlineData("/linux/readonlyPaths/0", "/proc/bus\0x")]
    public void A_nul_in_a_string_is_refused(string pointer, string value)
    {
        Container container = NewContainer();
        container.Config[pointer] = value;
        container.Refused();
    }

    [Fact]
    public void Ten_thousand_variables_are_no_burden()
    {
        Container container = NewContainer();
        for (int i = 0; i < 10_000; i++)
            container.Config["/process/env/-"] = $"V{i}=x";
        Assert.Equal("10000", container.RunScript("env | grep -c ^V").Text);
    }

    private static void RefuseText(Container container, Func<string, string> change)
    {
        container.Config.WriteTo(container.Bundle);
        string path = container.Bundle + "/config.json";
        File.WriteAllText(path, change(File.ReadAllText(path)));
        RefuseFile(container);
    }

    private static void RefuseFile(Container container)
    {
        container.Ask("run", "--bundle", container.Bundle, container.Id).Refused();
        Assert.Empty(Leftovers.Of(container));
    }
}
