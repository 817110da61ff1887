using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Xunit;

namespace Oci.Spec.Tests;

/// <summary>Configurations become records with nothing lost, and records configurations.</summary>
public sealed class ConfigJsonTests
{
    private static readonly ContainerSpec Everything = ConfigJson.Read(Encoding.UTF8.GetBytes(TestDocuments.Everything), "everything.json");

    [Fact]
    public void The_process_is_read()
    {
        ProcessSpec process = Everything.Process!;
        Assert.Equal(["/bin/server", "--port", "80", ""], process.Args);
        Assert.Equal(new ConsoleSize(25, 80), process.ConsoleSize);
        Assert.Equal([new Rlimit("RLIMIT_NOFILE", 1024, 4096), new("RLIMIT_CORE", 0, ulong.MaxValue)], process.Rlimits);
        Assert.Equal(new UserSpec { Uid = 5, Gid = 6, Umask = 18, AdditionalGids = [7, 8] }, process.User);
        Assert.Equal(-500, process.OomScoreAdj);
        Assert.Equal(new IoPrioritySpec("IOPRIO_CLASS_BE", 4), process.IoPriority);
        Assert.Equal(new CpuAffinitySpec("7", "0-3,7"), process.ExecCpuAffinity);
        Assert.Equal(["CAP_CHOWN"], process.Capabilities?.Inheritable);
        Assert.True(process is { Terminal: true, NoNewPrivileges: true, Scheduler.Period: 3000000 });
    }

    [Fact]
    public void Namespaces_mappings_and_devices_are_read()
    {
        LinuxSpec linux = Everything.Linux!;
        Assert.Equal(Enum.GetValues<NamespaceKind>(), linux.Namespaces.Select(static space => space.Kind));
        Assert.Equal(new NamespaceSpec(NamespaceKind.Network, "/run/netns/web"), linux.Namespaces[1]);
        Assert.Equal([new IdMapping(0, 100000, 1000), new(1000, 5000000, 1)], linux.GidMappings);
        Assert.Equal(new TimeOffsetsSpec(new TimeOffset(3600, 999999999), new TimeOffset(-60, 0)), linux.TimeOffsets);
        Assert.Equal("cbup", string.Concat(linux.Devices.Select(static device => device.Type)));
        Assert.Equal([new NetDeviceSpec("eth0", "web0"), new("eth1", null)], linux.NetDevices);
    }

    [Fact]
    public void Resources_are_read()
    {
        ResourcesSpec resources = Everything.Linux!.Resources!;
        Assert.Equal([new DeviceRule(false, 'a', null, null, "rwm"), new(true, 'c', 10, 229, "rw")], resources.Devices);
        Assert.Equal(new PidsSpec(0), resources.Pids);
        Assert.Equal([new ThrottleDevice(8, 0, ulong.MaxValue)], resources.BlockIo?.ThrottleWriteBpsDevice);
        Assert.Equal([new RdmaLimit("mlx5_1", 3, 10000), new("mlx4_0", null, 1000)], resources.Rdma);
        Assert.Equal("memory.high", resources.Unified[1].Name);
    }

    [Fact]
    public void Seccomp_is_read()
    {
        SeccompSpec seccomp = Everything.Linux!.Seccomp!;
        Assert.Equal(new SyscallArgument(0, ulong.MaxValue, 0, "SCMP_CMP_EQ"), seccomp.Syscalls[1].Args[0]);
        Assert.Equal(["SECCOMP_FILTER_FLAG_LOG"], seccomp.Flags);
        Assert.Equal((38u, 1u), (seccomp.DefaultErrnoRet, seccomp.Syscalls[1].ErrnoRet));
    }

    [Fact]
    public void What_is_absent_is_empty_or_null()
    {
        ContainerSpec container = ConfigJson.Read("""{"ociVersion": "1.0.0", "root": {"path": "r"}}"""u8.ToArray(), "");
        Assert.Equal(new ContainerSpec { OciVersion = "1.0.0", Root = new() { Path = "r" } }, container);
    }

