using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>runtime.md, section Operations: what each has to be told, what it does, and what it leaves alone.</summary>
public sealed class OperationsTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("state")]
    [InlineData("create")]
    [InlineData("start")]
    [InlineData("kill")]
    [InlineData("delete")]
    public void An_operation_without_an_id_is_refused(string operation)
    {
        Container container = NewContainer();
        container.Config.WriteTo(container.Bundle);
        container.Ask(operation).Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_create_without_a_bundle_is_refused()
    {
        // The command line takes the working directory for the bundle, and there is no config.json in this one.
        Container container = NewContainer();
        container.Ask("create", container.Id).Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_config_under_another_name_is_not_taken()
    {
        Container container = NewContainer();
        Directory.CreateDirectory(container.Bundle + "/inner");
        container.Config.WriteTo(container.Bundle + "/inner");
        File.Copy(container.Bundle + "/inner/config.json", container.Bundle + "/Config.json");
        container.Ask("create", "--bundle", container.Bundle, container.Id).Refused();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void All_but_the_program_is_in_place_before_the_start()
    {
        Container container = Sleeper();
        container.Config.Mount("/mnt", "tmpfs", "in-place")
            .With("/linux/devices/-", """{ "path": "/mnt/device", "type": "c", "major": 1, "minor": 3 }""")
            .With("/linux/sysctl", """{ "net.ipv4.ip_forward": "1" }""")
            .With("/linux/maskedPaths", """["/etc"]""")["/root/readonly"] = true;
        container.Created();
        Assert.Equal("inside", Look(container, "uts", "hostname"));
        Assert.Equal("1", Look(container, "net", "cat", "/proc/sys/net/ipv4/ip_forward"));
        Assert.True(Path.Exists($"/proc/{container.Pid}/root/mnt/device"));
        Assert.Empty(Directory.GetFileSystemEntries($"/proc/{container.Pid}/root/etc"));
        string mountinfo = File.ReadAllText($"/proc/{container.Pid}/mountinfo");
        Assert.Contains("ro", MountEntry.At(mountinfo, "/").Options);
        Assert.Equal("tmpfs", MountEntry.At(mountinfo, "/mnt").Type);
    }

    [Theory]
    [InlineData("/process")]
    [InlineData("/process/args")]
    public void A_container_without_a_program_is_not_started(string pointer)
    {
        Container container = NewContainer();
        container.Config.Without(pointer);
        // A runtime may refuse it already when it is created.
        if (container.Create().ExitCode == 0)
            container.Start().Refused();
    }

    [Fact]
    public void A_start_of_a_stopped_container_runs_nothing()
    {
        Container container = NewContainer();
        container.Config.Script("echo ran >>/runs");
        container.Started().AwaitStopped().Start().Refused();
        Assert.Equal("stopped", container.Status());
        Assert.Equal("ran\n", File.ReadAllText(container.Inside("/runs")));
    }

    [Fact]
    public void A_start_of_a_running_container_runs_nothing()
    {
        Container container = NewContainer();
        container.Config.Script("echo ran >>/runs; sleep 100");
        container.Started();
        Assert.Equal("ran", container.AwaitFile("/runs"));
        container.Start().Refused();
        Assert.Equal("running", container.Status());
        Assert.Equal("ran", container.AwaitFile("/runs"));
    }

    [Fact]
    public void A_signal_to_a_stopped_container_is_refused_and_changes_nothing()
    {
        Container container = NewContainer().Started().AwaitStopped();
        string before = container.State().ToJsonString();
        container.Kill("KILL").Refused();
        Assert.Equal(before, container.State().ToJsonString());
    }

    [Fact]
    public void A_signal_reaches_a_created_container_and_its_program_never_runs()
    {
        Container container = NewContainer();
        container.Config.Script("echo ran >/ran");
        container.Created().Kill("KILL").Succeeded();
        container.AwaitStopped().Start().Refused();
        Assert.False(File.Exists(container.Inside("/ran")));
    }

    [Fact]
    public void A_container_that_was_running_when_its_delete_was_refused_still_works()
    {
        Container container = NewContainer();
        container.Config.Script("""
            trap 'echo alive >/tmp/answer' USR1; echo ready >/tmp/ready; while :; do sleep 0.05; done
            """);
        container.Started().AwaitFile("/tmp/ready");
        container.Delete().Refused();
        container.Kill("USR1").Succeeded();
        Assert.Equal("alive", container.AwaitFile("/tmp/answer"));
    }

    [Fact]
    public void What_a_container_has_not_made_outlives_it()
    {
        string volume = NewDirectory();
        Container container = NewContainer();
        HostCommand.Shell($"ip netns add {container.Id}; touch {volume}/kept; mount -t tmpfs kept {volume}");
        container.Config.Mount("/volume", "bind", volume, "rbind", "rw")
            .Namespace("network", "/run/netns/" + container.Id).Script("echo text >/volume/file; echo text >/file");
        container.Started().AwaitStopped().Delete().Succeeded();
        string names = HostCommand.Run("ip", "netns").Text;
        HostCommand.Run("ip", "netns", "delete", container.Id).Succeeded();
        Assert.StartsWith(container.Id, names);
        Assert.Equal("text\n", File.ReadAllText(volume + "/file"));
        Assert.Equal("text\n", File.ReadAllText(container.Inside("/file")));
        Assert.True(File.Exists(container.Bundle + "/config.json"));
    }

    [Fact]
    public void A_cgroup_that_was_there_before_the_container_outlives_it()
    {
        Container container = NewContainer();
        container.Config["/linux/cgroupsPath"] = "/found-" + container.Id;
        string[] hierarchies = File.Exists("/sys/fs/cgroup/cgroup.controllers")
            ? ["/sys/fs/cgroup"] : Directory.GetDirectories("/sys/fs/cgroup");
        string[] found = [.. hierarchies.Select(path => $"{path}/found-{container.Id}")];
        foreach (string path in found)
            MakeCgroup(path);
        container.Created().Kill("KILL").Succeeded();
        container.AwaitStopped().Delete().Succeeded();
        string[] kept = [.. found.Where(Directory.Exists)];
        foreach (string path in kept)
            Directory.Delete(path);
        Assert.Equal(found, kept);
    }

    private static void MakeCgroup(string path)
    {
        Directory.CreateDirectory(path);
        // A cpuset of version 1 without processors and memory nodes admits no process, see cpuset(7).
        foreach (string file in (string[])["cpuset.cpus", "cpuset.mems"])
        {
            if (File.Exists($"{path}/{file}") && !File.Exists($"{path}/cgroup.controllers"))
                File.WriteAllText($"{path}/{file}", File.ReadAllText($"{path}/../{file}"));
        }
    }

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        return container;
    }

    /// <summary>What a program of the host finds in one namespace of the waiting container.</summary>
    private static string Look(Container container, string type, params string[] command) =>
        HostCommand.Run(["nsenter", $"--{type}=/proc/{container.Pid}/ns/{type}", .. command]).Succeeded().Text;
}
