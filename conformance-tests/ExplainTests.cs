using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>The shell script of <c>explain</c> makes by hand what <c>run</c> makes.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class ExplainTests(Workspace workspace) : ContainerTest(workspace)
{
    // Mounts in any order: the kernel lists them by where they hang, and the runtime hangs its root elsewhere.
    private const string LookAround = """
        id; hostname; pwd; umask; env | sort
        ls -ln / | awk '{ print $1, $3, $4, $9 }' | grep -v proc
        ls -ln /dev | awk '{ print $1, $3, $4, $5, $6 }' | grep '^[cl]'
        grep -E 'Cap|NoNewPrivs|Groups' /proc/self/status
        cat /proc/self/uid_map /proc/self/gid_map /proc/self/oom_score_adj /proc/self/limits /proc/self/timens_offsets
        sed 's/^[0-9]* [0-9]* [0-9:]* //; s/:[0-9]* - / - /' /proc/self/mountinfo | sort
        echo /sys/class/net/*
        ls /proc/1/root/..
        """;

    [Fact]
    public void The_default_container_is_the_same_by_hand() => BothSeeTheSame(NewOwnContainer());

    [Fact]
    public void A_container_with_mapped_ids_is_the_same_by_hand()
    {
        Container container = NewOwnContainer();
        container.Config.UserNamespace(100000, 1000).With("/process/user", """{ "uid": 33, "gid": 44, "additionalGids": [5] }""");
        BothSeeTheSame(container);
    }

    [Fact]
    public void Mounts_devices_limits_and_clocks_are_the_same_by_hand()
    {
        string volume = Directory.CreateDirectory($"{NewDirectory()}/it's a \"volume\"").FullName;
        Container container = NewOwnContainer();
        container.Config.Namespace("time").Namespace("cgroup")
            .Mount("/vol ume", "bind", volume, "rbind", "ro", "nosuid")
            .Mount("/run", "tmpfs", "tmpfs", "mode=755", "noatime")
            .With("/root/readonly", "true")
            .With("/linux/timeOffsets", """{ "boottime": { "secs": 604800 }, "monotonic": { "secs": -5 } }""")
            .With("/linux/devices", """[{ "path": "/dev/some where", "type": "c", "major": 1, "minor": 3, "fileMode": 416, "uid": 1 }]""")
            .With("/process/oomScoreAdj", "500")
            .With("/process/env/-", "\"WORDS=it's $HOME\"");
        BothSeeTheSame(container);
    }

    [Fact]
    public void Mounts_without_a_mount_namespace_are_the_same_by_hand_and_go_with_the_script()
    {
        string before = File.ReadAllText("/proc/self/mountinfo");
        Container container = NewOwnContainer();
        container.Config.WithoutNamespace("mount").Namespace("cgroup").With("/root/readonly", "true")
            .Mount("/vol ume", "bind", NewDirectory(), "rbind", "ro", "nosuid")
            .Mount("/cgroup", "cgroup", "cgroup", "ro");
        const string Mounts = "sed 's/^[0-9]* [0-9]* [0-9:]* //' /proc/self/mountinfo | sort; ls -l /dev | awk '{ print $1, $10 }'";
        string byRuntime = container.RunScript(Mounts).Output;
        string directory = NewDirectory();
        Assert.Equal(byRuntime, ByHand(container, directory).Succeeded().Output);
        Assert.Equal([$"{directory}/by-hand.sh"], Directory.GetFileSystemEntries(directory));
        Assert.Equal(before, File.ReadAllText("/proc/self/mountinfo"));
    }

    [Fact]
    public void The_script_ends_with_the_exit_code_of_the_program_and_leaves_nothing_behind()
    {
        Container container = NewOwnContainer();
        container.Config.Script("exit 7");
        string directory = NewDirectory();
        Outcome outcome = ByHand(container, directory);
        Assert.Equal(7, outcome.ExitCode);
        Assert.Equal([$"{directory}/by-hand.sh"], Directory.GetFileSystemEntries(directory));
    }

    [Fact]
    public void The_cgroups_that_are_told_are_those_that_are_made()
    {
        Container container = NewOwnContainer();
        string path = $"/told-{container.Id}";
        container.Config.Args("sleep", "100")["/linux/cgroupsPath"] = path;
        container.Created();
        string text = container.Ask("explain", "--bundle", container.Bundle).Succeeded().Output;
        Assert.Contains("Cgroups: layout ", text);
        string json = container.Ask("explain", "--bundle", container.Bundle, "--format", "json").Succeeded().Output;
        JsonNode told = JsonNode.Parse(json)!["cgroups"]!;
        Assert.Equal("cgroupfs", (string)told["driver"]!);
        string[] memberships = [.. File.ReadAllLines($"/proc/{container.Pid}/cgroup")
            .Where(line => line.EndsWith(path, StringComparison.Ordinal))];
        JsonNode[] directories = [.. told["directories"]!.AsArray().Select(static place => place!)];
        Assert.Equal(memberships.Length, directories.Length);
        Assert.All(directories, place => Assert.Contains(
            $"{container.Pid}", File.ReadAllLines($"{(string)place["path"]!}/cgroup.procs")));
        Assert.All(directories, static place => Assert.NotEmpty(place["controllers"]!.AsArray()));
    }

    private Container NewOwnContainer()
    {
        Assert.SkipUnless(
            RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "explain is a command of ociruntime");
        return NewContainer();
    }

    private void BothSeeTheSame(Container container)
    {
        string byRuntime = container.RunScript(LookAround).Output;
        Assert.Equal(byRuntime, ByHand(container, NewDirectory()).Succeeded().Output);
    }

    private static Outcome ByHand(Container container, string directory)
    {
        container.Config.WriteTo(container.Bundle);
        string script = $"{directory}/by-hand.sh";
        File.WriteAllText(script, container.Ask("explain", "--bundle", container.Bundle, "--format", "shell").Succeeded().Output);
        HostCommand.Run("chmod", "755", directory).Succeeded();
        return HostCommand.Run("env", $"TMPDIR={directory}", "sh", script);
    }
}
