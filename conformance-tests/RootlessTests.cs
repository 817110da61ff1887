using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>Containers of an ordinary user: what he may map, ask for and keep.</summary>
public sealed class RootlessTests : ContainerTest
{
    private readonly OrdinaryUser _user;

    public RootlessTests(Workspace workspace)
        : base(workspace) => _user = new OrdinaryUser(NewDirectory());

    [Fact]
    public void It_runs_on_a_terminal_too()
    {
        Container container = NewRootless();
        container.WriteSpec(terminal: true, "[ -t 0 ] && tty; exit 6");
        string script = $"{container.Bundle}/as-user";
        string[] runtime = [RuntimeUnderTest.Binary, "--root", container.StateRoot, "run", "--bundle", container.Bundle, container.Id];
        File.WriteAllText(script, "exec " + string.Join(' ', container.Caller.Concat(runtime).Select(word => $"'{word}'")));
        Outcome run = HostCommand.Run("script", "--quiet", "--return", "--command", $"sh {script}", "/dev/null");
        Assert.Contains("/dev/pts/0", run.Output);
        Assert.Equal(6, run.ExitCode);
    }

    [Fact]
    public void The_score_of_a_process_of_exec_is_set_too()
    {
        Container container = NewRootless();
        container.Config.Args("sleep", "1000")["/process/oomScoreAdj"] = 500;
        container.Started();
        Assert.Equal("500", container.Ask("exec", container.Id, "cat", "/proc/self/oom_score_adj").Succeeded().Text);
    }

    [Fact]
    public void A_signal_for_all_reaches_every_process()
    {
        Container container = NewRootless();
        container.Config.Script("""
            (trap 'echo heard >/tmp/child; exit' USR1; while :; do sleep 0.05; done) &
            trap : USR1
            touch /tmp/ready
            while :; do sleep 0.05; done
            """);
        container.Started();
        Patiently.Until("it listens", () => File.Exists(container.Inside("/tmp/ready")));
        Patiently.Until("the child has heard it", () =>
        {
            container.Ask("kill", "--all", container.Id, "USR1").Succeeded();
            return File.Exists(container.Inside("/tmp/child"));
        });
        container.Ask("kill", "--all", container.Id, "KILL").Succeeded();
        container.AwaitStopped();
    }

