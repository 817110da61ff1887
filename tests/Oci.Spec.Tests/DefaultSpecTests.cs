using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Oci.Spec.Tests;

/// <summary>The default configuration is the one that users of runc start from.</summary>
public sealed class DefaultSpecTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_default_is_valid(bool cgroupV2)
    {
        AssertValid(DefaultSpec.Create(cgroupV2));
        AssertValid(DefaultSpec.CreateRootless(1000, 100, cgroupV2));
    }

    [Fact]
    public void The_default_is_written_with_tabs_and_the_version_first() => Assert.StartsWith(
        "{\n\t\"ociVersion\": \"1.3.0\",\n\t\"process\": {\n\t\t\"terminal\": true,\n",
        Encoding.UTF8.GetString(ConfigJson.Write(DefaultSpec.Create(cgroupV2: false))),
        System.StringComparison.Ordinal);

    [Fact]
    public void A_cgroup_namespace_is_added_for_cgroup_v2()
    {
        Assert.DoesNotContain(new NamespaceSpec(NamespaceKind.Cgroup, null), DefaultSpec.Create(cgroupV2: false).Linux!.Namespaces);
        Assert.Contains(new NamespaceSpec(NamespaceKind.Cgroup, null), DefaultSpec.Create(cgroupV2: true).Linux!.Namespaces);
    }

    [Fact]
    public void A_rootless_container_maps_the_user_to_root()
    {
        LinuxSpec linux = DefaultSpec.CreateRootless(1000, 100, cgroupV2: false).Linux!;
        Assert.Equal([new IdMapping(0, 1000, 1)], linux.UidMappings);
        Assert.Equal([new IdMapping(0, 100, 1)], linux.GidMappings);
    }

    [Fact]
    public void The_default_equals_that_of_runc() =>
        AssertSameAsRunc(ConfigJson.Write(DefaultSpec.Create(HasCgroupV2)), "spec");

    [Fact]
    public void The_rootless_default_equals_that_of_runc()
    {
        JsonNode runc = Runc("spec", "--rootless");
        uint uid = (uint)runc["linux"]!["uidMappings"]![0]!["hostID"]!;
        uint gid = (uint)runc["linux"]!["gidMappings"]![0]!["hostID"]!;
        AssertSame(runc, ConfigJson.Write(DefaultSpec.CreateRootless(uid, gid, HasCgroupV2)));
    }

    private static bool HasCgroupV2 => File.Exists("/sys/fs/cgroup/cgroup.controllers");

    private static void AssertValid(ContainerSpec container) =>
        Assert.Equal(container, ConfigJson.Read(ConfigJson.Write(container), "default"));

    private static void AssertSameAsRunc(byte[] ours, params string[] arguments) => AssertSame(Runc(arguments), ours);

    /// <remarks>Each runtime has its own hostname and version.</remarks>
    private static void AssertSame(JsonNode runc, byte[] written)
    {
        JsonNode ours = JsonNode.Parse(written)!;
        ours["hostname"] = runc["hostname"]!.DeepClone();
        ours["ociVersion"] = runc["ociVersion"]!.DeepClone();
        Assert.Equal(runc.ToJsonString(), ours.ToJsonString());
    }

    private static JsonNode Runc(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "runc is not installed");
        string bundle = Directory.CreateTempSubdirectory("spec").FullName;
        try
        {
            using Process runc = Process.Start("runc", [.. arguments, "--bundle", bundle]);
            runc.WaitForExit();
            return JsonNode.Parse(File.ReadAllBytes(Path.Combine(bundle, "config.json")))!;
        }
        finally
        {
            Directory.Delete(bundle, recursive: true);
        }
    }
}
