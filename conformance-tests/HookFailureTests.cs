using System;
using System.IO;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>runtime.md, section Lifecycle: what becomes of a container when its hooks fail, hang or meddle.</summary>
public sealed class HookFailureTests(Workspace workspace) : ContainerTest(workspace)
{
    public static TheoryData<string> OfCreate => ["prestart", "createRuntime", "createContainer"];

    [Theory]
    [MemberData(nameof(OfCreate))]
    public void A_hook_of_create_that_fails_fails_the_create_and_leaves_nothing(string kind)
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        container.Config.Hook(kind, "echo first; echo the reason >&2; exit 3");
        container.Config.Hook(kind, $"echo next >>{log}");
        container.Config.Hook("poststop", $"cat /proc/$$/stat >/dev/null; echo poststop >>{log}");
        string error = container.Refused().Error;
        Assert.Contains("the reason", error);
        Assert.Contains("3", error);
        Assert.Equal("poststop", HookLog.Read(log));
        HookLog.AssertNamed(error, $"/hooks/{kind}/0");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_start_container_hook_that_fails_fails_the_start_and_destroys_the_container(bool run)
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        container.Config.InnerHook("echo the reason >&2; exit 3");
        container.Config.Hook("poststart", $"echo poststart >>{log}");
        container.Config.Hook("poststop", $"echo poststop >>{log}");
        container.Config.Script("touch /tmp/program");
        Outcome start = run ? container.Run() : container.Created().Start();
        HookLog.AssertNamed(start.Refused().Error, "/hooks/startContainer/0");
        Assert.Contains("the reason", start.Error);
        Assert.False(File.Exists(container.Inside("/tmp/program")));
        Assert.Empty(Leftovers.Of(container));
        Assert.Equal("poststop", HookLog.Read(log));
    }

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("run --detach")]
    public void A_poststart_hook_that_fails_fails_the_start_and_destroys_the_container(string command)
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        container.Config.Hook("poststart", "exit 3");
        container.Config.Hook("poststart", $"echo next >>{log}");
        container.Config.Hook("poststop", $"echo poststop >>{log}");
        container.Config.Args("sleep", "100");
        Outcome start = command.Length == 0 ? container.Created().Start() : container.Run(command.Split(' ')[1..]);
        HookLog.AssertNamed(start.Refused().Error, "/hooks/poststart/0");
        Assert.Empty(Leftovers.Of(container));
        Assert.Equal("poststop", HookLog.Read(log));
    }

    [Fact]
    public void A_poststop_hook_that_fails_is_a_warning_and_the_others_are_called()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        container.Config.Hook("poststop", "exit 3");
        container.Config.Hook("poststop", $"echo next >>{log}");
        Outcome delete = container.Started().AwaitStopped().Delete().Succeeded();
        HookLog.AssertNamed(delete.Error, "/hooks/poststop/0");
        Assert.Equal("next", HookLog.Read(log));
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_program_that_cannot_be_executed_after_hooks_have_run_is_undone_with_the_poststop_hooks()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        container.Config.Hook("createRuntime", $"echo create >>{log}");
        container.Config.Hook("poststop", $"echo poststop >>{log}");
        container.Config.Args("/no/such/program");
        container.Refused();
        Assert.Equal("create poststop", HookLog.Read(log));
    }

    [Fact]
    public void A_configuration_that_is_refused_before_any_hook_calls_none()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        container.Config.Hook("createRuntime", $"echo create >>{log}");
        container.Config.Hook("poststop", $"echo poststop >>{log}");
        container.Config.Mount("/mnt", "nonsensefs", "x");
        container.Refused();
        Assert.False(File.Exists(log));
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("poststart")]
    [InlineData("poststop")]
    public void A_hook_of_the_host_that_is_not_there_is_refused_before_any_is_called(string kind)
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        container.Config.Hook("prestart", $"echo called >>{log}");
        container.Config.With($"/hooks/{kind}/-", """{ "path": "/no/such/hook" }""");
        Assert.Contains("/no/such/hook", container.Refused().Error);
        Assert.False(File.Exists(log));
    }

    [Theory]
    [MemberData(nameof(OfCreate))]
    public void A_hook_that_takes_too_long_is_killed_with_all_that_it_started(string kind)
    {
        Container container = NewContainer();
        string seen = NewDirectory();
        container.Config.With($"/hooks/{kind}/-", $$"""
            { "path": "/bin/sh", "timeout": 1, "env": ["PATH=/usr/bin:/bin"],
              "args": ["sh", "-c", "sleep 1000 & echo $! >{{seen}}/child; wait"] }
            """);
        string error = container.Refused().Error;
        HookLog.AssertNamed(error, $"/hooks/{kind}/0");
        // In a pid namespace of its own the child had another number, and has ended with init.
        if (kind != "createContainer")
            Patiently.Until("the child has ended", () => !File.Exists($"/proc/{HookLog.Read(seen + "/child")}/cmdline"));
    }

    [Fact]
    public void A_hook_that_is_killed_is_one_that_failed()
    {
        Container container = NewContainer();
        container.Config.Hook("createRuntime", "kill -9 $$");
        string error = container.Refused().Error;
        Assert.Contains("kill", error);
        HookLog.AssertNamed(error, "/hooks/createRuntime/0");
    }

    [Fact]
    public void What_a_hook_leaves_in_a_shared_pid_namespace_ends_with_a_create_that_fails()
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace("pid");
        container.Config.Hook("createContainer", "sleep 1000 >/dev/null 2>&1 & exit 0");
        container.Config.Hook("createContainer", "exit 1");
        container.Refused();
    }

    [Theory]
    [InlineData("prestart", "creating")]
    [InlineData("createRuntime", "creating")]
    [InlineData("poststart", "running")]
    public void A_hook_can_ask_for_the_state(string kind, string status)
    {
        Container container = NewContainer();
        string file = NewDirectory() + "/state";
        container.Config.Hook(kind, $"{RuntimeUnderTest.Binary} --root {container.StateRoot} state {container.Id} >{file}");
        container.Config.Args("sleep", "100");
        container.Started();
        JsonNode state = JsonNode.Parse(File.ReadAllText(file))!;
        Assert.Equal((status, container.Pid), ((string)state["status"]!, (int)state["pid"]!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void While_a_start_container_hook_runs_the_container_is_created(bool run)
    {
        Container container = NewContainer();
        container.Config.InnerHook("touch /tmp/hook; while [ ! -e /tmp/go ]; do sleep 0.05; done");
        container.Config.Args("sleep", "100");
        if (!run)
            container.Create().Succeeded();
        using HostCommand start = run
            ? container.Launch("--detach", "--pid-file", container.PidFile)
            : container.Begin(["start", container.Id]);
        Patiently.Until("the hook runs", () => File.Exists(container.Inside("/tmp/hook")));
        Assert.Equal("created", container.Status());
        container.Start().Refused();
        File.WriteAllText(container.Inside("/tmp/go"), "");
        start.Wait().Succeeded();
        Assert.Equal("running", container.Status());
        container.AwaitProgram("sleep");
    }

    [Fact]
    public void A_container_whose_start_container_hook_hangs_can_be_deleted()
    {
        Container container = NewContainer();
        container.Config.InnerHook("touch /tmp/hook; sleep 1000");
        container.Create().Succeeded();
        using HostCommand start = container.Begin(["start", container.Id]);
        Patiently.Until("the hook runs", () => File.Exists(container.Inside("/tmp/hook")));
        container.Delete("--force").Succeeded();
        start.Wait().Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Theory]
    [InlineData("createRuntime")]
    [InlineData("poststart")]
    public void A_hook_can_delete_its_own_container(string kind)
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        container.Config.Hook(
            kind, $"{RuntimeUnderTest.Binary} --root {container.StateRoot} delete --force {container.Id} && echo deleted >>{log}");
        container.Config.Hook("poststop", $"echo poststop >>{log}");
        container.Config.Args("sleep", "100");
        Outcome create = container.Create();
        if (kind == "createRuntime")
            create.Refused();
        else
            container.Start();
        Assert.Equal("poststop deleted", HookLog.Read(log));
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_hook_can_kill_its_own_container()
    {
        Container container = NewContainer();
        container.Config.Hook(
            "createRuntime", $"{RuntimeUnderTest.Binary} --root {container.StateRoot} kill {container.Id} KILL");
        container.Refused();
    }

    [Fact]
    public void A_create_that_is_killed_while_a_hook_hangs_can_be_cleaned_up()
    {
        Container container = NewContainer();
        string seen = NewDirectory();
        container.Config.Hook("createRuntime", $"echo $$ >{seen}/hook; exec sleep 1000");
        container.Config.Hook("poststop", $"echo poststop >>{seen}/log");
        container.Config.WriteTo(container.Bundle);
        using HostCommand create = container.Begin(["create", "--bundle", container.Bundle, container.Id]);
        Patiently.Until("the hook runs", () => File.Exists(seen + "/hook") && HookLog.Read(seen + "/hook").Length > 0);
        Assert.Equal("creating", container.Status());
        create.Signal("KILL");
        create.Wait();
        HostCommand.Run("kill", "-9", HookLog.Read(seen + "/hook")).Succeeded();
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
        Assert.Equal("poststop", HookLog.Read(seen + "/log"));
    }

    [Fact]
    public void Later_changes_of_config_json_and_of_the_bundle_do_not_count()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        container.Config.Hook("poststart", $"echo poststart >>{log}");
        container.Config.Hook("poststop", $"pwd >>{log}");
        container.Create().Succeeded();
        File.WriteAllText(container.Bundle + "/config.json", "{}");
        container.Start().Succeeded();
        container.AwaitStopped();
        Directory.Move(container.Bundle, container.Bundle + ".moved");
        Outcome delete = HostCommand.Run(RuntimeUnderTest.Binary, "--root", container.StateRoot, "delete", container.Id);
        Directory.Move(container.Bundle + ".moved", container.Bundle);
        delete.Succeeded();
        Assert.Equal("poststart /", HookLog.Read(log));
    }
}
