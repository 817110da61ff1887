using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary><c>exec</c>: where the process is, and what the container can do to it.</summary>
public sealed class ExecIsolationTests(Workspace workspace) : ContainerTest(workspace)
{
    private const int First = 100000;
    private const int Failed = 255;

    private const string Namespaces = "for n in cgroup ipc mnt net pid time user uts; do readlink /proc/self/ns/$n; done";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_in_all_namespaces_of_the_container(bool hasUser)
    {
        Container container = hasUser ? NewMapped() : NewSleeper();
        container.Config.Namespace("cgroup").Namespace("time").With("/linux/timeOffsets/boottime", """{ "secs": 100000 }""");
        container.Started();
        string[] there = [.. "cgroup ipc mnt net pid time user uts".Split(' ')
            .Select(name => new FileInfo($"/proc/{container.Pid}/ns/{name}").LinkTarget!)];
        Assert.Equal(there, container.ExecScript(Namespaces).Lines);
        double uptime = double.Parse(container.ExecScript("cut -d' ' -f1 /proc/uptime").Text, CultureInfo.InvariantCulture);
        Assert.True(uptime > 100000);
    }

    [Fact]
    public void It_sees_what_the_container_sees()
    {
        Container container = NewSleeper();
        container.Config
            .Script("mount -t tmpfs tmpfs /mnt; echo there >/mnt/file; hostname changed; echo >/ready; while :; do sleep 1; done")
            .Capabilities("CAP_SYS_ADMIN");
        Directory.CreateDirectory(container.Inside("/mnt"));
        container.Started().AwaitFile("/ready");
        Assert.Equal(["there", "changed", "sh"], container.ExecScript("cat /mnt/file; hostname; cat /proc/1/comm").Lines);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1000", "101000")]
    public void In_a_user_namespace_it_is_the_user_who_is_asked_for(string user, string outside)
    {
        Container container = NewMapped().Started();
        container.ExecWith(["--detach", "--pid-file", "exec.pid", "--user", user], "sleep", "200").Succeeded();
        string uid = File.ReadAllLines($"/proc/{File.ReadAllText(container.Bundle + "/exec.pid")}/status")
            .Single(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        Assert.Equal(outside == "0" ? "100000" : outside, uid.Split('\t')[1]);
        Assert.Equal(user, container.ExecWith(["--user", user], "id", "-u").Succeeded().Text);
    }

    [Fact]
    public void In_a_user_namespace_it_works_in_a_created_container_and_with_a_terminal()
    {
        Container container = NewMapped().Created();
        Assert.Equal("0", container.Exec("id", "-u").Succeeded().Text);
        using var socket = new ConsoleSocket(container.Bundle);
        container.ExecWith(["--tty", "--detach", "--console-socket", socket.Path], "tty").Succeeded();
        using FileStream terminal = socket.Receive();
        Assert.Equal("/dev/pts/0\r\n", ConsoleSocket.ReadToEnd(terminal));
    }

    [Fact]
    public void In_a_user_namespace_scheduling_is_set_too()
    {
        Container container = NewMapped();
        container.Config.With("/process/scheduler", """{ "policy": "SCHED_OTHER", "nice": -5 }""");
        Assert.Equal("-5", container.Started().ExecScript("cut -d' ' -f 19 /proc/self/stat").Text);
    }

    [Fact]
    public void Joined_namespaces_are_joined_again()
    {
        Container owner = NewSleeper().Started();
        Container guest = NewSleeper();
        foreach ((string type, string file) in (ReadOnlySpan<(string, string)>)[("pid", "pid"), ("network", "net"), ("ipc", "ipc")])
            guest.Config.WithoutNamespace(type).Namespace(type, $"/proc/{owner.Pid}/ns/{file}");
        guest.Started();
        foreach (string file in (string[])["pid", "net", "ipc"])
            Assert.Equal(owner.ExecScript($"readlink /proc/self/ns/{file}").Text, guest.ExecScript($"readlink /proc/self/ns/{file}").Text);
        Assert.NotEqual(owner.ExecScript("readlink /proc/self/ns/mnt").Text, guest.ExecScript("readlink /proc/self/ns/mnt").Text);
    }

    [Fact]
    public void Without_a_mount_namespace_its_root_is_the_containers()
    {
        Container container = NewSleeper();
        container.Config.WithoutNamespace("mount").Without("/linux/maskedPaths").Without("/linux/readonlyPaths");
        container.Started();
        Assert.Equal(["/", "someone", "1"], container.ExecScript(
            "pwd; grep -o ^someone /etc/passwd; [ -e /proc/1/status ] && echo 1").Lines);
    }

    [Fact]
    public void It_is_in_the_cgroups_of_the_container()
    {
        Container container = NewSleeper().Started();
        string[] own = File.ReadAllLines($"/proc/{container.Pid}/cgroup");
        container.ExecWith(["--detach", "--pid-file", "exec.pid"], "sleep", "200").Succeeded();
        Assert.Equal(own, File.ReadAllLines($"/proc/{File.ReadAllText(container.Bundle + "/exec.pid")}/cgroup"));
    }

    // What is moved waits for an RCU grace period: this is how it would show that the short way has been lost.
    [Fact]
    public void It_is_moved_only_where_it_cannot_be_born()
    {
        Assert.SkipUnless(CgroupFiles.IsV2, "this is version 1");
        Assert.SkipUnless(
            RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "every runtime has its own words");
        Container container = NewSleeper().Started();
        container.GlobalFlags = ["--debug"];
        string log = container.Exec("true").Succeeded().Error;
        Assert.Contains("exec ", log); // so the log does tell
        Assert.DoesNotContain("will be moved", log);
        string directory = Directory.GetDirectories("/sys/fs/cgroup", container.Id, SearchOption.AllDirectories).Single();
        Directory.CreateDirectory(directory + "/inner");
        File.WriteAllText(directory + "/inner/cgroup.procs", $"{container.Pid}");
        File.WriteAllText(directory + "/cgroup.subtree_control", "+pids");
        Assert.Contains("(EBUSY)", container.Exec("true").Succeeded().Error);
    }

    [Fact]
    public void It_can_be_put_into_a_cgroup_below()
    {
        Container container = NewSleeper().Started();
        foreach (string directory in Directory.GetDirectories("/sys/fs/cgroup", container.Id, SearchOption.AllDirectories))
            Directory.CreateDirectory(directory + "/sub");
        CopyCpusets(container);
        container.ExecWith(["--detach", "--pid-file", "exec.pid", "--cgroup", "sub"], "sleep", "200").Succeeded();
        string[] lines = File.ReadAllLines($"/proc/{File.ReadAllText(container.Bundle + "/exec.pid")}/cgroup");
        Assert.Contains(lines, line => line.EndsWith($"{container.Id}/sub", StringComparison.Ordinal));
        if (!CgroupFiles.IsV2)
        {
            container.ExecWith(["--detach", "--pid-file", "exec.pid", "--cgroup", "pids,memory:sub"], "sleep", "201").Succeeded();
            lines = File.ReadAllLines($"/proc/{File.ReadAllText(container.Bundle + "/exec.pid")}/cgroup");
            Assert.Equal(2, lines.Count(line => line.EndsWith($"{container.Id}/sub", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("..", "bad sub cgroup path")]
    [InlineData("sub/../../x", "bad sub cgroup path")]
    [InlineData("/../x", "bad sub cgroup path")]
    [InlineData("no-such", "no such file or directory")]
    [InlineData("nosuchcontroller:/", "nosuchcontroller")]
    [InlineData(",pids:/", "")]
    public void A_cgroup_that_is_not_below_is_refused(string path, string text)
    {
        Outcome exec = NewSleeper().Started().ExecWith(["--cgroup", path], "true");
        Assert.Equal(Failed, exec.ExitCode);
        Assert.Contains(text, exec.Error);
    }

    [Fact]
    public void A_container_that_has_divided_its_cgroup_can_be_entered()
    {
        Assert.SkipUnless(CgroupFiles.IsV2, "cgroup v1 has no rule against processes in inner cgroups");
        Container container = NewSleeper();
        container.Started();
        string directory = Directory.GetDirectories("/sys/fs/cgroup", container.Id, SearchOption.AllDirectories).Single();
        Directory.CreateDirectory(directory + "/inner");
        File.WriteAllText(directory + "/inner/cgroup.procs", $"{container.Pid}");
        File.WriteAllText(directory + "/cgroup.subtree_control", "+pids");
        Assert.EndsWith("/inner", HostCommand.Run("cat", $"/proc/{container.Pid}/cgroup").Text);
        container.ExecWith(["--detach", "--pid-file", "exec.pid"], "sleep", "200").Succeeded();
        Assert.EndsWith("/inner", File.ReadAllText($"/proc/{File.ReadAllText(container.Bundle + "/exec.pid")}/cgroup").TrimEnd('\n'));
    }

    [Fact]
    public void The_seccomp_filter_is_the_containers()
    {
        Container container = NewSleeper();
        container.Config.With("/linux/seccomp", """
            { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
              { "names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 77 }] }
            """);
        Outcome exec = container.Started().ExecScript("mkdir /tmp/a 2>&1; grep -E '^Seccomp(_filters)?:' /proc/self/status");
        Assert.Equal(
            ["mkdir: can't create directory '/tmp/a': File descriptor in bad state", "Seccomp:\t2", "Seccomp_filters:\t1"],
            exec.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_agent_of_the_filter_gets_the_process(bool noNewPrivileges)
    {
        const int Errno = 42;
        Container container = NewContainer();
        using var agent = new SeccompAgent(container.Bundle, _ => Errno);
        container.Config.Args("sleep", "1000").With("/linux/seccomp", $$"""
            { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "{{agent.Path}}", "syscalls": [
              { "names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_NOTIFY" }] }
            """);
        container.Config["/process/noNewPrivileges"] = noNewPrivileges;
        container.Started();
        _ = agent.AwaitState();
        using var second = new SeccompAgent(NewDirectory(), _ => Errno);
        File.Delete(agent.Path);
        File.CreateSymbolicLink(agent.Path, second.Path);
        Assert.Contains("No message of desired type", container.ExecWith([], "sh", "-c", "mkdir /tmp/a 2>&1; true").Text);
        JsonNode state = second.AwaitState();
        Assert.Equal(container.Pid, (int)state["state"]!["pid"]!);
        Assert.NotEqual(container.Pid, (int)state["pid"]!);
        Assert.Equal("running", (string)state["state"]!["status"]!);
    }

    [Fact]
    public void The_session_keyring_is_not_the_callers()
    {
        Container container = NewSleeper();
        container.Config.Without("/linux/maskedPaths");
        container.Started();
        Outcome exec = container.ExecScript("grep -o '_ses[^:]*' /proc/keys | sort -u");
        Assert.Contains($"_ses.{container.Id}", exec.Text);
    }

    [Fact]
    [Cve("CVE-2025-52881", "CVE-2015-1334")]
    public void A_made_up_proc_of_the_container_changes_nothing()
    {
        Container container = NewSleeper();
        container.Config.Capabilities("CAP_SYS_ADMIN").Script("""
            umount /proc/acpi /proc/kcore /proc/keys /proc/timer_list 2>/dev/null
            mount -t tmpfs tmpfs /proc
            mkdir -p /proc/self/attr /proc/self/fd /proc/self/ns /proc/thread-self/attr /proc/1
            mkfifo /proc/self/mountinfo /proc/self/cgroup /proc/meminfo /proc/self/exe /proc/self/status /proc/self/maps
            echo >/ready
            sleep 1000
            """);
        container.Started().AwaitFile("/ready");
        Assert.Equal("fine", container.ExecScript("echo fine").Text);
    }

    [Fact]
    public void A_container_without_proc_can_be_entered()
    {
        Container container = NewSleeper();
        container.Config.WithoutMount("/proc").Without("/linux/maskedPaths").Without("/linux/readonlyPaths");
        Assert.Equal("fine", container.Started().ExecScript("echo fine").Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Cve("CVE-2016-9962", "CVE-2016-8659", "CVE-2016-8649")]
    public void Nothing_of_the_runtime_can_be_opened_from_inside_while_it_enters(bool hasUser)
    {
        Container container = hasUser ? NewMapped() : NewSleeper();
        if (hasUser)
            container.Config.Capabilities("CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE", "CAP_SYS_ADMIN", "CAP_SETUID");
        container.Started();
        // A socket whose queue is full holds the runtime up when its process is all but executed.
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var first = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var address = new UnixDomainSocketEndPoint(container.Bundle + "/full.sock");
        listener.Bind(address);
        listener.Listen(0);
        first.Connect(address);
        using HostCommand held = container.Begin(["exec", "--pidfd-socket", container.Bundle + "/full.sock", container.Id, "true"]);
        const string Look = """
            for p in /proc/[0-9]*; do
              [ "$(head -c 10 $p/cmdline)" = ociruntime ] || continue
              echo saw
              for file in exe environ maps mem; do head -c 1 $p/$file >/dev/null 2>&1 && echo opened $file; done
              for place in root cwd task/*/root; do ls $p/$place/. >/dev/null 2>&1 && echo entered $place; done
              for link in $p/root $p/cwd $p/fd/* $p/ns/*; do [ -n "$(readlink $link)" ] && echo read $link; done
            done
            true
            """;
        string seen = "";
        Patiently.Until("the process is there", () => (seen = container.ExecScript(Look, "--user", "0").Text).Contains("saw"));
        using Socket connection = listener.Accept();
        held.Wait().Succeeded();
        Assert.Equal("saw", seen);
    }

    private static void CopyCpusets(Container container)
    {
        foreach (string file in (string[])["cpuset.cpus", "cpuset.mems"])
        {
            foreach (string directory in Directory.GetDirectories("/sys/fs/cgroup", "sub", SearchOption.AllDirectories))
            {
                if (!CgroupFiles.IsV2 && directory.Contains(container.Id, StringComparison.Ordinal) && File.Exists($"{directory}/{file}"))
                    File.WriteAllText($"{directory}/{file}", File.ReadAllText($"{directory}/../{file}"));
            }
        }
    }

    private Container NewSleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        return container;
    }

    private Container NewMapped()
    {
        Container container = NewSleeper().OwnedBy(First);
        container.Config.UserNamespace(First, 65536);
        return container;
    }
}
