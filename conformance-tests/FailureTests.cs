using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// Configurations that cannot become a container: each is refused in one sentence, and leaves nothing.
/// </summary>
public sealed class FailureTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("/ociVersion", "\"nonsense\"")]
    [InlineData("/ociVersion", "17")]
    [InlineData("/root", "{}")]
    [InlineData("/root/path", "\"no/such/rootfs\"")]
    [InlineData("/root/path", "\"config.json\"")]
    [InlineData("/root/path", "false")]
    [InlineData("/process", "[]")]
    [InlineData("/process/args", "[]")]
    [InlineData("/process/args", "\"sh\"")]
    [InlineData("/process/cwd", "\"relative\"")]
    [InlineData("/process/cwd", "\"\"")]
    [InlineData("/process/cwd", "\"/bin/busybox\"")]
    [InlineData("/process/env", "{}")]
    [InlineData("/process/user/uid", "-1")]
    [InlineData("/process/user/uid", "\"root\"")]
    [InlineData("/process/user/gid", "4294967296")]
    [InlineData("/process/rlimits/0/type", "\"RLIMIT_NONSENSE\"")]
    [InlineData("/process/rlimits/0/soft", "4096")]
    [InlineData("/process/rlimits/0/hard", "-1")]
    [InlineData("/process/oomScoreAdj", "5000")]
    [InlineData("/process/oomScoreAdj", "\"low\"")]
    [InlineData("/hostname", "7")]
    [InlineData("/mounts", "{}")]
    [InlineData("/mounts/-", """{ "destination": "/mnt", "type": "nonsensefs", "source": "x" }""")]
    [InlineData("/mounts/-", """{ "destination": "/mnt", "source": "/no/such", "options": ["bind"] }""")]
    [InlineData("/mounts/-", """{ "destination": "/bin/busybox", "type": "tmpfs", "source": "tmpfs" }""")]
    [InlineData("/mounts/-", """{ "destination": "/bin/busybox/sub", "type": "tmpfs", "source": "tmpfs" }""")]
    [InlineData("/mounts/-", """{ "type": "tmpfs", "source": "tmpfs" }""")]
    public void A_broken_property_is_refused_in_one_sentence(string pointer, string json) => AssertRefused(pointer, json);

    [Theory]
    [InlineData("/linux/namespaces/-", "{}")]
    [InlineData("/linux/namespaces/-", """{ "type": "user" }""")]
    [InlineData("/linux/namespaces/-", """{ "type": "cgroup", "path": "relative/path" }""")]
    [InlineData("/linux/devices/-", """{ "path": "/dev/x", "type": "z", "major": 1, "minor": 3 }""")]
    [InlineData("/linux/devices/-", """{ "type": "c", "major": 1, "minor": 3 }""")]
    [InlineData("/linux/devices/-", """{ "path": "/dev/x", "type": "c" }""")]
    [InlineData("/linux/sysctl", """{ "net.no.such.parameter": "1" }""")]
    [InlineData("/linux/sysctl", """{ "net.ipv4.ip_forward": "nonsense" }""")]
    [InlineData("/linux/rootfsPropagation", "\"sideways\"")]
    [InlineData("/linux/maskedPaths", "[\"relative\"]")]
    [InlineData("/linux/cgroupsPath", "7")]
    [InlineData("/linux/resources", "[]")]
    [InlineData("/linux/seccomp", """{ "defaultAction": "SCMP_ACT_NONSENSE" }""")]
    [InlineData("/linux/personality", """{ "domain": "WINDOWS" }""")]
    [InlineData("/process/args", "[1]")]
    [InlineData("/process/env", "[1]")]
    [InlineData("/process/cwd", "1")]
    [InlineData("/process/terminal", "\"yes\"")]
    [InlineData("/process/noNewPrivileges", "\"true\"")]
    [InlineData("/process/noNewPrivileges", "1")]
    [InlineData("/process/user", "\"nobody\"")]
    [InlineData("/process/user/uid", "4294967296")]
    [InlineData("/process/user/gid", "1.5")]
    [InlineData("/process/user/additionalGids", "[\"1\"]")]
    [InlineData("/process/user/additionalGids", "[-5]")]
    [InlineData("/process/user/umask", "\"022\"")]
    [InlineData("/process/capabilities", "[\"CAP_KILL\"]")]
    [InlineData("/process/capabilities/bounding", "\"CAP_KILL\"")]
    [InlineData("/process/rlimits", "{}")]
    [InlineData("/process/rlimits/0/soft", "18446744073709551616")]
    [InlineData("/root", "\"rootfs\"")]
    [InlineData("/root/path", "\"\"")]
    [InlineData("/root/readonly", "\"yes\"")]
    [InlineData("/mounts/-", """{ "destination": "/mnt", "type": "tmpfs", "options": "ro" }""")]
    [InlineData("/mounts/-", """{ "destination": 1, "type": "tmpfs" }""")]
    [InlineData("/mounts/-", """{ "destination": "/mnt", "type": "ext4", "source": "/dev/null" }""")]
    [InlineData("/annotations", "{ \"a\": 1 }")]
    [InlineData("/annotations", "[]")]
    [InlineData("/hooks", "[]")]
    [InlineData("/hooks/createRuntime", "{}")]
    [InlineData("/hooks/createRuntime/-", "{}")]
    [InlineData("/linux", "[]")]
    [InlineData("/linux/namespaces", "{}")]
    [InlineData("/linux/namespaces", "[\"pid\"]")]
    [InlineData("/linux/uidMappings/-", """{ "containerID": "0", "hostID": 0, "size": 1 }""")]
    [InlineData("/linux/devices/-", """{ "path": "/dev/x", "type": "c", "major": "1", "minor": 3 }""")]
    [InlineData("/linux/sysctl", """{ "net.ipv4.ip_forward": 1 }""")]
    [InlineData("/linux/maskedPaths", "{}")]
    [InlineData("/linux/maskedPaths", "[1]")]
    [InlineData("/linux/readonlyPaths", "\"/proc\"")]
    [InlineData("/linux/rootfsPropagation", "5")]
    [InlineData("/linux/resources/memory", """{ "limit": "1" }""")]
    [InlineData("/linux/resources/pids", """{ "limit": 1.5 }""")]
    [InlineData("/linux/seccomp", "\"x\"")]
    [InlineData("/linux/seccomp", "{}")]
    public void A_broken_property_of_Linux_is_refused_in_one_sentence(string pointer, string json) =>
        AssertRefused(pointer, json);

    private void AssertRefused(string pointer, string json)
    {
        Container container = NewContainer();
        container.Config.With(pointer, json);
        AssertRefusedCleanly(container, container.Create());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("not json at all")]
    [InlineData("{ \"ociVersion\": \"1.0.2\" } trailing")]
    public void A_config_that_is_no_object_is_refused_in_one_sentence(string text)
    {
        Container container = NewContainer();
        File.WriteAllText(container.Bundle + "/config.json", text);
        AssertRefusedCleanly(container, container.Ask("create", "--bundle", container.Bundle, container.Id));
    }

    [Fact]
    public void A_bundle_without_a_config_is_refused_in_one_sentence()
    {
        Container container = NewContainer();
        AssertRefusedCleanly(container, container.Ask("create", "--bundle", container.Bundle, container.Id));
    }

    [Fact]
    public void A_bundle_that_does_not_exist_is_refused_in_one_sentence()
    {
        Container container = NewContainer();
        AssertRefusedCleanly(container, container.Ask("create", "--bundle", "/no/such/bundle", container.Id));
    }

    [Theory]
    [InlineData("/no/such/program")]
    [InlineData("/etc/passwd")]
    [InlineData("/etc")]
    public void A_program_that_cannot_be_run_is_named(string program)
    {
        Container container = NewContainer();
        container.Config.Args(program);
        Outcome run = container.Run();
        Assert.Contains(program, run.Error);
        AssertRefusedCleanly(container, run);
    }

    [Fact]
    public void What_fails_inside_a_user_namespace_is_named_too()
    {
        Container container = NewContainer();
        // The root file system belongs to a user that is not mapped: /refused cannot be made in it.
        container.Config.UserNamespace(100000, 1000).Mount("/refused", "bind", NewDirectory(), "bind");
        Outcome create = container.Create();
        Assert.Contains("/refused", create.Error);
        AssertRefusedCleanly(container, create);
    }

    [Fact]
    public void An_error_can_be_written_to_a_log_as_json()
    {
        Container container = NewContainer();
        container.Config["/root/path"] = "no/such/rootfs";
        container.Config.WriteTo(container.Bundle);
        string log = container.Bundle + "/log.json";
        container.Ask("--log", log, "--log-format", "json", "create", "--bundle", container.Bundle, container.Id)
            .Refused();
        var line = System.Text.Json.Nodes.JsonNode.Parse(File.ReadLines(log).Last())!;
        Assert.Equal("error", (string)line["level"]!);
        Assert.NotEmpty((string)line["msg"]!);
        Assert.True(DateTime.TryParse((string)line["time"]!, out _));
    }

    [Fact]
    public void A_pid_file_that_cannot_be_written_is_refused_and_leaves_nothing()
    {
        Container container = NewContainer();
        container.Config.WriteTo(container.Bundle);
        AssertRefusedCleanly(container, container.Ask(
            "create", "--bundle", container.Bundle, "--pid-file", "/no/such/directory/pid", container.Id));
    }

    [Theory]
    [InlineData("create", "--no-such-flag", "x")]
    [InlineData("no-such-command")]
    [InlineData("start")]
    [InlineData("start", "one", "two")]
    [InlineData("kill")]
    public void A_command_line_that_makes_no_sense_is_refused(params string[] arguments)
    {
        Container container = NewContainer();
        container.Ask(arguments).Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    private static void AssertRefusedCleanly(Container container, Outcome outcome)
    {
        outcome.Refused();
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.NotEqual("", outcome.Error.Trim());
        foreach (string trace in (string[])["   at ", "Exception", "goroutine", "panic:"])
            Assert.DoesNotContain(trace, outcome.Error);
        Assert.Empty(Leftovers.Of(container));
    }
}
