using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>features.md and features-linux.md: what the features structure claims, a container does.</summary>
public sealed class FeaturesTests(Workspace workspace) : ContainerTest(workspace)
{
    private static readonly string[] Propagations = ["private", "shared", "slave", "unbindable"];

    private static JsonNode Features { get; } =
        JsonNode.Parse(HostCommand.Run(RuntimeUnderTest.Binary, "features").Succeeded().Output)!;

    [Fact]
    public void The_structure_has_the_types_of_the_specification()
    {
        Assert.Matches(@"^1\.\d+\.\d+", (string)Features["ociVersionMin"]!);
        Assert.Matches(@"^1\.\d+\.\d+", (string)Features["ociVersionMax"]!);
        string[] lists =
        [
            "hooks", "mountOptions", "potentiallyUnsafeConfigAnnotations", "linux/namespaces", "linux/capabilities",
            "linux/seccomp/actions", "linux/seccomp/operators", "linux/seccomp/archs", "linux/seccomp/knownFlags",
            "linux/seccomp/supportedFlags", "linux/memoryPolicy/modes", "linux/memoryPolicy/flags",
        ];
        Assert.All(lists.SelectMany(Names), name => Assert.NotEmpty(name));
        string[] flags =
        [
            "linux/cgroup/v1", "linux/cgroup/v2", "linux/cgroup/systemd", "linux/cgroup/systemdUser", "linux/cgroup/rdma",
            "linux/seccomp/enabled", "linux/apparmor/enabled", "linux/selinux/enabled", "linux/intelRdt/enabled",
            "linux/intelRdt/schemata", "linux/intelRdt/monitoring", "linux/mountExtensions/idmap/enabled",
            "linux/netDevices/enabled",
        ];
        JsonValueKind?[] kinds = [null, JsonValueKind.True, JsonValueKind.False];
        Assert.All(flags, flag => Assert.Contains(Find(flag)?.GetValueKind(), kinds));
        Assert.All(Features["annotations"]?.AsObject().ToArray() ?? [], annotation => Assert.NotNull((string?)annotation.Value));
    }

    [Fact]
    public void The_versions_that_are_claimed_are_accepted()
    {
        foreach (string bound in (string[])["ociVersionMin", "ociVersionMax"])
        {
            Container container = NewContainer();
            container.Config["/ociVersion"] = (string)Features[bound]!;
            container.RunScript("true");
        }
    }

    [Fact]
    public void Every_mount_option_that_is_claimed_can_be_used()
    {
        string source = NewDirectory();
        HostCommand.Shell($"mount -t tmpfs tmpfs {source}; mount --make-shared {source}");
        HostCommand.Shell($"mkdir {source}/sub; mount -t tmpfs tmpfs {source}/sub");
        string[] unusable = [.. Names("mountOptions").Where(option => !CanBeUsed(option, source))];
        Assert.Empty(unusable);
    }

    private bool CanBeUsed(string option, string source)
    {
        Container container = NewContainer();
        if (option is "bind" or "rbind")
            container.Config.Mount("/mnt", "bind", source, option);
        else if (option == "remount")
            container.Config.Mount("/mnt", "tmpfs", "tmpfs").Mount("/mnt", "tmpfs", "tmpfs", option, "ro");
        else if (option is "idmap" or "ridmap")
            container.OwnedBy(100000).Config.UserNamespace(100000, 1000).Mount("/mnt", "bind", source, "rbind", option);
        else if (Propagations.Any(name => option == name || option == $"r{name}") || (option[0] == 'r' && IsOption(option[1..])))
            container.Config.Mount("/mnt", "bind", source, "rbind", option);
        else
            container.Config.Mount("/mnt", "tmpfs", "tmpfs", option);
        container.Config.Script("grep -q ' /mnt ' /proc/self/mountinfo");
        return container.Run() is { ExitCode: 0, Error: "" };
    }

    private static bool IsOption(string name) => Names("mountOptions").Contains(name);

