using System;
using System.IO;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance.Escapes;

/// <summary>What of the host a container must not reach by what is mounted, set or left in the open for it.</summary>
public sealed class HostEscapeTests(Workspace workspace) : EscapeTest(workspace)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Cve("CVE-2023-25809", "CVE-2022-0492")]
    public void A_read_only_cgroup_mount_is_that_with_and_without_a_namespace(bool hasNamespace)
    {
        Container container = NewContainer();
        if (hasNamespace)
            container.Config.Namespace("cgroup");
        container.Config.Capabilities("CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE")
            .Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "ro");
        Outcome run = container.RunScript("""
            for place in /sys/fs/cgroup /sys/fs/cgroup/*; do
              [ -d $place ] || continue
              mkdir $place/made 2>/dev/null && echo made $place
              for file in release_agent notify_on_release cgroup.procs; do
                [ -e $place/$file ] && (echo 0 >$place/$file) 2>/dev/null && echo written $place/$file
              done
            done
            true
            """);
        Assert.Equal("", run.Output);
    }

    [Fact]
    [Cve("CVE-2023-25809")]
    public void Without_a_namespace_a_cgroup_mount_shows_the_containers_cgroup_alone()
    {
        Container container = NewContainer();
        container.Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro");
        // It has no cgroups below; on version 1 the hierarchies themselves are directories.
        string depth = CgroupFiles.IsV2 ? "1" : "2";
        Assert.Equal("", container.RunScript($"find -L /sys/fs/cgroup -mindepth {depth} -maxdepth {depth} -type d").Output);
    }

    [Theory]
    [InlineData("kernel.shm_rmid_forced", "1+kernel.core_pattern=|/evil")]
    [InlineData("kernel.shm_rmid_forced", "1\nkernel.core_pattern=|/evil")]
    [InlineData("net.ipv4.ip_forward", "1 kernel.core_pattern=|/evil")]
    [Cve("CVE-2022-0811")]
    public void A_value_of_a_kernel_parameter_does_not_set_another_one(string name, string value)
    {
        string before = File.ReadAllText("/proc/sys/kernel/core_pattern");
        Container container = NewContainer();
        container.Config["/linux/sysctl"] = new JsonObject { [name] = value };
        container.Run();
        Assert.Equal(before, File.ReadAllText("/proc/sys/kernel/core_pattern"));
    }

    [Fact]
    [Cve("CVE-2020-15257")]
    public void No_socket_can_be_reached_by_name_from_a_container_in_the_network_of_the_host()
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace("network").WithoutMount("/sys").Without("/linux/maskedPaths").Args("sleep", "100");
        container.Created();
        string[] sockets = File.ReadAllLines($"/proc/{container.Pid}/net/unix");
        Assert.DoesNotContain(sockets, static line => line.Contains(" @", StringComparison.Ordinal));
    }

    [Fact]
    [Cve("CVE-2013-6441", "CVE-2015-1331")]
    public void Other_users_reach_nothing_of_the_state()
    {
        Container container = NewContainer().Created();
        // Who may not write to a socket cannot connect to it, see unix(7).
        Outcome open = HostCommand.Run("find", container.StateRoot, "-perm", "/022", "-o", "-not", "-type", "s", "-perm", "/077");
        Assert.Equal("", open.Succeeded().Output);
        Outcome list = HostCommand.Run("setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups", "ls", container.StateRoot);
        Assert.NotEqual(0, list.ExitCode);
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("restore")]
    [Cve("CVE-2026-119101", "CVE-2026-115520", "CVE-2026-119614")]
    public void Checkpoints_are_refused_and_the_container_runs_on(string command)
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        container.Started();
        container.Ask(command, "--image-path", NewDirectory(), container.Id).Refused();
        Assert.Equal("running", container.Status());
    }
}
