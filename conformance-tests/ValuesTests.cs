using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// config.md, sections Extensibility and Valid values: which properties must be there, which values are none, and what
/// is passed over.
/// </summary>
public sealed class ValuesTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string Condition =
        """{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_ERRNO", "args": [""";

    [Theory]
    [InlineData("/ociVersion")]
    [InlineData("/root")]
    [InlineData("/root/path")]
    [InlineData("/process/cwd")]
    public void A_required_property_must_be_there(string pointer)
    {
        Container container = NewContainer();
        container.Config.Without(pointer);
        container.Refused();
    }

    [Theory]
    [InlineData("/mounts/-", """{ "type": "tmpfs", "source": "tmpfs" }""")]
    [InlineData("/process/rlimits", """[{ "soft": 10, "hard": 10 }]""")]
    [InlineData("/process/rlimits", """[{ "type": "RLIMIT_NOFILE", "hard": 1024 }]""")]
    [InlineData("/process/rlimits", """[{ "type": "RLIMIT_CORE", "soft": 0 }]""")]
    [InlineData("/linux/namespaces/-", "{}")]
    [InlineData("/linux/devices/-", """{ "path": "/dev/x", "major": 1, "minor": 3 }""")]
    [InlineData("/linux/devices/-", """{ "type": "c", "major": 1, "minor": 3 }""")]
    [InlineData("/linux/devices/-", """{ "path": "/dev/x", "type": "c", "minor": 3 }""")]
    [InlineData("/linux/devices/-", """{ "path": "/dev/x", "type": "c", "major": 1 }""")]
    [InlineData("/linux/resources/devices/-", """{ "type": "c", "major": 1, "minor": 3, "access": "r" }""")]
    [InlineData("/hooks/createRuntime/-", """{ "args": ["true"] }""")]
    [InlineData("/process/scheduler", """{ "nice": 1 }""")]
    [InlineData("/process/ioPriority", """{ "class": "IOPRIO_CLASS_BE" }""")]
    [InlineData("/process/ioPriority", """{ "priority": 1 }""")]
    [InlineData("/linux/memoryPolicy", """{ "nodes": "0" }""")]
    [InlineData("/linux/personality", "{}")]
    [InlineData("/linux/seccomp", """{ "syscalls": [] }""")]
    [InlineData("/linux/seccomp", """{ "defaultAction": "SCMP_ACT_LOG", "syscalls": [{ "action": "SCMP_ACT_LOG" }] }""")]
    [InlineData("/linux/seccomp", """{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir"] }] }""")]
    [InlineData("/linux/seccomp", Condition + """{ "value": 1, "op": "SCMP_CMP_EQ" }] }] }""")]
    [InlineData("/linux/seccomp", Condition + """{ "index": 0, "op": "SCMP_CMP_EQ" }] }] }""")]
    [InlineData("/linux/seccomp", Condition + """{ "index": 0, "value": 1 }] }] }""")]
    public void An_entry_without_a_required_property_is_refused(string pointer, string json)
    {
        Container container = NewContainer();
        container.Config.With(pointer, json);
        container.Refused();
    }

    [Theory]
    [InlineData("""[{ "hostID": 100000, "size": 1000 }]""")]
    [InlineData("""[{ "containerID": 0, "size": 1000 }]""")]
    [InlineData("""[{ "containerID": 0, "hostID": 100000 }]""")]
    public void A_mapping_without_a_required_property_is_refused(string json)
    {
        Container container = NewContainer();
        container.Config.UserNamespace(100000, 1000).With("/linux/gidMappings", json);
        container.Refused();
    }

    [Theory]
    [InlineData("{ \"width\": 10 }")]
    [InlineData("{ \"height\": 10 }")]
    public void A_console_size_has_both_of_its_properties(string json)
    {
        Container container = NewContainer();
        using var socket = new ConsoleSocket(container.Bundle);
        container.Config.With("/process/terminal", "true").With("/process/consoleSize", json);
        container.Refused("--console-socket", socket.Path);
    }

    [Theory]
    [InlineData("/ociVersion", "\"1.0\"")]
    [InlineData("/ociVersion", "\"v1.0.0\"")]
    [InlineData("/ociVersion", "\"nonsense\"")]
    [InlineData("/root/path", "\"no/such/rootfs\"")]
    [InlineData("/root/path", "\"config.json\"")]
    [InlineData("/process/args", "[]")]
    [InlineData("/process/cwd", "\"relative\"")]
    [InlineData("/process/cwd", "\"\"")]
    [InlineData("/process/user/uid", "-1")]
    [InlineData("/process/user/gid", "\"root\"")]
    [InlineData("/process/oomScoreAdj", "5000")]
    [InlineData("/process/rlimits/0/type", "\"RLIMIT_NONSENSE\"")]
    [InlineData("/process/rlimits/0/type", "\"NOFILE\"")]
    [InlineData("/process/rlimits/0/soft", "4096")]
    [InlineData("/annotations", """["a"]""")]
    [InlineData("/annotations", """{ "a": 1 }""")]
    [InlineData("/annotations", """{ "": "a" }""")]
    [InlineData("/linux/namespaces/-", """{ "type": "astral" }""")]
    [InlineData("/linux/namespaces/-", """{ "type": "cgroup", "path": "proc/self/ns/cgroup" }""")]
    [InlineData("/linux/devices/-", """{ "path": "/dev/x", "type": "z", "major": 1, "minor": 3 }""")]
    [InlineData("/linux/rootfsPropagation", "\"sideways\"")]
    [InlineData("/hooks/createRuntime/-", """{ "path": "bin/true" }""")]
    [InlineData("/hooks/createRuntime/-", """{ "path": "/bin/true", "timeout": 0 }""")]
    [InlineData("/linux/maskedPaths", """["etc"]""")]
    [InlineData("/linux/readonlyPaths", """["etc"]""")]
    public void A_value_that_is_none_is_refused(string pointer, string json)
    {
        Container container = NewContainer();
        container.Config.With(pointer, json);
        container.Refused();
    }

    [Theory]
    [InlineData("/com.example.future")]
    [InlineData("/process/future")]
    [InlineData("/process/user/future")]
    [InlineData("/process/capabilities/future")]
    [InlineData("/process/rlimits/0/future")]
    [InlineData("/root/future")]
    [InlineData("/mounts/0/future")]
    [InlineData("/hooks/future")]
    [InlineData("/linux/future")]
    [InlineData("/linux/namespaces/0/future")]
    [InlineData("/linux/resources/future")]
    [InlineData("/linux/resources/devices/0/future")]
    [InlineData("/annotations/com.example.future")]
    [InlineData("/annotations/org.opencontainers.future")]
    public void A_property_that_nobody_knows_is_passed_over(string pointer)
    {
        Container container = NewContainer();
        container.Config[pointer] = "value";
        Assert.Equal("fine", container.RunScript("echo fine").Text);
    }

    [Fact]
    public void Annotations_may_be_absent_or_empty()
    {
        Container container = NewContainer();
        container.Config.With("/annotations", "{}");
        container.RunScript("true");
    }

    [Theory]
    [InlineData("bounding")]
    [InlineData("permitted")]
    [InlineData("effective")]
    public void A_capability_that_the_kernel_does_not_know_stops_nothing(string set)
    {
        Container container = NewContainer();
        container.Config.Capabilities("CAP_CHOWN")[$"/process/capabilities/{set}/-"] = "CAP_NO_SUCH_THING";
        Outcome run = container.RunScript("grep -E '^Cap(Prm|Eff|Bnd)' /proc/self/status");
        Assert.All(run.Lines, line => Assert.EndsWith("\t0000000000000001", line));
        Assert.Equal(3, run.Lines.Length);
    }
}
