using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>The cgroups of an ordinary user's containers: none, or those that were delegated to him.</summary>
public sealed class RootlessCgroupTests : ContainerTest
{
    private readonly OrdinaryUser _user;

    public RootlessCgroupTests(Workspace workspace)
        : base(workspace) => _user = new OrdinaryUser(NewDirectory());

    [Fact]
    public void What_spec_writes_for_a_user_runs_as_it_is()
    {
        Container container = NewRootless();
        container.WriteSpec(terminal: false, "cat /proc/self/uid_map; ls -d /sys/class /dev/mqueue");
        using HostCommand run = container.Begin(["run", "--bundle", container.Bundle, container.Id]);
        Outcome outcome = run.Wait().Succeeded();
        Assert.Equal(["0", $"{OrdinaryUser.Id}", "1"], outcome.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["/dev/mqueue", "/sys/class"], outcome.Lines[1..].Order(StringComparer.Ordinal));
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
        Patiently.Until("both processes are listed", () => container.Listed().Length == 2);
        Assert.Contains(container.Pid, container.Listed());
        foreach (string[] command in (string[][])[["pause"], ["resume"], ["events", "--stats"], ["update", "--pids-limit", "9"]])
            Assert.Single(container.Ask([.. command, container.Id]).Refused().Error.TrimEnd('\n').Split('\n'));
        container.Kill("TERM").Succeeded();
        container.AwaitStopped();
        Assert.Empty(container.Listed());
        container.Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_limit_that_he_may_not_set_is_refused_with_the_directory_that_stands_against_it()
    {
        Container container = NewRootless();
        container.Config.With("/linux/resources/memory", """{ "limit": 67108864 }""");
        string error = container.Refused().Error;
        Assert.Contains("/linux/resources/memory/limit", error);
        Assert.Contains("/sys/fs/cgroup", error);
        Assert.Contains("is not writable", error);
    }

    [Fact]
    public void Cgroups_that_are_not_his_own_are_shown_read_only()
    {
        Container container = NewRootless();
        container.Config.Mount("/cgroup", "cgroup", "cgroup", "rw");
        Outcome run = container.RunScript("""
            ls /cgroup | head -n1 | wc -l
            find /cgroup -name cgroup.procs | while read -r file; do echo 0 >$file && echo written; done 2>&1 |
                sort -u | grep -o written || echo refused
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
        Assert.Equal([container.Pid], container.Listed());
        container.Ask("update", "--pids-limit", "44", container.Id).Succeeded();
        Assert.Equal("44", container.ReadCgroup("pids", "pids.max", "pids.max"));
        JsonNode stats = JsonNode.Parse(container.Ask("events", "--stats", container.Id).Succeeded().Output)!;
        Assert.Equal(44, (int)stats["data"]!["pids"]!["limit"]!);
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Where_only_the_callers_own_cgroup_was_delegated_it_is_in_there()
    {
        Assert.SkipUnless(CgroupFiles.IsV2, "in version 1 it always is");
        using var delegated = new DelegatedCgroup();
        _user.Preparation = $"{delegated.Entry}; chown 0:0 {delegated.Directory} {delegated.Directory}/cgroup.*";
        Container container = NewRootless();
        container.Config.Args("sleep", "1000");
        container.Started().AwaitProgram("sleep");
        string expected = $"{delegated.Directory["/sys/fs/cgroup".Length..]}/caller/{container.Id}";
        Assert.Contains(expected, File.ReadAllText($"/proc/{container.Pid}/cgroup"));
        container.Ask("pause", container.Id).Succeeded();
        Assert.Equal("paused", container.Status());
        container.Delete("--force").Succeeded();
        container.Config.With("/linux/resources", """{ "pids": { "limit": 33 } }""");
        Assert.Contains("/linux/resources/pids/limit: use the cgroup controller pids: ", container.Refused().Error);
    }

    private Container NewRootless() => _user.Take(NewContainer());
}
