using System;
using System.IO;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>What a bundle needs and the machine lacks is told before anything is made, all of it at once.</summary>
public sealed class PreflightTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void Create_lists_everything_that_is_missing_and_leaves_nothing()
    {
        Container container = NewOwnContainer();
        Break(container);
        Outcome create = container.Refused();
        Assert.Contains(": 4 problems:\n", create.Error);
        Assert.All(
            (string[])["/root/path: ", "/linux/namespaces/", "/no/such/source", "nonsensefs"],
            part => Assert.Contains(part, create.Error));
        Assert.False(Directory.Exists(container.Inside("/first")));
    }

    [Fact]
    public void The_check_of_explain_finds_the_same_and_changes_nothing()
    {
        Container container = NewOwnContainer();
        Break(container);
        container.Config.With("/process/noNewPrivilege", "true");
        Outcome text = Check(container);
        Assert.Equal(1, text.ExitCode);
        Assert.Equal("", text.Error);
        Assert.Contains(": 4 things are missing here\n", text.Output);
        Assert.Contains("  warning: /process/noNewPrivilege: ", text.Output);

        Outcome json = Check(container, "--format", "json");
        Assert.Equal(1, json.ExitCode);
        JsonNode found = JsonNode.Parse(json.Output)!;
        Assert.False((bool)found["ok"]!);
        Assert.Equal(4, found["missing"]!.AsArray().Count);
        Assert.Equal("/process/noNewPrivilege", (string)found["warnings"]![0]!["property"]!);
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Where_nothing_is_missing_the_check_says_so()
    {
        Container container = NewOwnContainer();
        Assert.Contains(": ok", Check(container).Succeeded().Output);
        Assert.True((bool)JsonNode.Parse(Check(container, "-f", "json").Succeeded().Output)!["ok"]!);
        Check(container, "--format", "shell").Refused();
    }

    [Fact]
    public void The_check_needs_no_root()
    {
        Container container = NewOwnContainer();
        HostCommand.Run("chmod", "-R", "a+rX", Path.GetDirectoryName(container.Bundle)!).Succeeded();
        container.Config.WriteTo(container.Bundle);
        string binary = $"{NewDirectory()}/ociruntime";
        HostCommand.Shell($"install -m 755 {RuntimeUnderTest.Binary} {binary}; chmod 755 {Path.GetDirectoryName(binary)}");
        Outcome check = HostCommand.Run(
            "setpriv", "--reuid=1234", "--regid=1234", "--clear-groups", binary, "explain", "--check", "--bundle", container.Bundle);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("/linux/namespaces: make namespaces: it takes CAP_SYS_ADMIN", check.Output);
    }

    [Fact]
    public void A_misspelt_property_is_warned_of_and_ignored()
    {
        Container container = NewOwnContainer();
        container.Config.With("/process/noNewPrivilege", "true").With("/process/x-vendor", "1")
            .With("/annotations", """{ "annotation": "" }""");
        Outcome run = container.RunScript("true");
        string line = Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Contains("warning: /process/noNewPrivilege: ", line);
        Assert.Contains("did you mean \"noNewPrivileges\"?", line);
    }

    private static Outcome Check(Container container, params string[] flags)
    {
        container.Config.WriteTo(container.Bundle);
        return container.Ask(["explain", "--check", "--bundle", container.Bundle, .. flags]);
    }

    private static void Break(Container container) => container.Config
        .With("/root/path", "\"no/such/rootfs\"")
        .Mount("/first", "tmpfs", "tmpfs")
        .Mount("/second", "bind", "/no/such/source", "rbind")
        .Mount("/third", "nonsensefs", "none")
        .Namespace("network", "/etc/passwd");

    private Container NewOwnContainer()
    {
        Assert.SkipUnless(
            RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "explain is a command of ociruntime");
        return NewContainer();
    }
}
