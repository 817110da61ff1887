using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>Somebody else has been at the container's cgroups, or there is no room for more.</summary>
public sealed class CgroupFaultTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cgroups_that_somebody_has_removed_hinder_no_command(bool alive)
    {
        Container container = Sleeper().Started();
        if (alive)
            MoveOut(container);
        else
            End(container);
        Patiently.Until("the cgroups are gone", () => DirectoriesOf(container).All(TryRemove));
        string status = alive ? "running" : "stopped";
        Assert.Equal(status, container.Status());
        container.Ask("ps", container.Id).SucceededOrFailedInOneLine();
        container.Ask("pause", container.Id).SucceededOrFailedInOneLine();
        container.Ask("update", "--pids-limit", "7", container.Id).SucceededOrFailedInOneLine();
        container.Ask("exec", container.Id, "true").SucceededOrFailedInOneLine();
        Assert.Equal(status, container.Status());
        if (alive)
            container.Kill("CONT").Succeeded();
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Cgroups_that_somebody_has_made_anew_are_not_the_containers()
    {
        Container container = Sleeper().Started();
        End(container);
        string[] paths = DirectoriesOf(container);
        Patiently.Until("the cgroups are gone", () => paths.All(TryRemove));
        using var other = new HostCommand("/", ["sleep", "1000"]);
        foreach (string path in paths)
        {
            Directory.CreateDirectory(path);
            Admit(path, other.Pid);
        }
        container.Ask("kill", "--all", container.Id, "KILL");
        container.Delete("--force").Succeeded();
        Assert.True(other.IsRunning);
        Assert.All(paths, static path => Assert.True(Directory.Exists(path)));
        MoveOut(paths, [other.Pid]);
        Patiently.Until("the cgroups are gone", () => paths.All(TryRemove));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_process_of_others_in_the_container_s_cgroups_ends_with_the_others_in_them_or_is_told_of(bool ownPids)
    {
        Container container = Sleeper();
        if (!ownPids)
            container.Config.WithoutNamespace("pid");
        container.Started();
        string[] paths = DirectoriesOf(container);
        using var other = new HostCommand("/", ["sleep", "1000"]);
        Array.ForEach(paths, path => Admit(path, other.Pid));
        Outcome delete = container.Delete("--force");
        if (ownPids)
        {
            // Only what is in its pid namespace is the container's: it is no success as long as a cgroup is left.
            Assert.Contains("processes are in it", delete.FailedInOneLine().Error);
            Assert.True(other.IsRunning);
            MoveOut(paths, [other.Pid]);
            container.Delete("--force").Succeeded();
        }
        else
        {
            delete.Succeeded();
            Patiently.Until("the process has ended", () => !other.IsRunning);
        }
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Five_hundred_processes_of_a_shared_pid_namespace_end_with_delete()
    {
        Container other = Sleeper().Started();
        Container container = NewContainer();
        container.Config.WithoutNamespace("pid").Script(
            "i=0; while [ $i -lt 500 ]; do sleep 1000 & i=$((i+1)); done; echo ready >/ready; wait");
        container.Started().AwaitFile("/ready");
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
        Assert.Equal("running", other.Status());
    }

    [Fact]
    public void Below_a_parent_that_takes_no_more_cgroups_nothing_is_left()
    {
        Assert.SkipUnless(CgroupFiles.IsV2, "version 1 has no limit of cgroups");
        InFullParent("cgroup.max.descendants", "0", "/sys/fs/cgroup");
    }

    [Fact]
    public void Below_a_parent_that_takes_no_more_processes_nothing_is_left()
    {
        CgroupFiles.Need("pids");
        InFullParent("pids.max", "0", CgroupFiles.IsV2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/pids");
    }

    private void InFullParent(string file, string limit, string hierarchy)
    {
        Container other = Sleeper().Started();
        Container container = Sleeper();
        string parent = $"full-{Guid.NewGuid():N}";
        Directory.CreateDirectory($"{hierarchy}/{parent}");
        try
        {
            if (CgroupFiles.IsV2)
                File.WriteAllText($"{hierarchy}/{parent}/cgroup.subtree_control", "+pids");
            File.WriteAllText($"{hierarchy}/{parent}/{file}", limit);
            container.Config["/linux/cgroupsPath"] = $"/{parent}/{container.Id}";
            Outcome create = container.Create().SucceededOrFailedInOneLine();
            // Version 1 counts those that are made in a cgroup, and not those that move into it.
            Assert.True(create.ExitCode != 0 || !CgroupFiles.IsV2, create.Output);
            if (create.ExitCode == 0)
                container.Delete("--force").Succeeded();
            Assert.Empty(Leftovers.Of(container));
        }
        finally
        {
            container.Delete("--force");
            TryRemove($"{hierarchy}/{parent}");
        }
        Assert.Equal("running", other.Status());
    }

    private static void End(Container container)
    {
        HostCommand.Run("kill", "-KILL", $"{container.Pid}").Succeeded();
        container.AwaitStopped();
    }

    private static void MoveOut(Container container) => MoveOut(DirectoriesOf(container), [container.Pid]);

    private static void MoveOut(IEnumerable<string> paths, int[] pids)
    {
        foreach (string path in paths)
            Array.ForEach(pids, pid => Admit(ParentOf(path), pid));
    }

    private static void Admit(string path, int pid)
    {
        // A new one of version 1 takes nobody without processors and memory, see cgroups(7).
        foreach (string file in (string[])["cpuset.cpus", "cpuset.mems"])
        {
            if (!CgroupFiles.IsV2 && File.Exists($"{path}/{file}") && File.ReadAllText($"{path}/{file}").Trim().Length == 0)
                File.WriteAllText($"{path}/{file}", File.ReadAllText($"{Path.GetDirectoryName(path)}/{file}"));
        }
        File.WriteAllText($"{path}/cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));
    }

    private static bool TryRemove(string path)
    {
        if (Directory.Exists(path))
            HostCommand.Run("rmdir", path);
        return !Directory.Exists(path);
    }

    private static string[] DirectoriesOf(Container container) =>
        Directory.GetDirectories("/sys/fs/cgroup", $"*{container.Id}", new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint,
        });

    private static string ParentOf(string path)
    {
        string parent = Path.GetDirectoryName(path)!;
        // In version 2 the caller's cgroup stands beside the container's.
        return CgroupFiles.IsV2 && Directory.Exists($"{parent}/runner") ? $"{parent}/runner" : parent;
    }

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        return container;
    }
}
