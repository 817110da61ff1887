using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>Containers of an ordinary user: who may make no cgroup, and maps what ids he was given.</summary>
public sealed class RootlessTests : ContainerTest
{
    private readonly OrdinaryUser _user;

    public RootlessTests(Workspace workspace)
        : base(workspace) => _user = new OrdinaryUser(NewDirectory());

    [Fact]
    public void What_spec_writes_for_a_user_runs_as_it_is()
    {
        Container container = NewRootless();
        WriteSpec(container, terminal: false, "cat /proc/self/uid_map; ls -d /sys/class /dev/mqueue");
        using HostCommand run = container.Begin(["run", "--bundle", container.Bundle, container.Id]);
        Outcome outcome = run.Wait().Succeeded();
        Assert.Equal(["0", $"{OrdinaryUser.Id}", "1"], outcome.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["/dev/mqueue", "/sys/class"], outcome.Lines[1..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_runs_on_a_terminal_too()
    {
        Container container = NewRootless();
        WriteSpec(container, terminal: true, "[ -t 0 ] && tty; exit 6");
        string script = $"{container.Bundle}/as-user";
        string[] command = [.. container.Caller, RuntimeUnderTest.Binary, "--root", container.StateRoot, "run", "--bundle", container.Bundle, container.Id];
        File.WriteAllText(script, "exec " + string.Join(' ', command.Select(word => $"'{word}'")));
        Outcome run = HostCommand.Run("script", "--quiet", "--return", "--command", $"sh {script}", "/dev/null");
        Assert.Contains("/dev/pts/0", run.Output);
        Assert.Equal(6, run.ExitCode);
    }

    [Fact]
    public void A_container_goes_through_its_life_without_a_cgroup()
    {
        Container container = NewRootless();
        container.Config.Script("sleep 1000 & trap 'exit 0' TERM; wait");
        container.Create().Succeeded();
        Assert.Equal("created", container.Status());
        container.Start().Succeeded();
        Assert.Equal("running", container.Status());
        Patiently.Until("both processes are listed", () => Listed(container).Length == 2);
        Assert.Contains(container.Pid, Listed(container));
        foreach (string[] command in (string[][])[["pause"], ["resume"], ["events", "--stats"], ["update", "--pids-limit", "9"]])
            Assert.Single(container.Ask([.. command, container.Id]).Refused().Error.TrimEnd('\n').Split('\n'));
        container.Kill("TERM").Succeeded();
        container.AwaitStopped();
        Assert.Empty(Listed(container));
        container.Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_signal_for_all_reaches_every_process()
    {
        Container container = NewRootless();
        container.Config.Script("(trap 'echo heard >/tmp/child; exit' USR1; while :; do sleep 0.05; done) & trap : USR1; touch /tmp/ready; wait; wait");
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
        container.Config.WithoutNamespace("pid").WithoutMount("/proc").Script($"sh -c 'sleep 1000; : {container.Id}' & wait");
        // The masked and the read-only paths are in the /proc that is not there.
        container.Config.Without("/linux/maskedPaths").Without("/linux/readonlyPaths");
        Assert.Contains("lives on", container.Create().Succeeded().Error);
        container.Start().Succeeded();
        Patiently.Until("the child runs", () => Listed(container).Length >= 3);
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Ids_that_the_user_was_given_are_mapped()
    {
        NeedHelpers();
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
        NeedHelpers();
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
        _user.Preparation = """
            for directory in /usr/local/bin /usr/bin /bin /usr/local/sbin /usr/sbin /sbin; do
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
        Container container = NewRootless();
        OrdinaryUser.MapMany(container.Config);
        Assert.Matches(
            $@"^ociruntime: /linux/gidMappings: map ids with {directory}/newgidmap: not today \(/etc/subgid must have a line such as "
                + $@"USER:{OrdinaryUser.FirstSubordinateId}:{OrdinaryUser.SubordinateIds} for you\)\n$",
            container.Refused().Error);
    }

    [Theory]
    [InlineData("/linux/resources/memory", """{ "limit": 67108864 }""", "/linux/resources/memory/limit")]
    [InlineData("/linux/resources/pids", """{ "limit": 20 }""", "/linux/resources/pids/limit")]
    public void A_limit_that_he_may_not_set_is_refused_with_the_directory_that_stands_against_it(
        string pointer, string json, string property)
    {
        Container container = NewRootless();
        container.Config.With(pointer, json);
        string error = container.Refused().Error;
        Assert.Contains(property, error);
        Assert.Contains("/sys/fs/cgroup", error);
        Assert.Contains("is not writable", error);
    }

    [Theory]
    [InlineData("""{ "devices": [{ "allow": false, "access": "rwm" }] }""")]
    [InlineData("""{ "devices": [{ "allow": false, "access": "rwm" }, { "allow": true, "type": "c", "major": 1, "minor": 3, "access": "rw" }] }""")]
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
    public void Cgroups_that_are_not_his_own_are_shown_read_only()
    {
        Container container = NewRootless();
        container.Config.Mount("/cgroup", "cgroup", "cgroup", "rw");
        Outcome run = container.RunScript("""
            ls /cgroup | head -n1 | wc -l
            find /cgroup -name cgroup.procs | while read -r file; do echo 0 >$file && echo written; done 2>&1 | sort -u | grep -o written || echo refused
            """);
        Assert.Equal(["1", "refused"], run.Lines);
    }

    [Fact]
    public void A_cgroup_that_was_delegated_to_him_is_used()
    {
        using var delegated = new DelegatedCgroup();
        CgroupFiles.Need("pids");
        _user.Preparation = delegated.Entry;
        Container container = NewRootless();
        container.Config.With("/linux/resources", """{ "pids": { "limit": 33 } }""").Args("sleep", "1000");
        container.Config["/linux/cgroupsPath"] = delegated.PathFor(container.Id);
        container.Started().AwaitProgram("sleep");
        Assert.Equal("33", container.ReadCgroup("pids", "pids.max", "pids.max"));
        Assert.Equal([container.Pid], Listed(container));
        container.Ask("update", "--pids-limit", "44", container.Id).Succeeded();
        Assert.Equal("44", container.ReadCgroup("pids", "pids.max", "pids.max"));
        Assert.Equal(44, (int)JsonNode.Parse(container.Ask("events", "--stats", container.Id).Succeeded().Output)!["data"]!["pids"]!["limit"]!);
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
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
        Assert.Equal(
            $"700 {OrdinaryUser.Id}\n", HostCommand.Run("stat", "-c", "%a %u", $"{_user.Runtime}/{name}").Succeeded().Output);
    }

    [Fact]
    public void Without_a_runtime_directory_there_is_one_for_him_that_nobody_else_has_made()
    {
        Container container = NewRootless();
        container.Config.Args("true").WriteTo(container.Bundle);
        string[] run = [.. container.Caller, "env", "-u", "XDG_RUNTIME_DIR", RuntimeUnderTest.Binary, "run", "--bundle", container.Bundle, container.Id];
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

    private Container NewRootless() => _user.Take(NewContainer());

    private static void WriteSpec(Container container, bool terminal, string script)
    {
        container.Ask("spec", "--rootless", "--bundle", container.Bundle).Succeeded();
        string file = $"{container.Bundle}/config.json";
        JsonNode config = JsonNode.Parse(File.ReadAllText(file))!;
        config["process"]!["terminal"] = terminal;
        config["process"]!["args"] = new JsonArray("sh", "-c", script);
        File.WriteAllText(file, config.ToJsonString());
    }

    private static int[] Listed(Container container) =>
        [.. JsonNode.Parse(container.Ask("ps", "--format", "json", container.Id).Succeeded().Output)!.AsArray().Select(pid => (int)pid!)];

    private static void NeedHelpers() => Assert.SkipUnless(
        HostCommand.Run("sh", "-c", "command -v newuidmap && command -v newgidmap").ExitCode == 0, "uidmap is not installed");
}
