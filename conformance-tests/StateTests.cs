using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>runtime.md, section State: the properties of the document, whatever the container is doing.</summary>
public sealed class StateTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("created")]
    [InlineData("running")]
    [InlineData("stopped")]
    public void The_required_properties_are_there_in_every_status(string status)
    {
        Container container = InStatus(status);
        JsonObject state = container.State().AsObject();
        // The grammar of SemVer 2.0.0, but for what follows a third number.
        Assert.Matches(@"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)([-+].+)?$", (string?)state["ociVersion"]);
        Assert.Equal(container.Id, (string?)state["id"]);
        Assert.Equal(status, (string?)state["status"]);
        Assert.Equal(container.Bundle, (string?)state["bundle"]);
    }

    [Theory]
    [InlineData("created")]
    [InlineData("running")]
    public void The_pid_is_the_process_on_the_host(string status)
    {
        Container container = InStatus(status);
        Assert.Equal(container.Pid, (int?)container.State()["pid"]);
        Assert.True(System.IO.Directory.Exists($"/proc/{container.Pid}"));
    }

    [Theory]
    [InlineData("created")]
    [InlineData("running")]
    [InlineData("stopped")]
    public void The_types_are_those_of_the_schema(string status)
    {
        JsonObject state = InStatus(status).State().AsObject();
        Assert.All((string[])["ociVersion", "id", "status", "bundle"], name =>
            Assert.Equal(System.Text.Json.JsonValueKind.String, state[name]!.GetValueKind()));
        if (state["pid"] is { } pid)
            Assert.InRange(pid.GetValue<int>(), 0, int.MaxValue);
        if (state["annotations"] is { } annotations)
            Assert.All(annotations.AsObject(), pair => Assert.NotNull((string?)pair.Value));
    }

    [Fact]
    public void The_annotations_are_the_configs()
    {
        Container container = NewContainer();
        container.Config.With("/annotations", """
            { "com.example.a": "1", "com.example.empty": "", "org.opencontainers.someday": "x" }
            """);
        JsonObject annotations = container.Created().State()["annotations"]!.AsObject();
        Assert.Equal("1", (string?)annotations["com.example.a"]);
        Assert.Equal("", (string?)annotations["com.example.empty"]);
        Assert.Equal("x", (string?)annotations["org.opencontainers.someday"]);
    }

    [Fact]
    public void Two_containers_have_a_state_each()
    {
        Container first = InStatus("running"), second = NewContainer();
        second.Config.WriteTo(second.Bundle);
        // Both in one state directory.
        first.Ask("create", "--bundle", second.Bundle, second.Id).Succeeded();
        string[] ids = [.. new[] { first.Id, second.Id }.Select(id =>
            (string)JsonNode.Parse(first.Ask("state", id).Succeeded().Output)!["id"]!)];
        first.Ask("delete", "--force", second.Id).Succeeded();
        Assert.Equal([first.Id, second.Id], ids);
        Assert.Equal("running", first.Status());
    }

    private Container InStatus(string status)
    {
        Container container = NewContainer();
        container.Config.Script(status == "stopped" ? "true" : "sleep 100");
        container.Created();
        if (status != "created")
            container.Start().Succeeded();
        return status == "stopped" ? container.AwaitStopped() : container;
    }
}