    [Fact]
    public void What_a_device_rule_leaves_out_means_all()
    {
        ContainerSpec container = ConfigJson.Read(
            TestDocuments.Config("""{"linux": {"resources": {"devices": [{"allow": true}]}}}"""), "");
        Assert.Equal([new DeviceRule(true, 'a', null, null, "rwm")], container.Linux?.Resources?.Devices);
    }

    [Fact]
    public void Unknown_properties_are_accepted() => Assert.Equal(
        ConfigJson.Read(TestDocuments.Config("{}"), ""),
        ConfigJson.Read(TestDocuments.Config("""{"futureThing": {"a": [1]}, "process": {"Cwd": 5}, "windows": {"x": 1}}"""), ""));

    [Fact]
    public void A_process_and_resources_are_read_alone()
    {
        var config = JsonNode.Parse(TestDocuments.Everything)!;
        string process = config["process"]!.ToJsonString();
        string resources = config["linux"]!["resources"]!.ToJsonString();
        Assert.Equal(Everything.Process, ConfigJson.ReadProcess(Encoding.UTF8.GetBytes(process), ""));
        Assert.Equal(Everything.Linux?.Resources, ConfigJson.ReadResources(Encoding.UTF8.GetBytes(resources), ""));
    }

    [Fact]
    public void Problems_of_schema_and_rules_are_reported_together_in_the_order_of_the_document()
    {
        InvalidSpecException error = Assert.Throws<InvalidSpecException>(() => ConfigJson.Read(
            """
            {
              "ociVersion": "1.3.0",
              "root": { "path": "rootfs", "readonly": "yes" },
              "hostname": "web",
              "process": { "args": ["sh"], "env": ["A"], "rlimits": [{ "type": "RLIMIT_CPU", "soft": 2 }] },
              "linux": { "namespaces": [{ "type": "mount" }], "cgroupsPath": "/" }
            }
            """u8.ToArray(),
            "config.json"));
        Assert.Equal(
            [
                "/root/readonly: must be true or false, found \"yes\" (line 3, column 43)",
                "/hostname: needs a uts namespace: add {\"type\": \"uts\"} to /linux/namespaces (line 4, column 15)",
                "/process/cwd: is missing (line 5, column 14)",
                "/process/env/0: must be NAME=value, but has no '=' (line 5, column 40)",
                "/process/rlimits/0/hard: is missing (line 5, column 58)",
                "/linux/cgroupsPath: must name a cgroup of the container's own, not the root of the hierarchy "
                    + "(line 6, column 66)",
            ],
            error.Problems.Select(static problem => problem.ToString()));
    }