    [Fact]
    public void Deleting_by_force_ends_what_shares_the_hosts_pids_without_a_cgroup()
    {
        Container container = NewRootless();
        container.Config.WithoutNamespace("pid").WithoutMount("/proc").Mount("/proc", "bind", "/proc", "rbind");
        container.Config.Script($"sh -c 'sleep 1000; : {container.Id}' & wait");
        Assert.Contains("lives on", container.Create().Succeeded().Error);
        container.Start().Succeeded();
        Patiently.Until("the child runs", () => container.Listed().Length >= 3);
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Ids_that_the_user_was_given_are_mapped()
    {
        _user.GiveIds();
        Container container = NewRootless();
        OrdinaryUser.MapMany(container.Config);
        container.Config.With("/process/user", """{ "uid": 5, "gid": 6, "additionalGids": [7] }""").Args("sleep", "1000");
        container.Started().AwaitProgram("sleep");
        string[] status = File.ReadAllLines($"/proc/{container.Pid}/status");
        const int Before = OrdinaryUser.FirstSubordinateId - 1;
        Assert.Contains(string.Join('\t', Enumerable.Repeat($"{Before + 5}", 4).Prepend("Uid:")), status);
        Assert.Contains(string.Join('\t', Enumerable.Repeat($"{Before + 6}", 4).Prepend("Gid:")), status);
        Assert.Contains($"Groups:\t{Before + 7} ", status);
    }

    [Fact]
    public void Ids_that_he_was_not_given_are_refused_with_the_file_that_would_give_them()
    {
        _user.GiveIds(5);
        Container container = NewRootless();
        OrdinaryUser.MapMany(container.Config);
        string error = container.Refused().Error;
        Assert.Contains("/linux/uidMappings/1", error);
        Assert.Contains("/etc/subuid", error);
        Assert.Contains($"rootless:{OrdinaryUser.FirstSubordinateId + 5}:", error);
    }

    [Fact]
    public void Without_the_program_that_maps_them_they_are_refused_with_the_package_that_has_it()
    {
        _user.GiveIds();
        _user.Preparation = """
            for directory in /usr/local/bin /usr/bin /bin /usr/local/sbin /usr/sbin /sbin $(echo $PATH | tr : ' '); do
                [ ! -e $directory/newuidmap ] || mount --bind /dev/null $directory/newuidmap
            done
            """;
        Container container = NewRootless();
        OrdinaryUser.MapMany(container.Config);
        string error = container.Refused().Error;
        Assert.Contains("newuidmap: the program is not installed", error);
        Assert.Contains("uidmap", error);
    }

    [Fact]
    public void What_the_program_says_against_a_map_is_passed_on()
    {
        string directory = NewDirectory();
        foreach (string name in (string[])["newuidmap", "newgidmap"])
            File.WriteAllText($"{directory}/{name}", $"#!/bin/sh\necho '{name}: not today' >&2\nexit 1\n");
        HostCommand.Shell($"chmod 755 {directory} {directory}/new*");
        _user.Environment = [$"PATH={directory}:/usr/bin:/bin"];
        _user.GiveIds();
        Container container = NewRootless();
        OrdinaryUser.MapMany(container.Config);
        Assert.Matches(
            $@"^ociruntime: /linux/gidMappings: map ids with {directory}/newgidmap: not today \(/etc/subgid must have a line such as "
                + $@"USER:{OrdinaryUser.FirstSubordinateId}:{OrdinaryUser.SubordinateIds} for you\)\n$",
            container.Refused().Error);
    }

    [Theory]
    [InlineData("""{ "devices": [{ "allow": false, "access": "rwm" }] }""")]
    [InlineData(
        """{ "devices": [{ "allow": false, "access": "rwm" }, { "allow": true, "type": "c", "major": 1, "minor": 3, "access": "rw" }] }""")]
    [InlineData("""{ "memory": { "limit": -1 }, "pids": { "limit": -1 } }""")]
    public void What_every_engine_asks_for_limits_nothing(string resources)
    {
        Container container = NewRootless();
        container.Config.With("/linux/resources", resources);
        Assert.Equal("0", container.RunScript("id -u").Text);
    }

    [Theory]
    [InlineData("/linux/resources/devices", """[{ "allow": false, "type": "c", "major": 1, "minor": 3, "access": "rw" }]""")]
    [InlineData("/linux/cgroupsPath", "\"/rootless-tests-have-none\"")]
    [InlineData("/process/user/additionalGids", "[0]")]
    public void What_he_cannot_have_is_refused(string pointer, string json)
    {
        Container container = NewRootless();
        container.Config.With(pointer, json);
        Assert.Contains(pointer, container.Refused().Error);
    }

    [Theory]
    [InlineData("sysfs", "/sys", "network")]
    [InlineData("mqueue", "/dev/mqueue", "ipc")]
    public void A_view_of_a_namespace_that_is_the_hosts_is_refused(string type, string destination, string kind)
    {
        Container container = NewRootless();
        container.Config.WithoutMount("/dev/mqueue").WithoutNamespace(kind).Without("/hostname").Mount(destination, type, type);
        Assert.Matches($"/mounts/[0-9]+: mount {type} on {destination}: .* {kind} namespace", container.Refused().Error);
    }

    [Fact]
    public void Who_is_told_not_to_be_rootless_needs_a_cgroup()
    {
        Container container = NewRootless();
        container.GlobalFlags = ["--rootless=false"];
        Assert.Contains("is not writable", container.Refused().Error);
    }

    [Fact]
    public void State_is_kept_in_his_runtime_directory_for_him_alone()
    {
        Container container = NewRootless();
        container.Config.Args("true").WriteTo(container.Bundle);
        HostCommand.Run([.. container.Caller, RuntimeUnderTest.Binary, "run", "--bundle", container.Bundle, container.Id]).Succeeded();
        string name = Path.GetFileName(RuntimeUnderTest.Binary);
        Assert.Matches(
            $"^1?700 {OrdinaryUser.Id}\n", HostCommand.Run("stat", "-c", "%a %u", $"{_user.Runtime}/{name}").Succeeded().Output);
    }

    [Fact]
    public void Without_a_runtime_directory_there_is_one_for_him_that_nobody_else_has_made()
    {
        Container container = NewRootless();
        container.Config.Args("true").WriteTo(container.Bundle);
        string[] runtime = ["env", "-u", "XDG_RUNTIME_DIR", RuntimeUnderTest.Binary, "run", "--bundle", container.Bundle, container.Id];
        string[] run = [.. container.Caller, .. runtime];
        string directory = $"/tmp/ociruntime-{OrdinaryUser.Id}";
        try
        {
            HostCommand.Run(run).Succeeded();
            Assert.Equal($"700 {OrdinaryUser.Id}\n", HostCommand.Run("stat", "-c", "%a %u", directory).Succeeded().Output);
            HostCommand.Shell($"rmdir {directory}; mkdir {directory}");
            Assert.Contains(directory, HostCommand.Run(run).Refused().Error);
        }
        finally
        {
            HostCommand.Run("rm", "-rf", directory).Succeeded();
        }
    }

    [Fact]
    public void Who_became_root_in_a_user_namespace_of_his_own_runs_them_in_there()
    {
        Container container = NewRootless();
        container.Caller = [.. container.Caller, "unshare", "--user", "--map-root-user", "--mount"];
        container.WriteSpec(terminal: false, "id -u");
        using HostCommand run = container.Begin(["run", "--bundle", container.Bundle, container.Id]);
        Assert.Equal("0", run.Wait().Succeeded().Text);
    }

    [Fact]
    public void Without_a_session_there_is_no_systemd_for_him()
    {
        Container container = NewRootless();
        container.GlobalFlags = ["--systemd-cgroup"];
        Assert.Contains(_user.Runtime, Assert.Single(container.Refused().Error.TrimEnd('\n').Split('\n')));
    }

    private Container NewRootless() => _user.Take(NewContainer());
}
