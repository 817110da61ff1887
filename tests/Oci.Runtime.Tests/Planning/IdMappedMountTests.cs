using System.Linq;
using System.Text;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

public sealed class IdMappedMountTests
{
    private const string Mappings = """[{"containerID": 0, "hostID": 5000, "size": 10}]""";

    private static readonly HostFacts Root = new(new CgroupLayout(CgroupKind.None, []), 0, 0, OwnsMachine: true);

    [Fact]
    public void Whatever_asks_for_a_map_is_opened_by_the_runtime_and_mapped_there()
    {
        TreeIdMap? map = Assert.Single(Plan(Root, """ "bind", "ridmap" """).Parent.OfType<PassTree>()).IdMap;

        Assert.Equal([new IdMapping(0, 5000, 10)], map!.Users);
        Assert.True(map.Recursive);
    }

    [Fact]
    public void Mappings_count_without_an_option_too()
    {
        TreeIdMap? map = Assert.Single(Plan(Root, """ "bind" """).Parent.OfType<PassTree>()).IdMap;

        Assert.False(map!.Recursive);
    }

    [Fact]
    public void An_ordinary_user_is_told_that_only_root_maps_ids()
    {
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(
            () => Plan(Root with { Uid = 1000, OwnsMachine = false }, """ "bind", "idmap" """));

        Assert.Equal("/mounts/0", failure.Pointer);
        Assert.Contains("only root", failure.Message);
    }

    [Fact]
    public void A_mount_that_is_there_already_is_not_mapped_silently()
    {
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => Plan(Root, """ "bind", "remount", "idmap" """));

        Assert.Equal("/mounts/0", failure.Pointer);
    }

    private static LaunchPlan Plan(HostFacts host, string options)
    {
        byte[] config = Encoding.UTF8.GetBytes($$"""
            {"ociVersion": "1.3.0", "root": {"path": "r"}, "linux": {"namespaces": [{"type": "mount"}]},
             "mounts": [{"destination": "/a", "source": "/b", "options": [{{options}}],
              "uidMappings": {{Mappings}}, "gidMappings": {{Mappings}} }]}
            """);
        return Planner.Plan(ConfigJson.Read(config, "config.json"), host, new LaunchRequest("ID", "/bundle", "/run"));
    }
}
