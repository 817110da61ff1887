using System;
using System.IO;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// Parts of messages that engines look for (containerd's shim, CRI-O, podman), and command lines that they write.
/// </summary>
public sealed class EngineMessagesTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string Bundle = "BUNDLE";
    private const string Id = "ID";

    [Theory]
    [InlineData("none", "does not exist", "state", Id)]
    [InlineData("none", "does not exist", "start", Id)]
    [InlineData("none", "does not exist", "kill", Id, "9")]
    [InlineData("none", "does not exist", "delete", Id)]
    [InlineData("none", "does not exist", "pause", Id)]
    [InlineData("none", "does not exist", "resume", Id)]
    [InlineData("none", "does not exist", "ps", "--format", "json", Id)]
    [InlineData("none", "does not exist", "events", "--stats", Id)]
    [InlineData("none", "does not exist", "update", "--pids-limit", "7", Id)]
    [InlineData("none", "invalid container ID format", "create", "--bundle", Bundle, "a/b")]
    [InlineData("created", "container not paused", "resume", Id)]
    [InlineData("running", "already exists", "create", "--bundle", Bundle, Id)]
    [InlineData("running", "cannot start an already running container", "start", Id)]
    [InlineData("running", "that is not stopped: running", "delete", Id)]
    [InlineData("stopped", "container not running", "kill", Id, "9")]
    [InlineData("stopped", "container not running", "pause", Id)]
    [InlineData("stopped", "cannot start a container that has stopped", "start", Id)]
    public void A_message_has_the_words_that_engines_look_for(string status, string words, params string[] command)
    {
        Container container = Make(status);
        string[] arguments = Array.ConvertAll(command, word => word switch
        {
            Bundle => container.Bundle,
            Id => container.Id,
            _ => word,
        });
        string log = container.Bundle + "/log.json";
        Outcome refusal = container.Ask(["--log", log, "--log-format", "json", .. arguments]).Refused();
        Assert.Contains(words, refusal.Error);
        // containerd takes the message of the last error in the log for its own.
        JsonNode line = JsonNode.Parse(File.ReadAllLines(log)[^1])!;
        Assert.Equal("error", (string)line["level"]!);
        Assert.Contains(words, (string)line["msg"]!);
        Assert.True(DateTimeOffset.TryParse((string)line["time"]!, out _));
    }

    [Theory]
    [InlineData("no-such-program", "executable file not found in $PATH")]
    [InlineData("/no/such/program", "no such file or directory")]
    [InlineData("/not-executable", "permission denied")]
    public void A_program_that_cannot_be_executed_is_refused_in_the_words_that_podman_looks_for(string program, string words)
    {
        Container container = NewContainer();
        File.WriteAllText(container.Inside("/not-executable"), "#!/bin/sh\n");
        container.Config.Args(program);
        Outcome run = container.Run();
        Assert.NotEqual(0, run.Refused().ExitCode);
        Assert.Contains(words, run.Error);
    }

    [Theory]
    [InlineData("requires exactly 1 argument(s)", "state")]
    [InlineData("requires exactly 1 argument(s)", "start", "a", "b")]
    [InlineData("requires a minimum of 1 argument(s)", "kill")]
    [InlineData("requires a maximum of 2 argument(s)", "kill", "a", "9", "b")]
    [InlineData("flag provided but not defined: -nonsense", "state", "--nonsense", "a")]
    [InlineData("No help topic for 'nonsense'", "nonsense")]
    public void A_command_line_that_makes_no_sense_fails_with_1(string words, params string[] command)
    {
        Outcome refusal = NewContainer().Ask(command).Refused();
        Assert.Equal(1, refusal.ExitCode);
        Assert.Contains(words, refusal.Error);
    }

    [Theory]
    [InlineData("runc")]
    [InlineData("/usr/bin/foo")]
    [InlineData("./x")]
    [InlineData("")]
    [InlineData("init")]
    public void What_the_program_is_called_does_not_matter(string name)
    {
        Container container = NewContainer();
        container.Config.Script("echo fine").WriteTo(container.Bundle);
        using var run = new HostCommand(
            container.Bundle,
            ["bash", "-c", "exec -a \"$0\" \"$@\"", name, RuntimeUnderTest.Binary, "--root", container.StateRoot, "run", container.Id]);
        Assert.Equal("fine", run.Wait().Succeeded().Text);
    }

    [Theory]
    [InlineData("kill", Id, "--signal", "KILL")]
    [InlineData("kill", "-s=9", Id)]
    public void The_signal_may_be_a_flag(params string[] command)
    {
        Assert.SkipUnless(IsOurs, "takes it as an argument only");
        Container container = Make("running");
        container.Ask(Array.ConvertAll(command, word => word == Id ? container.Id : word)).Succeeded();
        container.AwaitStopped();
    }

    [Fact]
    public void Several_containers_are_deleted_at_once_and_every_failure_is_told()
    {
        Assert.SkipUnless(IsOurs, "deletes one at a time");
        Container container = NewContainer();
        container.Config.Args("sleep", "100").WriteTo(container.Bundle);
        string first = container.Id + "-1", last = container.Id + "-2";
        container.Ask("create", first).Succeeded();
        container.Ask("create", last).Succeeded();

        Outcome delete = container.Ask("delete", first, "unknown-1", "unknown-2", last).Refused();

        Assert.Contains("unknown-1", delete.Error);
        Assert.Contains("unknown-2", delete.Error);
        Assert.Equal("", container.Ask("list", "--quiet").Succeeded().Output);
    }

    private static bool IsOurs => RuntimeUnderTest.Version.StartsWith("ociruntime ", StringComparison.Ordinal);

    private Container Make(string status)
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100").WriteTo(container.Bundle);
        if (status != "none")
            container.Created();
        if (status is "running" or "stopped")
            container.Start().Succeeded();
        if (status == "stopped")
        {
            container.Kill("KILL").Succeeded();
            container.AwaitStopped();
        }
        return container;
    }
}
