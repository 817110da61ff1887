using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>The list command, in the forms that engines and people read.</summary>
public sealed class ListTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void An_entry_of_the_json_is_the_containers_state()
    {
        Container container = NewContainer().Created();
        JsonNode entry = Assert.Single(JsonNode.Parse(container.Ask("list", "-f", "json").Output)!.AsArray())!;
        JsonNode state = container.State();
        foreach (string name in (string[])["ociVersion", "id", "pid", "status", "bundle", "rootfs", "created"])
            Assert.Equal(state[name]!.ToJsonString(), entry[name]!.ToJsonString());
        Assert.Equal("root", (string)entry["owner"]!);
    }

    [Fact]
    public void A_stopped_container_has_the_process_0()
    {
        Container container = NewContainer().Started().AwaitStopped();
        string line = container.Ask("list").Succeeded().Lines[1];
        Assert.Matches($"^{container.Id} +0 +stopped ", line);
    }

    [Fact]
    public void Without_containers_there_is_a_heading_or_an_empty_array_or_nothing()
    {
        Container container = NewContainer().Created();
        container.Delete("--force").Succeeded();
        Assert.StartsWith("ID ", Assert.Single(container.Ask("list").Succeeded().Lines));
        // runc says null.
        Assert.Contains(container.Ask("list", "-f", "json").Succeeded().Text, (string[])["[]", "null"]);
        Assert.Equal("", container.Ask("list", "-q").Succeeded().Output);
    }

    [Fact]
    public void What_is_no_container_in_the_state_directory_is_passed_over()
    {
        Container container = NewContainer().Created();
        string file = container.StateRoot + "/stray-file", directory = container.StateRoot + "/stray-directory";
        File.WriteAllText(file, "");
        Directory.CreateDirectory(directory);
        Outcome list = container.Ask("list", "-q");
        File.Delete(file);
        Directory.Delete(directory);
        Assert.Equal(container.Id, list.Succeeded().Text);
    }

    [Fact]
    public void An_unknown_format_is_refused() => NewContainer().Created().Ask("list", "--format", "yaml").Refused();
}