    [Fact]
    public void Every_kind_of_namespace_that_is_claimed_is_made()
    {
        foreach (string kind in Names("linux/namespaces"))
        {
            string file = kind switch { "network" => "net", "mount" => "mnt", _ => kind };
            Assert.SkipUnless(File.Exists($"/proc/self/ns/{file}"), $"the kernel has no {kind} namespaces");
            Container container = NewContainer();
            if (kind == "user")
                container.OwnedBy(100000).Config.UserNamespace(100000, 1000);
            else
                container.Config.Namespace(kind);
            string inside = container.RunScript($"readlink /proc/self/ns/{file}").Text;
            Assert.NotEqual(HostCommand.Run("readlink", $"/proc/self/ns/{file}").Text, inside);
        }
    }

    [Fact]
    public void Every_capability_that_is_claimed_is_known()
    {
        Container container = NewContainer();
        container.Config.Capabilities(Names("linux/capabilities"));
        Outcome run = container.RunScript("grep CapBnd /proc/self/status");
        Assert.DoesNotContain("unknown capability", run.Error);
        Assert.Equal(HostCommand.Shell("grep CapBnd /proc/self/status").Text, run.Text);
    }

    [Fact]
    public void Every_kind_of_hook_that_is_claimed_is_run()
    {
        string directory = NewDirectory();
        Container container = NewContainer();
        foreach (string kind in Names("hooks"))
        {
            string trace = kind == "startContainer" ? "/tmp/ran" : $"{directory}/{kind}";
            container.Config[$"/hooks/{kind}/-"] = new JsonObject
            {
                ["path"] = "/bin/sh",
                ["args"] = new JsonArray("sh", "-c", $"cat >/dev/null; echo ran >{trace}"),
            };
        }
        container.RunScript("cat /tmp/ran 2>/dev/null || true");
        string[] ran = [.. Directory.GetFiles(directory).Select(file => Path.GetFileName(file)!)];
        if (File.Exists(container.Inside("/tmp/ran")))
            ran = [.. ran, "startContainer"];
        Assert.Equal(Names("hooks").Order(), ran.Order());
    }

    // Not so the architectures: libseccomp knows all of them, but puts only those of one byte order into a filter.
    [Theory]
    [InlineData("actions")]
    [InlineData("operators")]
    [InlineData("supportedFlags")]
    public void Every_word_of_seccomp_that_is_claimed_is_taken(string list)
    {
        foreach (string word in Names($"linux/seccomp/{list}").Where(word => word != "SCMP_ACT_NOTIFY"))
        {
            Container container = NewContainer();
            container.Config["/linux/seccomp"] = Filter(list, word);
            container.RunScript("true");
        }
    }

    // swapoff(2) is a call that no shell makes.
    private static JsonObject Filter(string list, string word)
    {
        var rule = new JsonObject
        {
            ["names"] = new JsonArray("swapoff"),
            ["action"] = list == "actions" ? word : "SCMP_ACT_ERRNO",
        };
        if (list == "operators")
            rule["args"] = new JsonArray(new JsonObject { ["index"] = 0, ["value"] = 1, ["valueTwo"] = 1, ["op"] = word });
        var filter = new JsonObject { ["defaultAction"] = "SCMP_ACT_ALLOW", ["syscalls"] = new JsonArray(rule) };
        if (list == "supportedFlags")
            filter["flags"] = new JsonArray(word);
        return filter;
    }

    [Fact]
    public void What_is_said_to_be_missing_is_refused_and_what_is_there_is_not()
    {
        (string Feature, string Pointer, string Json)[] parts =
        [
            ("linux/seccomp/enabled", "/linux/seccomp", """{ "defaultAction": "SCMP_ACT_ALLOW" }"""),
            ("linux/cgroup/rdma", "/linux/resources/rdma", """{ "none": { "hcaHandles": 1 } }"""),
        ];
        foreach ((string feature, string pointer, string json) in parts)
        {
            if (Find(feature) is not { } claim || (bool)claim)
                continue;
            Container container = NewContainer();
            container.Config.With(pointer, json);
            Assert.Contains(pointer, container.Refused().Error);
        }
    }

    private static JsonNode? Find(string path)
    {
        JsonNode? node = Features;
        foreach (string name in path.Split('/'))
            node = node?[name];
        return node;
    }

    private static string[] Names(string path) =>
        [.. (Find(path)?.AsArray() ?? []).Select(name => (string)name!)];
}
