using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>What makes a container a container: each kind of isolation, seen from inside and from outside.</summary>
public sealed class SeedTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void A_container_has_a_hostname_of_its_own_and_can_change_it_alone()
    {
        string before = HostCommand.Run("hostname").Text;
        Container container = NewContainer();
        container.Config.With("/process/capabilities", """
            { "bounding": ["CAP_SYS_ADMIN"], "permitted": ["CAP_SYS_ADMIN"], "effective": ["CAP_SYS_ADMIN"] }
            """)["/hostname"] = "configured";
        Assert.Equal(["configured", "changed"], container.RunScript("hostname; hostname changed; hostname").Lines);
        Assert.Equal(before, HostCommand.Run("hostname").Text);
    }

    [Fact]
    public void The_process_is_number_1_and_proc_shows_only_the_containers_processes()
    {
        Outcome run = NewContainer().RunScript("echo $$; ps -o pid,comm; true");
        Assert.Equal("1", run.Lines[0]);
        Assert.Equal(["1", "sh"], run.Lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(4, run.Lines.Length); // 1, the heading, sh and ps
    }

    [Fact]
    public void Shared_memory_of_the_host_is_invisible_inside_and_the_other_way_round()
    {
        string id = HostCommand.Run("ipcmk", "-M", "4096").Succeeded().Text.Split(' ')[^1];
        Container container = NewContainer().WithHostPrograms();
        container.Config.Script("cat /proc/sysvipc/shm >/tmp/before; ipcmk -M 8192 && touch /tmp/ready; sleep 100");
        container.Started();
        Patiently.Until("shared memory is made", () => File.Exists(container.Inside("/tmp/ready")));

        Assert.Single(File.ReadAllLines(container.Inside("/tmp/before"))); // the heading
        Assert.DoesNotContain(" 8192 ", File.ReadAllText("/proc/sysvipc/shm"));
        Assert.Contains(" 4096 ", File.ReadAllText("/proc/sysvipc/shm"));
        HostCommand.Run("ipcrm", "-m", id).Succeeded();
    }

    [Fact]
    public void Message_queues_of_the_host_are_invisible_inside_and_the_other_way_round()
    {
        string name = Guid.NewGuid().ToString("N");
        File.WriteAllText("/dev/mqueue/outside-" + name, "");
        Container container = NewContainer();
        container.Config.Script("ls /dev/mqueue >/tmp/before; touch /dev/mqueue/inside; touch /tmp/ready; sleep 100");
        container.Started();
        Patiently.Until("a queue is made", () => File.Exists(container.Inside("/tmp/ready")));

        Assert.Equal("", File.ReadAllText(container.Inside("/tmp/before")));
        Assert.False(File.Exists("/dev/mqueue/inside"));
        File.Delete("/dev/mqueue/outside-" + name);
    }

    [Fact]
    public void Of_the_hosts_mounts_none_is_left_and_no_path_leads_to_its_root()
    {
        string canary = "/run/canary-" + Guid.NewGuid().ToString("N");
        File.WriteAllText(canary, "host");
        Container container = NewContainer();
        container.Config.Without("/linux/maskedPaths").Without("/linux/readonlyPaths");
        Outcome run = container.RunScript($"""
            for up in /.. /proc/1/root/.. /proc/1/cwd/../.. /proc/self/root/../..; do
                [ ! -e $up{canary} ] || echo "escaped by $up"
            done
            cat /proc/self/mountinfo
            """);
        File.Delete(canary);

        Assert.DoesNotContain("escaped", run.Output);
        string[] expected = ["/", "/dev", "/dev/mqueue", "/dev/pts", "/dev/shm", "/proc", "/sys"];
        Assert.Equal(
            expected, MountEntry.ParseAll(run.Output).Select(entry => entry.Destination).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_hand_made_root_needs_only_a_program_and_gets_its_mounts_and_its_network_files()
    {
        Container container = NewContainer();
        HostCommand.Shell($"cd {container.Rootfs}; rm -r dev etc home proc root run sbin sys tmp usr var");
        string files = NewDirectory();
        foreach (string name in (string[])["hosts", "hostname", "resolv.conf"])
        {
            File.WriteAllText($"{files}/{name}", $"text of {name}\n");
            container.Config.Mount("/etc/" + name, "bind", $"{files}/{name}", "bind", "ro");
        }
        container.Config.Mount("/tmp", "tmpfs", "tmpfs", "mode=1777").Mount("/run", "tmpfs", "tmpfs", "mode=755");
        Outcome run = container.RunScript("cat /etc/hosts /etc/hostname /etc/resolv.conf; cat /proc/self/mountinfo");

        Assert.Equal(["text of hosts", "text of hostname", "text of resolv.conf"], run.Lines[..3]);
        string mountinfo = string.Join('\n', run.Lines[3..]);
        Assert.Equal("proc", MountEntry.At(mountinfo, "/proc").Type);
        Assert.Equal("sysfs", MountEntry.At(mountinfo, "/sys").Type);
        Assert.Equal("devpts", MountEntry.At(mountinfo, "/dev/pts").Type);
        foreach (string destination in (string[])["/tmp", "/run", "/dev", "/dev/shm"])
            Assert.Equal("tmpfs", MountEntry.At(mountinfo, destination).Type);
    }

    [Fact]
    public void A_volume_carries_files_both_ways()
    {
        string volume = NewDirectory();
        File.WriteAllText(volume + "/from-host", "host");
        Container container = NewContainer();
        container.Config.Mount("/data", "bind", volume, "rbind");
        Assert.Equal("host", container.RunScript("cat /data/from-host; echo -n container >/data/from-container").Text);
        Assert.Equal("container", File.ReadAllText(volume + "/from-container"));
    }

    [Fact]
    public void With_a_user_namespace_root_inside_is_an_ordinary_user_outside()
    {
        Container container = NewContainer();
        container.Config.UserNamespace(100000, 1000)
            .Script("id -u >/tmp/id; cat /proc/self/uid_map >>/tmp/id; sleep 100");
        container.Started();
        Patiently.Until("the ids are written", () => ReadOr(container.Inside("/tmp/id")).Contains("1000\n"));

        string[] inside = File.ReadAllLines(container.Inside("/tmp/id"));
        Assert.Equal("0", inside[0]);
        Assert.Equal(["0", "100000", "1000"], inside[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        string status = File.ReadAllText($"/proc/{container.Pid}/status");
        Assert.Contains("Uid:\t100000\t100000\t100000\t100000", status);
        Assert.Contains("Gid:\t100000\t100000\t100000\t100000", status);
    }

    [Fact]
    public void With_a_user_namespace_files_in_a_volume_belong_to_the_mapped_user_and_unmapped_ones_to_nobody()
    {
        string volume = NewDirectory();
        HostCommand.Shell($"touch {volume}/of-host && chown 100000:100000 {volume}");
        Container container = NewContainer();
        HostCommand.Shell($"chown 100000:100000 {container.Rootfs}"); // where the runtime makes /data
        container.Config.UserNamespace(100000, 1000).Mount("/data", "bind", volume, "bind");
        Outcome run = container.RunScript("touch /data/of-root; stat -c %u:%g /data/of-root /data/of-host");

        Assert.Equal(["0:0", "65534:65534"], run.Lines);
        Assert.Equal("100000:100000", HostCommand.Run("stat", "-c", "%u:%g", volume + "/of-root").Text);
    }

    [Fact]
    public void With_a_cgroup_namespace_the_containers_cgroup_looks_like_the_root()
    {
        Container container = NewContainer();
        container.Config.Namespace("cgroup");
        Assert.All(container.RunScript("cat /proc/self/cgroup").Lines, line => Assert.EndsWith(":/", line));
    }

    [Fact]
    public void Without_a_cgroup_namespace_the_container_sees_where_its_cgroup_is()
    {
        Container container = NewContainer();
        Assert.Contains(container.RunScript("cat /proc/self/cgroup").Lines, line => line.Contains(container.Id));
    }

    private static string ReadOr(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
