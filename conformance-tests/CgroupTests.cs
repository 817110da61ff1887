using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config-linux.md, section Control groups: where the container's cgroup is, on v1 and on v2.</summary>
public sealed class CgroupTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void An_absolute_cgroups_path_is_taken_from_the_root_of_the_hierarchies()
    {
        Container container = NewContainer();
        string path = $"/conformance-{container.Id}/inner";
        container.Config["/linux/cgroupsPath"] = path;
        string[] lines = container.RunScript("cat /proc/self/cgroup").Lines;
        Assert.Contains(lines, line => line.EndsWith(":" + path, StringComparison.Ordinal));
        RemoveParents(container);
    }

    [Fact]
    public void A_relative_cgroups_path_is_somewhere_below()
    {
        Container container = NewContainer();
        container.Config["/linux/cgroupsPath"] = $"conformance-{container.Id}/inner";
        string[] lines = container.RunScript("cat /proc/self/cgroup").Lines;
        Assert.Contains(lines, line => line.EndsWith($"conformance-{container.Id}/inner", StringComparison.Ordinal));
        RemoveParents(container);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    public void The_same_cgroups_path_is_the_same_place_every_time(string prefix)
    {
        Container container = NewContainer();
        container.Config["/linux/cgroupsPath"] = $"{prefix}conformance-{container.Id}/inner";
        string first = container.RunScript("cat /proc/self/cgroup").Text;
        Assert.Equal(first, container.RunScript("cat /proc/self/cgroup").Text);
        Assert.Contains($"conformance-{container.Id}/inner", first);
        RemoveParents(container);
    }

    [Fact]
    public void A_writable_cgroup_is_no_burden_whichever_files_it_has()
    {
        Container container = NewContainer();
        container.Config.UserNamespace(100000, 1000).Namespace("cgroup")
            .Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "rw");
        container.OwnedBy(100000).RunScript("ls /sys/fs/cgroup");
    }

    [Fact]
    public void A_cgroups_path_with_dots_stays_below_the_root_of_the_hierarchies()
    {
        Container container = NewContainer();
        container.Config["/linux/cgroupsPath"] = $"/../../../../../conformance-{container.Id}";
        container.Run();
        RemoveParents(container);
        string escaped = "/conformance-" + container.Id;
        bool hasEscaped = Directory.Exists(escaped);
        if (hasEscaped)
            Directory.Delete(escaped, recursive: true);
        Assert.False(hasEscaped);
    }

    [Fact]
    public void The_cgroup_of_a_created_container_holds_its_process()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        container.Create().Succeeded();
        Assert.Contains(container.Id, File.ReadAllText($"/proc/{container.Pid}/cgroup"));
    }

    [Theory]
    [InlineData("deeper")]
    [InlineData(@"$(printf '\377\303x')")]
    public void Processes_that_the_program_leaves_in_cgroups_of_its_own_end_with_it(string name)
    {
        Container container = NewContainer();
        container.Config.Mount("/cgroup", "cgroup", "cgroup", "rw").Namespace("cgroup");
        container.Config.Script($$"""
            cd /cgroup; [ -e cgroup.procs ] || cd pids
            mkdir "{{name}}" && (echo 0 >"{{name}}/cgroup.procs"; exec sleep 1000) &
            sleep 0.3
            """);
        container.Run("--keep").Succeeded();
        container.Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/..")]
    [InlineData("/a/..")]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("/../..")]
    [InlineData(".")]
    [InlineData("//")]
    public void The_cgroup_of_the_runtime_itself_is_refused(string path)
    {
        Container container = NewContainer();
        container.Config["/linux/cgroupsPath"] = path;
        container.Refused();
    }

    [Theory]
    [InlineData("outer")]
    [InlineData("outer/inner")]
    [InlineData("outer/./inner/")]
    public void A_cgroup_that_holds_the_runtime_below_is_refused_before_anything_is_made(string name)
    {
        Container container = NewContainer();
        string outer = $"{(CgroupFiles.IsV2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/pids")}/outer-{container.Id}";
        Directory.CreateDirectory($"{outer}/inner");
        container.Config["/linux/cgroupsPath"] = "/" + name.Replace("outer", Path.GetFileName(outer));
        container.Config.WriteTo(container.Bundle);
        string[] create = [RuntimeUnderTest.Binary, "--root", container.StateRoot, "create", "--bundle", container.Bundle, container.Id];
        using (var inside = new HostCommand(
            "/", ["sh", "-c", "echo $$ >\"$0/inner/cgroup.procs\" && exec \"$@\"", outer, .. create]))
        {
            Assert.Contains("cgroupsPath", inside.Wait().Refused().Error);
        }
        string[] left = Directory.GetDirectories("/sys/fs/cgroup", $"*{container.Id}*", SearchOption.AllDirectories);
        Directory.Delete($"{outer}/inner");
        Directory.Delete(outer);
        Assert.Equal([outer], left);
    }

    [Fact]
    public void A_cgroup_with_processes_of_others_is_refused_and_left_alone()
    {
        Container first = NewContainer(), second = NewContainer();
        first.Config["/linux/cgroupsPath"] = "/conformance-" + first.Id;
        second.Config["/linux/cgroupsPath"] = "/conformance-" + first.Id;
        first.Created();
        second.Create().Refused();
        Assert.Equal("created", first.Status());
        Assert.Contains(first.Id, File.ReadAllText($"/proc/{first.Pid}/cgroup"));
    }

    // What is moved waits for an RCU grace period: this is how it would show that the short way has been lost.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Init_is_moved_only_into_a_cgroup_that_was_there_before(bool isThere)
    {
        Assert.SkipUnless(CgroupFiles.IsV2, "this is version 1");
        Assert.SkipUnless(
            RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "every runtime has its own words");
        Container container = NewContainer();
        container.GlobalFlags = ["--debug"];
        container.Config["/linux/cgroupsPath"] = "/conformance-" + container.Id;
        container.Config.Args("true");
        string directory = $"/sys/fs/cgroup/conformance-{container.Id}";
        if (isThere)
            Directory.CreateDirectory(directory);
        string log = container.Run().Succeeded().Error;
        Assert.Contains("run --bundle", log); // so the log does tell
        Assert.Equal(isThere, log.Contains("will be moved there: it was there before", StringComparison.Ordinal));
        Assert.Equal(isThere, log.Contains("will be moved", StringComparison.Ordinal));
        if (isThere)
            Directory.Delete(directory);
    }

    [Fact]
    public void With_cgroups_disabled_the_container_stays_in_the_callers_and_rules_for_devices_are_a_warning()
    {
        Container container = NewContainer();
        container.GlobalFlags = ["--cgroup-manager", "disabled"];
        container.Config.With("/linux/resources", """{ "devices": [{ "allow": false, "access": "rwm" }] }""");
        container.Config["/linux/cgroupsPath"] = "/conformance-" + container.Id;
        container.Config.WithoutNamespace("cgroup").Script("cat /proc/self/cgroup; sleep 100 >/dev/null & exit 3");
        Outcome run = container.Run();
        Assert.Equal(3, run.ExitCode);
        Assert.Equal(File.ReadAllLines("/proc/self/cgroup"), run.Lines);
        Assert.Contains("/linux/resources/devices", Assert.Single(run.Error.TrimEnd('\n').Split('\n')));
    }

    [Fact]
    public void With_cgroups_disabled_a_limit_is_refused()
    {
        Container container = NewContainer();
        container.GlobalFlags = ["--cgroup-manager", "disabled"];
        container.Config.With("/linux/resources", """{ "pids": { "limit": 10 } }""");
        string error = container.Refused().Error;
        Assert.Contains("/linux/resources/pids/limit", error);
        Assert.Contains("--cgroup-manager", error);
    }

    [Fact]
    public void A_cgroup_that_is_there_already_is_used_and_stays()
    {
        Assert.SkipUnless(CgroupFiles.IsV2, "this is version 1");
        Container container = NewContainer();
        string directory = $"/sys/fs/cgroup/conformance-{container.Id}";
        container.Config["/linux/cgroupsPath"] = "/conformance-" + container.Id;
        Directory.CreateDirectory(directory);
        // A cgroup whose processes were all killed keeps count of that, and the kernel compares such counts.
        File.WriteAllText($"{directory}/cgroup.kill", "1");
        Assert.Contains($"0::/conformance-{container.Id}", container.RunScript("cat /proc/self/cgroup").Lines);
        Assert.True(Directory.Exists(directory));
        Directory.Delete(directory);
    }

    [Fact]
    public void A_caller_whose_cgroup_was_once_killed_can_make_containers()
    {
        Assert.SkipUnless(CgroupFiles.IsV2, "this is version 1");
        Container container = NewContainer();
        container.Config.Script("cat /proc/self/cgroup").WriteTo(container.Bundle);
        string callers = $"/sys/fs/cgroup/caller-{container.Id}";
        Directory.CreateDirectory(callers);
        File.WriteAllText($"{callers}/cgroup.kill", "1");
        string run = $"echo $$ >{callers}/cgroup.procs && exec {RuntimeUnderTest.Binary} --root {container.StateRoot}"
            + $" run --bundle {container.Bundle} {container.Id}";
        Assert.Contains(container.Id, HostCommand.Run("sh", "-c", run).Succeeded().Text);
        Directory.Delete(callers);
    }

    /// <summary>A runtime removes the container's cgroup; the ones above, which it made on the way, may stay.</summary>
    private static void RemoveParents(Container container)
    {
        string[] directories =
            Directory.GetDirectories("/sys/fs/cgroup", $"*{container.Id}*", SearchOption.AllDirectories);
        foreach (string directory in directories.OrderDescending())
            HostCommand.Run("rmdir", directory).Succeeded();
    }
}
