using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config.md, section POSIX-platform Hooks; runtime.md, section Lifecycle.</summary>
public sealed class HooksTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string First = "prestart createRuntime createContainer";

    public static TheoryData<string> OfCreate => ["prestart", "createRuntime", "createContainer"];

    public static TheoryData<string> All =>
        ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    [Fact]
    public void The_hooks_of_all_kinds_are_called_in_order()
    {
        Container container = NewContainer();
        string log = HookLog(container);
        container.Create().Succeeded();
        Assert.Equal(First, Log(log));
        container.Start().Succeeded();
        container.AwaitStopped();
        string started = Log(log);
        // The program and the poststart hook run at the same time.
        Assert.Contains(
            started, (string[])[$"{First} startContainer program poststart", $"{First} startContainer poststart program"]);
        container.Delete().Succeeded();
        Assert.Equal($"{started} poststop", Log(log));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_calls_the_hooks_of_all_kinds(bool detach)
    {
        Container container = NewContainer();
        string log = HookLog(container);
        container.Run(detach ? ["--detach"] : []).Succeeded();
        if (detach)
            container.AwaitStopped().Delete().Succeeded();
        string[] called = Log(log).Split(' ');
        Assert.Equal(First.Split(' '), called[..3]);
        Assert.Equal("startContainer", called[3]);
        Assert.Equal(["poststart", "program"], called[4..6].Order());
        Assert.Equal(["poststop"], called[6..]);
    }

    [Fact]
    public void Delete_by_force_calls_the_poststop_hooks()
    {
        Container container = NewContainer();
        string log = HookLog(container);
        container.Config.Args("sleep", "100");
        container.Started().Delete("--force").Succeeded();
        Assert.EndsWith(" poststop", Log(log));
    }

    [Fact]
    public void Hooks_of_one_kind_are_called_in_the_order_of_the_list()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        foreach (string name in (string[])["a", "b", "c"])
            Hook(container, "createRuntime", $"echo {name} >>{log}");
        container.Create().Succeeded();
        Assert.Equal("a b c", Log(log));
    }

    [Fact]
    public void The_hooks_come_after_the_mounts_and_before_the_change_of_root()
    {
        Container container = NewContainer();
        string seen = NewDirectory();
        Hook(container, "createContainer", $"cat /proc/self/mountinfo >{seen}/inside; stat -c %i / >{seen}/root");
        container.Config.Mount("/mnt", "tmpfs", "hook-test-mark", "nosuid");
        container.Create().Succeeded();
        Assert.Contains("hook-test-mark", File.ReadAllText(seen + "/inside"));
        Assert.Equal(HostCommand.Run("stat", "-c", "%i", "/").Text, File.ReadAllText(seen + "/root").Trim());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hooks_run_in_the_namespaces_that_their_kind_says(bool mapped)
    {
        Container container = NewContainer();
        if (mapped)
            container.OwnedBy(100000).Config.UserNamespace(100000, 65536);
        string seen = NewDirectory();
        HostCommand.Run("chmod", "777", seen).Succeeded();
        foreach (string kind in (string[])["prestart", "createRuntime", "createContainer", "poststart", "poststop"])
            Hook(container, kind, $"for n in {Namespaces}; do readlink /proc/self/ns/$n; done >{seen}/{kind}");
        InnerHook(container, $"for n in {Namespaces}; do readlink /proc/self/ns/$n; done >/tmp/startContainer");
        container.Config.Script($"for n in {Namespaces}; do readlink /proc/self/ns/$n; done >/tmp/program");
        container.Started().AwaitStopped();
        string inside = container.AwaitFile("/tmp/program");
        string hooked = container.AwaitFile("/tmp/startContainer");
        container.Delete().Succeeded();
        string host = HostCommand.Shell($"for n in {Namespaces}; do readlink /proc/self/ns/$n; done").Text;
        foreach (string kind in (string[])["prestart", "createRuntime", "poststart", "poststop"])
            Assert.Equal(host, File.ReadAllText($"{seen}/{kind}").Trim());
        Assert.Equal(inside, hooked);
        Assert.Equal(inside, File.ReadAllText(seen + "/createContainer").Trim());
        Assert.Empty(inside.Split('\n').Intersect(host.Split('\n')));
    }

    private const string Namespaces = "mnt pid ipc uts net";

    [Fact]
    public void Without_a_mount_namespace_hooks_still_find_the_host_before_the_change_of_root()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        container.Config.WithoutNamespace("mount").With("/mounts", "[]").Without("/linux/maskedPaths").Without("/linux/readonlyPaths");
        Hook(container, "createContainer", $"stat -c %i / >{log}");
        container.Create().Succeeded();
        Assert.Equal(HostCommand.Run("stat", "-c", "%i", "/").Text, Log(log));
    }

    [Fact]
    public void A_start_container_hook_runs_as_the_programs_user_in_its_root_and_directory()
    {
        Container container = NewContainer();
        container.Config.With("/process/user", """{ "uid": 1000, "gid": 1000, "umask": 63 }""").With("/process/cwd", "\"/tmp\"");
        HostCommand.Run("chmod", "777", container.Inside("/tmp")).Succeeded();
        InnerHook(container, "id -u >/tmp/id; pwd >/tmp/cwd; umask >/tmp/umask");
        container.Started();
        Assert.Equal(("1000", "/tmp", "0077"), (container.AwaitFile("/tmp/id"), container.AwaitFile("/tmp/cwd"), container.AwaitFile("/tmp/umask")));
    }

    [Theory]
    [InlineData("prestart", "created")]
    [InlineData("createRuntime", "created")]
    [InlineData("createContainer", "created")]
    [InlineData("poststart", "running")]
    [InlineData("poststop", "stopped")]
    public void The_state_is_on_the_standard_input(string kind, string status)
    {
        Container container = NewContainer();
        string file = NewDirectory() + "/state";
        container.Config.With("/annotations", """{ "com.example.ä": "a \"b\"" }""").Args("sleep", "100");
        Hook(container, kind, $"cat >{file}");
        container.Started();
        int pid = container.Pid;
        container.Delete("--force").Succeeded();
        JsonNode state = JsonNode.Parse(File.ReadAllText(file))!;
        Assert.Equal(
            ["annotations", "bundle", "id", "ociVersion", "pid", "status"],
            state.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal));
        Assert.Equal((container.Id, status, container.Bundle), ((string)state["id"]!, (string)state["status"]!, (string)state["bundle"]!));
        Assert.Equal("a \"b\"", (string)state["annotations"]!["com.example.ä"]!);
        Assert.Equal(kind switch { "poststop" => 0, "createContainer" => 1, _ => pid }, (int)state["pid"]!);
    }

    [Fact]
    public void A_start_container_hook_is_told_the_pid_that_the_container_sees()
    {
        Container container = NewContainer();
        InnerHook(container, "cat >/tmp/state");
        container.Started();
        JsonNode state = JsonNode.Parse(container.AwaitFile("/tmp/state"))!;
        Assert.Equal(("created", 1), ((string)state["status"]!, (int)state["pid"]!));
    }

    [Fact]
    public void A_state_that_is_larger_than_a_pipe_need_not_be_read()
    {
        Container container = NewContainer();
        container.Config["/annotations/large"] = new string('x', 300_000);
        foreach (string kind in All.Select(row => row.Data).Where(kind => kind != "startContainer"))
            Hook(container, kind, "exit 0");
        InnerHook(container, "exit 0");
        container.Started().AwaitStopped().Delete().Succeeded();
    }

    [Fact]
    public void A_hook_that_writes_much_does_not_wait_for_a_reader()
    {
        Container container = NewContainer();
        Hook(container, "createRuntime", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2");
        Outcome create = container.Create().Succeeded();
        Assert.Equal(("", ""), (create.Output, create.Error));
    }

    [Fact]
    public void The_arguments_and_the_environment_are_those_of_the_hook()
    {
        Container container = NewContainer();
        string seen = NewDirectory();
        container.Config.With("/process/env", """["PATH=/bin", "SECRET=1", "LD_PRELOAD=/evil.so"]""");
        foreach (string kind in (string[])["createRuntime", "createContainer", "poststart", "poststop"])
        {
            container.Config.With($"/hooks/{kind}/-", $$"""
                { "path": "/bin/sh", "env": ["A=1", "B=x y", "OUT={{seen}}/{{kind}}"],
                  "args": ["zero", "-c", "tr '\\0' '\\n' </proc/self/environ >$OUT; tr '\\0' '\\n' </proc/$$/cmdline >>$OUT", "-", "last word"] }
                """);
        }
        container.Started().AwaitStopped().Delete().Succeeded();
        foreach (string kind in (string[])["createRuntime", "createContainer", "poststart", "poststop"])
        {
            string[] lines = File.ReadAllLines($"{seen}/{kind}");
            string[] variables = [.. lines.TakeWhile(line => line != "zero").Where(line => !line.StartsWith("PWD=", StringComparison.Ordinal))];
            Assert.Equal(["A=1", "B=x y", $"OUT={seen}/{kind}"], variables.Order());
            Assert.Equal(["zero", "-c"], lines.SkipWhile(line => line != "zero").Take(2));
            Assert.Equal("last word", lines[^1]);
        }
    }

    [Fact]
    public void Without_arguments_and_environment_there_is_the_path_and_nothing()
    {
        Container container = NewContainer();
        string seen = NewDirectory();
        File.WriteAllText(seen + "/hook", $"#!/bin/sh\ntr '\\0' '\\n' </proc/$$/cmdline >{seen}/args\ntr '\\0' '\\n' </proc/$$/environ >{seen}/env\n");
        HostCommand.Run("chmod", "755", seen + "/hook").Succeeded();
        container.Config.With("/hooks/createRuntime/-", $$"""{ "path": "{{seen}}/hook" }""");
        container.Create().Succeeded();
        Assert.Equal(["/bin/sh", seen + "/hook"], File.ReadAllLines(seen + "/args"));
        Assert.Equal("", File.ReadAllText(seen + "/env"));
    }

    [Fact]
    public void A_hook_runs_in_the_bundle_as_leader_of_a_session_with_default_signals()
    {
        Container container = NewContainer();
        string seen = NewDirectory();
        foreach (string kind in (string[])["createRuntime", "createContainer"])
        {
            Hook(container, kind, $"pwd >{seen}/{kind}.cwd; umask >{seen}/{kind}.umask; "
                + $"sed -n 's/^Sig[BI][lg][kn]:.//p' /proc/$$/status >{seen}/{kind}.signals; cut -d' ' -f1,6 /proc/$$/stat >{seen}/{kind}.session");
        }
        container.Create().Succeeded();
        foreach (string kind in (string[])["createRuntime", "createContainer"])
        {
            Assert.Equal(container.Bundle, Log($"{seen}/{kind}.cwd"));
            Assert.Equal("0022", Log($"{seen}/{kind}.umask"));
            Assert.Equal("0000000000000000 0000000000000000", Log($"{seen}/{kind}.signals"));
            string[] ids = Log($"{seen}/{kind}.session").Split(' ');
            Assert.Equal(ids[0], ids[1]);
        }
    }

    [Theory]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    public void No_descriptor_leaks_into_a_hook(string kind)
    {
        Container container = NewContainer();
        string seen = NewDirectory();
        Hook(container, kind, $"exec ls -l /proc/self/fd >{seen}/open");
        container.Config.WriteTo(container.Bundle);
        using HostCommand create = container.Begin(
            ["create", "--bundle", container.Bundle, "--preserve-fds", "2", container.Id], "3</dev/zero 4</dev/full 7</dev/zero");
        create.Wait().Succeeded();
        Assert.DoesNotContain("/dev/zero", File.ReadAllText(seen + "/open"));
        Assert.Equal(4, File.ReadAllLines(seen + "/open").Count(line => line.Contains("->", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(OfCreate))]
    public void A_hook_of_create_that_fails_fails_the_create_and_leaves_nothing(string kind)
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        Hook(container, kind, "echo first; echo the reason >&2; exit 3");
        Hook(container, kind, $"echo next >>{log}");
        Hook(container, "poststop", $"cat /proc/$$/stat >/dev/null; echo poststop >>{log}");
        string error = container.Refused().Error;
        Assert.Contains("the reason", error);
        Assert.Contains("3", error);
        Assert.Equal("poststop", Log(log));
        AssertNamed(error, $"/hooks/{kind}/0");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_start_container_hook_that_fails_fails_the_start_and_destroys_the_container(bool run)
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        InnerHook(container, "echo the reason >&2; exit 3");
        Hook(container, "poststart", $"echo poststart >>{log}");
        Hook(container, "poststop", $"echo poststop >>{log}");
        container.Config.Script("touch /tmp/program");
        Outcome start = run ? container.Run() : container.Created().Start();
        AssertNamed(start.Refused().Error, "/hooks/startContainer/0");
        Assert.Contains("the reason", start.Error);
        Assert.False(File.Exists(container.Inside("/tmp/program")));
        Assert.Empty(Leftovers.Of(container));
        Assert.Equal("poststop", Log(log));
    }

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("run --detach")]
    public void A_poststart_hook_that_fails_fails_the_start_and_destroys_the_container(string command)
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        Hook(container, "poststart", "exit 3");
        Hook(container, "poststart", $"echo next >>{log}");
        Hook(container, "poststop", $"echo poststop >>{log}");
        container.Config.Args("sleep", "100");
        Outcome start = command.Length == 0 ? container.Created().Start() : container.Run(command.Split(' ')[1..]);
        AssertNamed(start.Refused().Error, "/hooks/poststart/0");
        Assert.Empty(Leftovers.Of(container));
        Assert.Equal("poststop", Log(log));
    }

    [Fact]
    public void A_poststop_hook_that_fails_is_a_warning_and_the_others_are_called()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        Hook(container, "poststop", "exit 3");
        Hook(container, "poststop", $"echo next >>{log}");
        Outcome delete = container.Started().AwaitStopped().Delete().Succeeded();
        AssertNamed(delete.Error, "/hooks/poststop/0");
        Assert.Equal("next", Log(log));
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_program_that_cannot_be_executed_after_hooks_have_run_is_undone_with_the_poststop_hooks()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        Hook(container, "createRuntime", $"echo create >>{log}");
        Hook(container, "poststop", $"echo poststop >>{log}");
        container.Config.Args("/no/such/program");
        container.Refused();
        Assert.Equal("create poststop", Log(log));
    }

    [Fact]
    public void A_configuration_that_is_refused_before_any_hook_calls_none()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        Hook(container, "createRuntime", $"echo create >>{log}");
        Hook(container, "poststop", $"echo poststop >>{log}");
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
        Hook(container, "prestart", $"echo called >>{log}");
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
              "args": ["sh", "-c", "sleep 1000 & echo $! >{{seen}}/child; sleep 1000 {{container.Id}}; wait"] }
            """);
        string error = container.Refused().Error;
        AssertNamed(error, $"/hooks/{kind}/0");
        // In a pid namespace of its own the child had another number; what carries the id is looked for as a leftover.
        if (kind != "createContainer")
            Patiently.Until("the child has ended", () => !File.Exists($"/proc/{Log(seen + "/child")}/cmdline"));
    }

    [Fact]
    public void A_hook_that_is_killed_is_one_that_failed()
    {
        Container container = NewContainer();
        Hook(container, "createRuntime", "kill -9 $$");
        string error = container.Refused().Error;
        Assert.Contains("kill", error);
        AssertNamed(error, "/hooks/createRuntime/0");
    }

    [Fact]
    public void What_a_hook_leaves_in_a_shared_pid_namespace_ends_with_a_create_that_fails()
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace("pid");
        Hook(container, "createContainer", "sleep 1000 >/dev/null 2>&1 & exit 0");
        Hook(container, "createContainer", "exit 1");
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
        Hook(container, kind, $"{RuntimeUnderTest.Binary} --root {container.StateRoot} state {container.Id} >{file}");
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
        InnerHook(container, "touch /tmp/hook; while [ ! -e /tmp/go ]; do sleep 0.05; done");
        container.Config.Args("sleep", "100");
        if (!run)
            container.Create().Succeeded();
        using HostCommand start = run ? container.Launch("--detach", "--pid-file", container.PidFile) : container.Begin(["start", container.Id]);
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
        InnerHook(container, "touch /tmp/hook; sleep 1000");
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
        Hook(container, kind, $"{RuntimeUnderTest.Binary} --root {container.StateRoot} delete --force {container.Id} && echo deleted >>{log}");
        Hook(container, "poststop", $"echo poststop >>{log}");
        container.Config.Args("sleep", "100");
        Outcome create = container.Create();
        if (kind == "createRuntime")
            create.Refused();
        else
            container.Start();
        Assert.Equal("poststop deleted", Log(log));
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_hook_can_kill_its_own_container()
    {
        Container container = NewContainer();
        Hook(container, "createRuntime", $"{RuntimeUnderTest.Binary} --root {container.StateRoot} kill {container.Id} KILL");
        container.Refused();
    }

    [Fact]
    public void A_create_that_is_killed_while_a_hook_hangs_can_be_cleaned_up()
    {
        Container container = NewContainer();
        string seen = NewDirectory();
        Hook(container, "createRuntime", $"echo $$ >{seen}/hook; exec sleep 1000");
        Hook(container, "poststop", $"echo poststop >>{seen}/log");
        container.Config.WriteTo(container.Bundle);
        using HostCommand create = container.Begin(["create", "--bundle", container.Bundle, container.Id]);
        Patiently.Until("the hook runs", () => File.Exists(seen + "/hook") && Log(seen + "/hook").Length > 0);
        Assert.Equal("creating", container.Status());
        create.Signal("KILL");
        create.Wait();
        HostCommand.Run("kill", "-9", Log(seen + "/hook")).Succeeded();
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
        Assert.Equal("poststop", Log(seen + "/log"));
    }

    [Fact]
    public void Later_changes_of_config_json_and_of_the_bundle_do_not_count()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        Hook(container, "poststart", $"echo poststart >>{log}");
        Hook(container, "poststop", $"pwd >>{log}");
        container.Create().Succeeded();
        File.WriteAllText(container.Bundle + "/config.json", "{}");
        container.Start().Succeeded();
        container.AwaitStopped();
        Directory.Move(container.Bundle, container.Bundle + ".moved");
        Outcome delete = HostCommand.Run(RuntimeUnderTest.Binary, "--root", container.StateRoot, "delete", container.Id);
        Directory.Move(container.Bundle + ".moved", container.Bundle);
        delete.Succeeded();
        Assert.Equal("poststart /", Log(log));
    }

    // Every kind writes its name, and the program too.
    private string HookLog(Container container)
    {
        string directory = NewDirectory();
        string log = directory + "/log";
        File.WriteAllText(log, "");
        foreach (string kind in All.Select(row => row.Data).Where(kind => kind != "startContainer"))
            Hook(container, kind, $"echo {kind} >>{log}");
        container.Config.Mount("/log", "bind", directory, "bind");
        InnerHook(container, "echo startContainer >>/log/log");
        container.Config.Script("echo program >>/log/log");
        return log;
    }

    private static void Hook(Container container, string kind, string script) => container.Config[$"/hooks/{kind}/-"] = new JsonObject
    {
        ["path"] = "/bin/sh",
        ["args"] = new JsonArray("sh", "-c", script),
        ["env"] = new JsonArray("PATH=/usr/sbin:/usr/bin:/sbin:/bin"),
    };

    private static void InnerHook(Container container, string script) => container.Config["/hooks/startContainer/-"] = new JsonObject
    {
        ["path"] = "/bin/sh",
        ["args"] = new JsonArray("sh", "-c", script),
    };

    private static string Log(string file) =>
        string.Join(' ', File.ReadAllLines(file).Select(line => line.Trim()));

    // Other runtimes say which hook it was in words of their own.
    private static void AssertNamed(string error, string pointer)
    {
        if (!RuntimeUnderTest.Version.StartsWith("runc", StringComparison.Ordinal))
            Assert.Contains(pointer, error);
    }
}
