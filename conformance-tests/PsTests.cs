using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary><c>ps</c>: the processes of a container, by their ids on the host.</summary>
public sealed class PsTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("-f", "json")]
    [InlineData("--format=json", null)]
    public void As_json_it_is_an_array_of_all_processes_on_one_line(string flag, string? value)
    {
        Container container = Family();
        string[] flags = value is null ? [flag] : [flag, value];
        Outcome ps = container.Ask(["ps", .. flags, container.Id]).Succeeded();
        int[] pids = [.. JsonNode.Parse(Assert.Single(ps.Lines))!.AsArray().Select(static pid => (int)pid!)];
        Assert.Equal(3, pids.Length);
        Assert.Contains(container.Pid, pids);
    }

    [Fact]
    public void As_a_table_it_has_the_header_and_the_containers_processes_only()
    {
        Container container = Family();
        string[] lines = container.Ask("ps", container.Id).Succeeded().Lines;
        Assert.Contains("PID", lines[0]);
        Assert.Equal(3, lines.Length - 1);
        Assert.Equal(2, lines.Count(static line => line.EndsWith("sleep 1000", System.StringComparison.Ordinal)));
    }

    [Fact]
    public void What_follows_the_id_goes_to_the_hosts_ps()
    {
        Container container = Family();
        string[] lines = container.Ask("ps", container.Id, "-e", "-o", "pid,comm").Succeeded().Lines;
        Assert.Equal(["PID", "COMMAND"], lines[0].Split(' ', System.StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public void Options_that_ps_does_not_know_are_refused()
    {
        Container container = Family();
        container.Ask("ps", container.Id, "--no-such-option").Refused();
        container.Ask("ps", "--format", "yaml", container.Id).Refused();
    }

    [Fact]
    public void A_created_container_has_its_first_process()
    {
        Container container = NewContainer();
        container.Created();
        Assert.Equal($"[{container.Pid}]", container.Ask("ps", "--format", "json", container.Id).Succeeded().Text);
    }

    private Container Family()
    {
        Container container = NewContainer();
        container.Config.Script("sleep 1000 & sleep 1000 & echo >/ready; wait");
        container.Started().AwaitFile("/ready");
        return container;
    }
}
