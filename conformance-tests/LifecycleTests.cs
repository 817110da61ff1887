using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>runtime.md: the operations, the states, and what leads from one to the next.</summary>
public sealed class LifecycleTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void A_container_goes_from_created_to_running_to_stopped_to_nothing()
    {
        Container container = Sleeper();
        container.Create().Succeeded();
        Assert.Equal("created", container.Status());
        container.Start().Succeeded();
        Assert.Equal("running", container.Status());
        container.Kill("KILL").Succeeded();
        container.AwaitStopped();
        container.Delete().Succeeded();
        container.Ask("state", container.Id).Refused();
    }

    [Fact]
    public void The_state_has_the_properties_of_the_specification()
    {
        Container container = Sleeper();
        container.Config["/annotations/com.example.key"] = "value";
        container.Create().Succeeded();
        JsonNode state = container.State();
        Assert.Equal(container.Id, (string)state["id"]!);
        Assert.Equal(container.Bundle, (string)state["bundle"]!);
        Assert.Equal("value", (string)state["annotations"]!["com.example.key"]!);
        Assert.Matches(@"^1\.\d+\.\d+", (string)state["ociVersion"]!);
        Assert.Equal(container.Pid, (int)state["pid"]!);
    }

    [Fact]
    public void Create_does_not_run_the_program_and_start_does()
    {
        Container container = NewContainer();
        container.Config.Script("touch /tmp/ran; sleep 100");
        container.Create().Succeeded();
        Assert.False(File.Exists(container.Inside("/tmp/ran")));
        container.Start().Succeeded();
        Patiently.Until("the program has run", () => File.Exists(container.Inside("/tmp/ran")));
    }

    [Fact]
    public void A_config_that_changes_after_create_changes_nothing()
    {
        Container container = NewContainer();
        container.Config.Script("touch /tmp/first; sleep 100");
        container.Create().Succeeded();
        new Config().Script("touch /tmp/second; sleep 100").WriteTo(container.Bundle);
        container.Start().Succeeded();
        Patiently.Until("the program has run", () => Directory.GetFiles(container.Inside("/tmp")).Length > 0);
        Assert.True(File.Exists(container.Inside("/tmp/first")));
    }

    [Fact]
    public void Properties_that_nobody_knows_are_ignored()
    {
        Container container = NewContainer();
        container.Config.With("/com.example.future", """{ "deep": [1, 2] }""").With("/process/someday", "true")
            .With("/linux/notyet", "[]");
        container.RunScript("true");
    }

    [Fact]
    public void A_stopped_container_has_no_running_process_in_its_state()
    {
        Container container = NewContainer();
        container.Started().AwaitStopped();
        Assert.Equal("stopped", container.Status());
        Assert.Equal(0, (int?)container.State()["pid"] ?? 0);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("state")]
    [InlineData("kill")]
    [InlineData("delete")]
    public void An_operation_on_an_unknown_container_is_refused(string operation)
    {
        Container container = NewContainer();
        Outcome outcome = container.Ask(operation, "unknown-" + container.Id).Refused();
        Assert.NotEmpty(outcome.Error);
    }

    [Fact]
    public void Delete_force_of_an_unknown_container_is_a_success()
    {
        Container container = NewContainer();
        container.Ask("delete", "--force", "unknown-" + container.Id).Succeeded();
    }

    [Fact]
    public void An_id_that_is_in_use_is_refused_and_its_container_stays()
    {
        Container container = Sleeper().Started();
        container.Create().Refused();
        Assert.Equal("running", container.Status());
    }

    [Fact]
    public void A_running_container_cannot_be_started_again()
    {
        Container container = Sleeper().Started();
        container.Start().Refused();
        Assert.Equal("running", container.Status());
    }

    [Fact]
    public void A_stopped_container_cannot_be_started()
    {
        Container container = NewContainer();
        container.Started().AwaitStopped();
        container.Start().Refused();
    }

    [Fact]
    public void A_stopped_container_cannot_be_killed()
    {
        Container container = NewContainer();
        container.Started().AwaitStopped();
        container.Kill("KILL").Refused();
    }

    [Fact]
    public void A_running_container_cannot_be_deleted_without_force()
    {
        Container container = Sleeper().Started();
        container.Delete().Refused();
        Assert.Equal("running", container.Status());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Delete_force_ends_a_container_that_is_created_or_running(bool started)
    {
        Container container = Sleeper();
        container.Create().Succeeded();
        if (started)
            container.Start().Succeeded();
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_created_container_can_be_killed()
    {
        Container container = Sleeper();
        container.Create().Succeeded();
        container.Kill("KILL").Succeeded();
        container.AwaitStopped();
    }

    [Theory]
    [InlineData("USR1", "10")]
    [InlineData("SIGUSR1", "10")]
    [InlineData("usr2", "12")]
    [InlineData("12", "12")]
    [InlineData("HUP", "1")]
    [InlineData("34", "34")]
    public void Kill_takes_a_signal_by_name_and_by_number(string signal, string number)
    {
        Container container = NewContainer();
        container.Config.Script("""
            for n in 1 10 12 34; do trap "echo $n >/tmp/got" $n; done
            touch /tmp/ready
            while :; do sleep 0.05; done
            """);
        container.Started();
        Patiently.Until("the traps are set", () => File.Exists(container.Inside("/tmp/ready")));
        container.Kill(signal).Succeeded();
        Patiently.Until("the signal has arrived", () => File.Exists(container.Inside("/tmp/got"))
            && File.ReadAllText(container.Inside("/tmp/got")) == number + "\n");
    }

    [Theory]
    [InlineData("NONSENSE")]
    [InlineData("SIG")]
    [InlineData("-3")]
    [InlineData("99")]
    public void Kill_refuses_what_is_no_signal(string signal)
    {
        Container container = Sleeper().Started();
        container.Ask("kill", "--", container.Id, signal).Refused();
        Assert.Equal("running", container.Status());
    }

    [Fact]
    public void Kill_without_a_signal_sends_TERM()
    {
        Container container = NewContainer();
        container.Config.Script("trap 'touch /tmp/got; exit' TERM; touch /tmp/ready; while :; do sleep 0.05; done");
        container.Started();
        Patiently.Until("the trap is set", () => File.Exists(container.Inside("/tmp/ready")));
        container.Ask("kill", container.Id).Succeeded();
        Patiently.Until("TERM has arrived", () => File.Exists(container.Inside("/tmp/got")));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("../escape")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("a\nb")]
    public void An_id_that_is_no_plain_name_is_refused(string id)
    {
        Container container = Sleeper();
        container.Config.WriteTo(container.Bundle);
        container.Ask("create", "--bundle", container.Bundle, "--", id).Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Of_many_creates_of_one_id_exactly_one_wins()
    {
        Container container = Sleeper();
        container.Config.WriteTo(container.Bundle);
        HostCommand[] all = [.. Enumerable.Range(0, 6).Select(_ =>
            container.Begin(["create", "--bundle", container.Bundle, container.Id]))];
        int winners = all.Count(create => create.Wait().ExitCode == 0);
        Array.ForEach(all, create => create.Dispose());
        Assert.Equal(1, winners);
        Assert.Equal("created", container.Status());
    }

    [Fact]
    public void List_shows_every_container_as_table_as_json_and_as_ids()
    {
        Container container = Sleeper().Started();
        string[] table = container.Ask("list").Succeeded().Lines;
        Assert.Equal(["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"], Words(table[0]));
        Assert.Equal([container.Id, $"{container.Pid}", "running", container.Bundle], Words(table[1])[..4]);

        JsonNode entry = JsonNode.Parse(container.Ask("list", "--format", "json").Succeeded().Output)![0]!;
        Assert.Equal(container.Id, (string)entry["id"]!);
        Assert.Equal("running", (string)entry["status"]!);
        Assert.Equal(container.Pid, (int)entry["pid"]!);

        Assert.Equal(container.Id, container.Ask("list", "--quiet").Succeeded().Text);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        return container;
    }
}
