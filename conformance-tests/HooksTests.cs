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

    private static readonly string[] OnHost = ["prestart", "createRuntime", "createContainer", "poststart", "poststop"];

    [Fact]
    public void The_hooks_of_all_kinds_are_called_in_order()
    {
        Container container = NewContainer();
        string log = LogOf(container);
        container.Create().Succeeded();
        Assert.Equal(First, HookLog.Read(log));
        container.Start().Succeeded();
        container.AwaitStopped();
        string started = HookLog.Read(log);
        // The program and the poststart hook run at the same time.
        Assert.Contains(
            started, (string[])[$"{First} startContainer program poststart", $"{First} startContainer poststart program"]);
        container.Delete().Succeeded();
        Assert.Equal($"{started} poststop", HookLog.Read(log));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_calls_the_hooks_of_all_kinds(bool detach)
    {
        Container container = NewContainer();
        string log = LogOf(container);
        container.Run(detach ? ["--detach"] : []).Succeeded();
        if (detach)
            container.AwaitStopped().Delete().Succeeded();
        string[] called = HookLog.Read(log).Split(' ');
        Assert.Equal(First.Split(' '), called[..3]);
        Assert.Equal("startContainer", called[3]);
        Assert.Equal(["poststart", "program"], called[4..6].Order());
        Assert.Equal(["poststop"], called[6..]);
    }

    [Fact]
    public void Delete_by_force_calls_the_poststop_hooks()
    {
        Container container = NewContainer();
        string log = LogOf(container);
        container.Config.Args("sleep", "100");
        container.Started().Delete("--force").Succeeded();
        Assert.EndsWith(" poststop", HookLog.Read(log));
    }

    [Fact]
    public void Hooks_of_one_kind_are_called_in_the_order_of_the_list()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        foreach (string name in (string[])["a", "b", "c"])
            container.Config.Hook("createRuntime", $"echo {name} >>{log}");
        container.Create().Succeeded();
        Assert.Equal("a b c", HookLog.Read(log));
    }

    [Fact]
    public void The_hooks_come_after_the_mounts_and_before_the_change_of_root()
    {
        Container container = NewContainer();
        string seen = NewDirectory();
        container.Config.Hook("createContainer", $"cat /proc/self/mountinfo >{seen}/inside; stat -c %i / >{seen}/root");
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
        foreach (string kind in OnHost)
            container.Config.Hook(kind, $"for n in {Namespaces}; do readlink /proc/self/ns/$n; done >{seen}/{kind}");
        container.Config.InnerHook($"for n in {Namespaces}; do readlink /proc/self/ns/$n; done >/tmp/startContainer");
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hooks_can_mount_into_the_container_below_the_path_of_its_rootfs(bool mapped)
    {
        Container container = NewContainer();
        if (mapped)
            container.OwnedBy(100000).Config.UserNamespace(100000, 65536);
        string source = NewDirectory();
        File.WriteAllText(source + "/file", "from outside");
        HostCommand.Shell($"mkdir {container.Rootfs}/one {container.Rootfs}/two");
        container.Config.Mount("/mnt", "tmpfs", "tmpfs", "mode=777");
        container.Config.Hook("createRuntime", $"pid=$(sed 's/.*\"pid\":\\([0-9]*\\).*/\\1/'); "
            + $"nsenter --mount=/proc/$pid/ns/mnt mount --bind {source} {container.Rootfs}/one");
        container.Config.Hook(
            "createContainer", $"mount --bind {source} {container.Rootfs}/two && echo inside >{container.Rootfs}/mnt/file");
        Assert.Equal(
            ["from outside", "from outside", "inside"],
            container.RunScript("cat /one/file; echo; cat /two/file; echo; cat /mnt/file").Lines);
        Assert.DoesNotContain(source, File.ReadAllText("/proc/self/mountinfo"));
    }

    [Fact]
    public void Without_a_mount_namespace_hooks_still_find_the_host_before_the_change_of_root()
    {
        Container container = NewContainer();
        string log = NewDirectory() + "/log";
        container.Config.WithoutNamespace("mount").With("/mounts", "[]")
            .Without("/linux/maskedPaths").Without("/linux/readonlyPaths");
        container.Config.Hook("createContainer", $"stat -c %i / >{log}");
        container.Create().Succeeded();
        Assert.Equal(HostCommand.Run("stat", "-c", "%i", "/").Text, HookLog.Read(log));
    }

    [Fact]
    public void A_start_container_hook_runs_as_the_programs_user_in_its_root_and_directory()
    {
        Container container = NewContainer();
        container.Config.With("/process/user", """{ "uid": 1000, "gid": 1000, "umask": 63 }""").With("/process/cwd", "\"/tmp\"");
        HostCommand.Run("chmod", "777", container.Inside("/tmp")).Succeeded();
        container.Config.InnerHook("id -u >/tmp/id; pwd >/tmp/cwd; umask >/tmp/umask");
        container.Started();
        Assert.Equal("1000", container.AwaitFile("/tmp/id"));
        Assert.Equal("/tmp", container.AwaitFile("/tmp/cwd"));
        Assert.Equal("0077", container.AwaitFile("/tmp/umask"));
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
        container.Config.Hook(kind, $"cat >{file}");
        container.Started();
        int pid = container.Pid;
        container.Delete("--force").Succeeded();
        JsonNode state = JsonNode.Parse(File.ReadAllText(file))!;
        Assert.Equal(
            ["annotations", "bundle", "id", "ociVersion", "pid", "status"],
            state.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal));
        Assert.Equal((container.Id, status), ((string)state["id"]!, (string)state["status"]!));
        Assert.Equal(container.Bundle, (string)state["bundle"]!);
        Assert.Equal("a \"b\"", (string)state["annotations"]!["com.example.ä"]!);
        Assert.Equal(kind switch { "poststop" => 0, "createContainer" => 1, _ => pid }, (int)state["pid"]!);
    }

    [Fact]
    public void A_start_container_hook_is_told_the_pid_that_the_container_sees()
    {
        Container container = NewContainer();
        container.Config.InnerHook("cat >/tmp/state");
        container.Started();
        JsonNode state = JsonNode.Parse(container.AwaitFile("/tmp/state"))!;
        Assert.Equal(("created", 1), ((string)state["status"]!, (int)state["pid"]!));
    }

    [Fact]
    public void A_state_that_is_larger_than_a_pipe_need_not_be_read()
    {
        Container container = NewContainer();
        container.Config["/annotations/large"] = new string('x', 300_000);
        foreach (string kind in OnHost)
            container.Config.Hook(kind, "exit 0");
        container.Config.InnerHook("exit 0");
        container.Started().AwaitStopped().Delete().Succeeded();
    }

    [Fact]
    public void A_hook_that_writes_much_does_not_wait_for_a_reader()
    {
        Container container = NewContainer();
        container.Config.Hook("createRuntime", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2");
        Outcome create = container.Create().Succeeded();
        Assert.Equal(("", ""), (create.Output, create.Error));
    }

    [Fact]
    public void The_arguments_and_the_environment_are_those_of_the_hook()
    {
        Container container = NewContainer();
        string seen = NewDirectory();
        container.Config.With("/process/env", """["PATH=/bin", "SECRET=1", "LD_PRELOAD=/evil.so"]""");
        // The procfs that it sees is the host's, which has other numbers than a pid namespace of its own.
        const string Script = "read -r pid rest </proc/self/stat; cd /proc/$pid; cat environ cmdline | tr '\\\\0' '\\\\n' >$OUT";
        foreach (string kind in (string[])["createRuntime", "createContainer", "poststart", "poststop"])
        {
            container.Config.With($"/hooks/{kind}/-", $$"""
                { "path": "/bin/sh", "env": ["A=1", "B=x y", "OUT={{seen}}/{{kind}}"],
                  "args": ["zero", "-c", "{{Script}}", "-", "last word"] }
                """);
        }
        container.Started().AwaitStopped().Delete().Succeeded();
        foreach (string kind in (string[])["createRuntime", "createContainer", "poststart", "poststop"])
        {
            string[] lines = File.ReadAllLines($"{seen}/{kind}");
            Assert.Equal(["A=1", "B=x y", $"OUT={seen}/{kind}"], lines.TakeWhile(line => line != "zero"));
            Assert.Equal(["zero", "-c"], lines.SkipWhile(line => line != "zero").Take(2));
            Assert.Equal("last word", lines[^1]);
        }
    }

    [Fact]
    public void Without_arguments_and_environment_there_is_the_path_and_nothing()
    {
        Container container = NewContainer();
        string seen = NewDirectory();
        File.WriteAllText(seen + "/hook", $"""
            #!/bin/sh
            tr '\0' '\n' </proc/$$/cmdline >{seen}/args
            tr '\0' '\n' </proc/$$/environ >{seen}/env
            """);
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
            container.Config.Hook(kind, $"""
                pwd >{seen}/{kind}.cwd; umask >{seen}/{kind}.umask
                sed -n 's/^Sig[BI][lg][kn]:.//p' /proc/self/status >{seen}/{kind}.signals
                read -r pid command state parent group session rest </proc/self/stat; echo $pid $session >{seen}/{kind}.session
                """);
        }
        container.Create().Succeeded();
        foreach (string kind in (string[])["createRuntime", "createContainer"])
        {
            Assert.Equal(container.Bundle, HookLog.Read($"{seen}/{kind}.cwd"));
            Assert.Equal("0022", HookLog.Read($"{seen}/{kind}.umask"));
            Assert.Equal("0000000000000000 0000000000000000", HookLog.Read($"{seen}/{kind}.signals"));
            string[] ids = HookLog.Read($"{seen}/{kind}.session").Split(' ');
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
        container.Config.Hook(kind, $"exec ls -l /proc/self/fd >{seen}/open");
        container.Config.WriteTo(container.Bundle);
        using HostCommand create = container.Begin(
            ["create", "--bundle", container.Bundle, "--preserve-fds", "2", container.Id], "3</dev/zero 4</dev/full 7</dev/zero");
        create.Wait().Succeeded();
        Assert.DoesNotContain("/dev/zero", File.ReadAllText(seen + "/open"));
        Assert.Equal(4, File.ReadAllLines(seen + "/open").Count(line => line.Contains("->", StringComparison.Ordinal)));
    }

    // Every kind writes its name, and the program too.
    private string LogOf(Container container)
    {
        string directory = NewDirectory();
        string log = directory + "/log";
        File.WriteAllText(log, "");
        foreach (string kind in OnHost)
            container.Config.Hook(kind, $"echo {kind} >>{log}");
        container.Config.Mount("/log", "bind", directory, "bind");
        container.Config.InnerHook("echo startContainer >>/log/log");
        container.Config.Script("echo program >>/log/log");
        return log;
    }
}
