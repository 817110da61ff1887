using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>The command line as engines and people write it, and what it says and does not say.</summary>
public sealed class CommandLineTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("--version")]
    [InlineData("-v")]
    public void The_version_names_the_program_and_the_specification(string flag)
    {
        string[] lines = HostCommand.Run(RuntimeUnderTest.Binary, flag).Succeeded().Lines;
        Assert.Matches(@"^[a-z]+ version \d+\.\d+\.\d+", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("spec: 1.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_help_names_every_command()
    {
        string help = HostCommand.Run(RuntimeUnderTest.Binary, "--help").Succeeded().Output;
        string[] commands = ["create", "start", "state", "kill", "delete", "run", "list", "spec"];
        Assert.All(commands, command => Assert.Contains(command, help));
    }

    [Fact]
    public void Operations_that_succeed_say_nothing()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        Outcome[] outcomes = [container.Create(), container.Start(), container.Kill("KILL")];
        container.AwaitStopped();
        outcomes = [.. outcomes, container.Delete()];
        Assert.All(outcomes, outcome => Assert.Equal("", outcome.Succeeded().Output + outcome.Error));
    }

    [Fact]
    public void A_log_that_is_a_pipe_which_nobody_reads_keeps_no_command_waiting()
    {
        Container container = NewContainer();
        string pipe = NewDirectory() + "/log";
        HostCommand.Run("mkfifo", pipe).Succeeded();
        container.GlobalFlags = ["--log", pipe];
        Outcome outcome = container.Ask("state", container.Id);
        container.GlobalFlags = [];
        Assert.Single(outcome.Refused().Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3<&-")]
    [InlineData("3</dev/null")]
    [InlineData("3</")]
    [InlineData("3<>/dev/zero")]
    public void The_name_of_the_first_program_of_containers_is_no_command(string redirections)
    {
        if (!RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal))
            Assert.Skip("every runtime has its own");
        using var init = new HostCommand("/", [RuntimeUnderTest.Binary, "init", "3"], redirections);
        Outcome outcome = init.Wait();
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal("ociruntime: init is what the runtime becomes in a container; it is no command\n", outcome.Error);
    }

    [Theory]
    [InlineData("state")]
    [InlineData("start")]
    [InlineData("kill")]
    [InlineData("delete")]
    public void What_is_said_of_an_unknown_container_is_what_engines_look_for(string operation) =>
        Assert.Contains("does not exist", NewContainer().Ask(operation, "unknown").Refused().Error);

    [Theory]
    [InlineData("A-b_c.d+e")]
    [InlineData("012345678901234567890123456789012345678901234567890123456789")]
    [InlineData("_x")]
    public void An_id_of_letters_digits_and_a_few_signs_is_accepted(string ending)
    {
        Container container = NewContainer();
        container.Config.WriteTo(container.Bundle);
        container.Ask("run", "--bundle", container.Bundle, container.Id + ending).Succeeded();
    }

    [Theory]
    [InlineData("-b", "{0}")]
    [InlineData("--bundle={0}")]
    [InlineData("-bundle", "{0}")] // go-runc writes one of its flags with a single dash
    public void The_bundle_is_the_working_directory_or_the_one_that_is_named(params string[] flags)
    {
        Container container = NewContainer();
        container.Config.Script("echo fine").WriteTo(container.Bundle);
        string[] named = Array.ConvertAll(flags, flag => flag.Replace("{0}", container.Bundle));
        Assert.Equal("fine", container.Ask("run", container.Id).Text);
        Assert.Equal("fine", container.Ask(["run", .. named, container.Id]).Text);
        Assert.Equal("fine", container.Ask(["run", container.Id, .. named]).Text);
    }

    [Fact]
    public void A_relative_bundle_becomes_absolute_in_the_state()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100").WriteTo(container.Bundle);
        container.Ask("create", "--bundle", "../bundle", container.Id).Succeeded();
        Assert.Equal(container.Bundle, (string)container.State()["bundle"]!);
    }

    [Fact]
    public void A_pid_file_replaces_a_file_but_no_device()
    {
        Container first = NewContainer(), second = NewContainer();
        first.Config.Args("sleep", "100");
        File.WriteAllText(first.PidFile, "older and longer");
        Assert.Equal((int)first.Created().State()["pid"]!, first.Pid);

        HostCommand.Run("mknod", second.PidFile, "c", "1", "7").Succeeded();
        second.Create().Refused();
        Assert.Equal("character special file", HostCommand.Run("stat", "-c", "%F", second.PidFile).Text);
    }

    [Fact]
    public void The_state_directory_belongs_to_its_owner_alone_whatever_the_umask()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100").WriteTo(container.Bundle);
        HostCommand.Shell($"""
            umask 0
            cd {container.Bundle}
            exec {RuntimeUnderTest.Binary} --root {container.StateRoot} create {container.Id}
            """);
        string state = $"{container.StateRoot}/{container.Id}";
        string[] directories = [container.StateRoot, state];
        Assert.Equal("", HostCommand.Run(["find", .. directories, "-maxdepth", "0", "-perm", "/0066"]).Output);
        Assert.Equal("", HostCommand.Run("find", state, "-type", "f", "-perm", "/0022").Output);
    }

    [Fact]
    public void An_error_goes_to_the_log_as_text_and_to_standard_error()
    {
        Container container = NewContainer();
        string log = container.Bundle + "/log";
        Outcome state = container.Ask("--log", log, "state", "unknown").Refused();
        Assert.Contains("does not exist", state.Error);
        Assert.Contains("does not exist", File.ReadAllText(log));
    }

    [Fact]
    public void Success_is_logged_as_no_error()
    {
        Container container = NewContainer();
        container.Config.WriteTo(container.Bundle);
        string log = container.Bundle + "/log";
        container.Ask("--log", log, "run", "--bundle", container.Bundle, container.Id).Succeeded();
        Assert.DoesNotContain("error", File.Exists(log) ? File.ReadAllText(log) : "");
    }

    [Fact]
    public void Spec_writes_a_config_that_runs_and_overwrites_none()
    {
        Container container = NewContainer();
        container.Ask("spec", "--bundle", container.Bundle).Succeeded();
        string path = container.Bundle + "/config.json";
        string written = File.ReadAllText(path);
        container.Ask("spec", "--bundle", container.Bundle).Refused();
        Assert.Equal(written, File.ReadAllText(path));

        JsonNode config = JsonNode.Parse(written)!;
        config["process"]!["terminal"] = false;
        config["process"]!["args"] = new JsonArray("true");
        File.WriteAllText(path, config.ToJsonString());
        container.Ask("run", "--bundle", container.Bundle, container.Id).Succeeded();
    }

    [Fact]
    public void Without_a_root_option_the_state_is_below_run()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100").WriteTo(container.Bundle);
        string binary = RuntimeUnderTest.Binary;
        HostCommand.Run(binary, "create", "--bundle", container.Bundle, container.Id).Succeeded();
        bool isBelowRun = Directory.GetDirectories("/run", container.Id, SearchOption.AllDirectories).Length > 0;
        HostCommand.Run(binary, "delete", "--force", container.Id).Succeeded();
        Assert.True(isBelowRun);
    }

    [Fact]
    public void Explain_shows_the_plan_and_changes_nothing()
    {
        bool isOurs = RuntimeUnderTest.Version.StartsWith("ociruntime ", StringComparison.Ordinal);
        Assert.SkipUnless(isOurs, "no such command");
        Container container = NewContainer();
        container.Config.Mount("/explained", "tmpfs", "tmpfs").WriteTo(container.Bundle);
        Assert.Contains("/explained", container.Ask("explain", "--bundle", container.Bundle).Succeeded().Output);
        Assert.False(Directory.Exists(container.Inside("/explained")));
        Assert.Empty(Leftovers.Of(container));
    }
}