    [Fact]
    public void A_rule_is_silent_about_what_the_schema_refuses()
    {
        InvalidSpecException error = Assert.Throws<InvalidSpecException>(() => ConfigJson.Read(
            TestDocuments.Config("""{"hostname": "web", "linux": {"namespaces": [{"type": "utts"}]}}"""), "config.json"));
        SpecProblem problem = Assert.Single(error.Problems);
        Assert.Equal("/linux/namespaces/0/type", problem.Pointer);
        Assert.EndsWith("found \"utts\"; did you mean \"uts\"?", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Minus_one_is_any_device()
    {
        ContainerSpec container = ConfigJson.Read(
            TestDocuments.Config("""
                {"linux": {"resources": {"devices": [{"allow": true, "type": "c", "major": -1, "minor": -1}]}}}
                """),
            "");
        Assert.Equal([new DeviceRule(true, 'c', null, null, "rwm")], container.Linux?.Resources?.Devices);
    }

    [Fact]
    public void The_example_of_everything_has_every_property_of_the_schema()
    {
        string[] elsewhere =
            ["solaris", "windows", "vm", "zos", "freebsd", "commandLine", "username", "enableCMT", "enableMBM"];
        Assert.All(
            PropertiesIn(JsonNode.Parse(TestDocuments.Resource("config.json"))!).Except(elsewhere),
            static name => Assert.Contains($"\"{name}\":", TestDocuments.Everything, StringComparison.Ordinal));
    }

    [Fact]
    public void Any_change_gives_a_record_or_problems() => Gen.Select(Gen.Int, Gen.Int[0, Values.Length - 1]).Array[1, 4].Sample(
        static changes =>
        {
            JsonNode config = JsonNode.Parse(TestDocuments.Everything)!;
            foreach ((int pick, int value) in changes)
                Replace(config, pick, JsonNode.Parse(Values[value]));
            byte[] utf8 = Encoding.UTF8.GetBytes(config.ToJsonString());
            try
            {
                ConfigJson.Read(utf8, "config.json");
            }
            catch (InvalidSpecException error)
            {
                Assert.All(error.Problems, static problem => Assert.True(problem.Line == 1 && problem.Column > 0));
            }
        },
        iter: 3000);

    [Fact]
    public void Every_property_is_written_as_it_was_read() => Assert.True(JsonNode.DeepEquals(
        Sorted(JsonNode.Parse(TestDocuments.Everything)), Sorted(JsonNode.Parse(ConfigJson.Write(Everything)))));

    [Fact]
    public void What_is_written_reads_as_the_same() => Gen.Int.Array[0, 30].Sample(static picks =>
    {
        JsonNode config = JsonNode.Parse(TestDocuments.Everything)!;
        foreach (int pick in picks)
            RemoveOne(config, pick);
        ContainerSpec? container = TryRead(config);
        if (container is not null)
            Assert.Equal(container, ConfigJson.Read(ConfigJson.Write(container), "written"));
    });

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "4294967295", "99999999999999999999999", "\"\"", "\"/\"", "\"..\"", "\"a=b\"",
        "\"user\"", "[]", "[[]]", "[\"\"]", "[{}]", "{}", "{\"\": {}}", "{\"a/b\": \"\"}",
    ];

    private static IEnumerable<string> PropertiesIn(JsonNode schema) =>
        Descendants(schema).OfType<JsonObject>()
            .Where(static node => node.Parent is JsonObject && node.GetPropertyName() == "properties")
            .SelectMany(static properties => properties.Select(static property => property.Key))
            .Distinct();

    private static void Replace(JsonNode root, int pick, JsonNode? value)
    {
        JsonNode[] nodes = [.. Descendants(root)];
        JsonNode? chosen = nodes.Length == 0 ? null : nodes[(uint)pick % nodes.Length];
        if (chosen?.Parent is JsonObject parent)
            parent[chosen.GetPropertyName()] = value;
        else if (chosen is not null)
            chosen.Parent!.AsArray()[chosen.GetElementIndex()] = value;
    }

    private static ContainerSpec? TryRead(JsonNode config)
    {
        try
        {
            return ConfigJson.Read(Encoding.UTF8.GetBytes(config.ToJsonString()), "");
        }
        catch (InvalidSpecException)
        {
            return null;
        }
    }

    /// <summary>Takes one member or element out of a document.</summary>
    private static void RemoveOne(JsonNode root, int pick)
    {
        JsonNode[] nodes = [.. Descendants(root)];
        if (nodes.Length == 0)
            return;
        JsonNode chosen = nodes[(uint)pick % nodes.Length];
        if (chosen.Parent is JsonObject parent)
            parent.Remove(chosen.GetPropertyName());
        else
            chosen.Parent!.AsArray().RemoveAt(chosen.GetElementIndex());
    }

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject members => members.Select(static member => member.Value),
            JsonArray elements => elements,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(static child => Descendants(child).Prepend(child));
    }

    /// <summary>Object members by name, without the forms that mean the same as nothing.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(static member => member.Key, StringComparer.Ordinal)
            .Select(static member => new KeyValuePair<string, JsonNode?>(member.Key, Sorted(member.Value)))),
        JsonArray elements => new JsonArray([.. elements.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
