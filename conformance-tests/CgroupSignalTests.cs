using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>Whom <c>kill --all</c> and <c>delete</c> reach through the container's cgroup, and whom they must not.</summary>
public sealed class CgroupSignalTests(Workspace workspace) : ContainerTest(workspace)
{
    // A process in the container's cgroup, two in one below it, one in one below that; and all stay after the first ends.
    private const string Family = """
        cd /cgroup; [ -e cgroup.procs ] || cd pids
        mkdir -p one/two
        (echo 0 >one/cgroup.procs; sleep 1000 & sleep 1000 & echo 0 >one/two/cgroup.procs; sleep 1000 & wait) &
        until [ "$(cat one/two/cgroup.procs | wc -l)" -ge 2 ]; do sleep 0.05; done
        sleep 1000 & echo ready >/ready
        """;

    [Fact]
    public void What_is_left_in_the_cgroups_of_a_shared_pid_namespace_ends_with_delete()
    {
        Container container = SharingPids(Family).Started();
        container.AwaitFile("/ready");
        container.AwaitStopped();
        Assert.NotEmpty(ProcessesOf(container));
        container.Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public void Kill_all_reaches_the_cgroups_below_also_after_the_first_process_has_ended(string signal)
    {
        Container container = SharingPids(Family).Started();
        container.AwaitFile("/ready");
        container.AwaitStopped();
        container.Ask("kill", "--all", container.Id, signal).Succeeded();
        Patiently.Until("nothing runs any more", () => ProcessesOf(container).Length == 0);
        container.Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Processes_that_make_others_all_the_time_do_not_escape_from_kill_all()
    {
        CgroupFiles.Need("pids");
        Container container = SharingPids("""
            make() { while :; do (sleep 0.01; exit) & sleep 0.01 || exit; done; }
            make & make & make & make & echo ready >/ready; make
            """);
        container.Config.With("/linux/resources/pids", """{ "limit": 100 }""");
        container.Started().AwaitFile("/ready");
        container.Ask("kill", "--all", container.Id, "KILL").Succeeded();
        Patiently.Until("nothing runs any more", () => ProcessesOf(container).Length == 0);
        Assert.Equal("stopped", container.Status());
    }

    [Fact]
    public void Kill_all_of_a_paused_container_ends_it()
    {
        Container container = SharingPids(Family + "; sleep 1000").Started();
        container.AwaitFile("/ready");
        container.Ask("pause", container.Id).Succeeded();
        container.Ask("kill", "--all", container.Id, "KILL").Succeeded();
        Patiently.Until("nothing runs any more", () => ProcessesOf(container).Length == 0);
        container.AwaitStopped().Delete().Succeeded();
    }

    [Fact]
    public void Threads_in_cgroups_of_their_own_hinder_neither_ps_nor_delete()
    {
        Assert.SkipUnless(CgroupFiles.IsV2, "version 1 has no threaded cgroups");
        Container container = SharingPids("""
            cd /cgroup; mkdir threads; echo threaded >threads/cgroup.type || exit 1
            sleep 1000 & echo $! >threads/cgroup.threads || exit 1
            echo ready >/ready; wait
            """);
        container.Started().AwaitFile("/ready");
        Assert.Equal(3, container.Ask("ps", container.Id).Succeeded().Lines.Length);
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Theory]
    [InlineData("kill", "--all", "ID", "KILL")]
    [InlineData("kill", "--all", "ID", "TERM")]
    [InlineData("kill", "ID", "KILL")]
    [InlineData("delete", "--force", "ID")]
    public void A_cgroup_that_the_runtime_itself_is_in_is_signalled_by_nobody(params string[] command)
    {
        Container container = SharingPids("sleep 1000 & sleep 1000 & echo ready >/ready; wait").Started();
        container.AwaitFile("/ready");
        string[] asked = [.. command.Select(word => word == "ID" ? container.Id : word)];
        string join = string.Join(';', DirectoriesOf(container).Select(static path => $"echo $$ >{path}/cgroup.procs"));
        string back = string.Join(';', DirectoriesOf(container).Select(path => $"echo $$ >{ParentOf(path)}/cgroup.procs"));
        // The shell stays in the cgroup while the runtime asks, and lives to tell of it.
        using var shell = new HostCommand(container.Bundle, ["sh", "-c",
            $"{join}; \"$@\"; code=$?; {back}; echo ended $code", "sh",
            RuntimeUnderTest.Binary, "--root", container.StateRoot, .. asked], "", "");
        Outcome outcome = shell.Wait();
        Assert.Equal("ended 1", outcome.Text);
        Assert.Contains("the runtime itself", outcome.Error);
        Assert.Equal("running", container.Status());
        Assert.Equal(3, ProcessesOf(container).Length);
    }

    private Container SharingPids(string script)
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace("pid").Namespace("cgroup").Mount("/cgroup", "cgroup", "cgroup", "rw").Script(script);
        return container;
    }

    /// <summary>Processes in the container's cgroups and in those below, in any hierarchy.</summary>
    private static string[] ProcessesOf(Container container) =>
    [
        .. DirectoriesOf(container).SelectMany(static path => Directory.GetDirectories(path, "*", SearchOption.AllDirectories)
            .Append(path)).Select(static path => $"{path}/cgroup.procs").Where(File.Exists)
            .SelectMany(static file => File.ReadAllText(file).Split('\n', StringSplitOptions.RemoveEmptyEntries)).Distinct(),
    ];

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
}
