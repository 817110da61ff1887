using System.IO;
using System.Linq;
using Oci.Clients.Tests.Harness;

namespace Oci.Clients.Tests;

/// <summary>podman, which starts conmon, which starts the runtime; and buildah, which starts it itself.</summary>
public sealed class PodmanTests(Podman engine) : ClientTest(engine), IClassFixture<Podman>
{
    [Theory, ClassData(typeof(BothRuntimes))]
    public void Run_passes_streams_and_the_exit_code(string runtime) => Play(runtime, podman =>
    {
        Outcome outcome = podman.Feed(
            "in\n", Once("--interactive", ImageArchive.Name, "sh", "-c", "cat; echo err >&2; exit 7"));
        Assert.Equal((7, "in", "err"), (outcome.ExitCode, outcome.Text, outcome.Error.Trim()));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Run_on_a_terminal(string runtime) => Play(runtime, podman =>
    {
        Outcome outcome = podman.OnTerminal(Once("--tty", ImageArchive.Name, "sh", "-c", "tty; exit 5"));
        Assert.Equal(5, outcome.ExitCode);
        Assert.Matches(@"^\W*/dev/pts/0\W*$", outcome.Output);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void A_missing_command_has_exit_code_127(string runtime) => Play(runtime, podman =>
    {
        Outcome outcome = podman.Run(Once(ImageArchive.Name, "no-such-command"));
        Assert.Equal(127, outcome.ExitCode);
        Assert.Contains("no-such-command", outcome.Error);
        Assert.Contains("not found", outcome.Error);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void A_command_that_cannot_be_executed_has_exit_code_126(string runtime) => Play(runtime, podman =>
    {
        Outcome outcome = podman.Run(Once(ImageArchive.Name, "/etc/passwd"));
        Assert.Equal(126, outcome.ExitCode);
        Assert.Contains("permission denied", outcome.Error);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Exec_runs_a_process_inside(string runtime) => Play(runtime, podman =>
    {
        Outcome outcome = podman.Feed(
            "in\n", "exec", "--interactive", "--env", "COLOUR=blue", "--workdir", "/tmp", "--user", "someone",
            engine.Idle(podman), "sh", "-c", "echo $COLOUR $(pwd) $(id -u) $(cat); echo err >&2; exit 9");
        Assert.Equal((9, "blue /tmp 1000 in", "err"), (outcome.ExitCode, outcome.Text, outcome.Error.Trim()));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Exec_on_a_terminal(string runtime) => Play(runtime, podman =>
    {
        Outcome outcome = podman.OnTerminal("exec", "--tty", engine.Idle(podman), "sh", "-c", "tty; exit 4");
        Assert.Equal(4, outcome.ExitCode);
        Assert.Matches(@"^\W*/dev/pts/\d+\W*$", outcome.Output);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Exec_of_a_missing_command_has_exit_code_127(string runtime) => Play(runtime, podman =>
        Assert.Equal(127, podman.Run("exec", engine.Idle(podman), "no-such-command").ExitCode));

    [Theory, ClassData(typeof(BothRuntimes))]
    public void A_detached_exec_outlives_the_command(string runtime) => Play(runtime, podman =>
    {
        podman.Ask("exec", "--detach", engine.Idle(podman), "sh", "-c", "echo done >/detached");
        podman.Await("done", "exec", engine.Idle(podman), "sh", "-c", "cat /detached 2>&1");
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Stop_asks_the_process_and_the_logs_stay(string runtime) => Play(runtime, podman =>
    {
        string name = Detached(podman, [], "sh", "-c", "trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.1; done");
        podman.Await("up", "logs", name);
        podman.Ask("stop", "--time", "120", name);
        Assert.Equal("exited 3", podman.Ask("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name));
        Assert.Equal("up\nbye", podman.Ask("logs", name));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Kill_and_start_again(string runtime) => Play(runtime, podman =>
    {
        string name = Detached(podman, [], "sh", "-c", "echo up; exec sleep 10000");
        podman.Await("up", "logs", name);
        podman.Ask("kill", name);
        Assert.Equal("137", podman.Ask("wait", name));
        podman.Ask("start", name);
        podman.Await("up\nup", "logs", name);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Pause_stops_the_processes_and_unpause_lets_them_go_on(string runtime) => Play(runtime, podman =>
    {
        string idle = engine.Idle(podman);
        podman.Ask("pause", idle);
        Assert.Equal("paused", podman.Ask("inspect", "--format", "{{.State.Status}}", idle));
        podman.Ask("unpause", idle);
        Assert.Equal("alive", podman.Ask("exec", idle, "echo", "alive"));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Top_and_stats_see_the_processes(string runtime) => Play(runtime, podman =>
    {
        string idle = engine.Idle(podman);
        Assert.Contains("sleep 10000", podman.Ask("top", idle));
        string stats = podman.Ask("stats", "--no-stream", "--format", "{{.PIDs}} {{.MemUsage}}", idle);
        Assert.Matches(@"^1 [0-9.]*[1-9][0-9.]*\w+ / ", stats);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Copies_go_in_and_out(string runtime) => Play(runtime, podman =>
    {
        string file = Path.Combine(engine.Directory, "copied");
        File.WriteAllText(file, "content");
        podman.Ask("cp", file, engine.Idle(podman) + ":/copied");
        Assert.Equal("content", podman.Ask("exec", engine.Idle(podman), "cat", "/copied"));
        podman.Ask("cp", engine.Idle(podman) + ":/copied", file + ".back");
        Assert.Equal("content", File.ReadAllText(file + ".back"));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Health_checks_run_inside(string runtime) => Play(runtime, podman =>
    {
        string name = Detached(
            podman, ["--health-cmd", "test -e /healthy", "--health-interval", "disable"], "sleep", "10000");
        Assert.Equal(1, podman.Run("healthcheck", "run", name).ExitCode);
        podman.Ask("exec", name, "touch", "/healthy");
        podman.Ask("healthcheck", "run", name);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Limits_are_set_and_updated(string runtime) => Play(runtime, podman =>
    {
        string name = Detached(
            podman, ["--memory", "64m", "--pids-limit", "30", "--cpus", "0.5"], "sleep", "10000");
        Assert.Equal("67108864 30 50000", podman.Ask("exec", name, "sh", "-c", Limits.Script));
        podman.Ask("update", "--memory", "128m", "--memory-swap", "256m", name);
        Assert.Equal("134217728 30 50000", podman.Ask("exec", name, "sh", "-c", Limits.Script));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Security_options_arrive(string runtime) => Play(runtime, podman =>
    {
        string profile = SeccompProfile.WithoutMkdir(engine.Directory);
        string said = podman.Ask(Once(
            "--cap-drop", "all", "--cap-add", "NET_BIND_SERVICE", "--security-opt", "no-new-privileges",
            "--security-opt", $"seccomp={profile}", "--read-only", "--read-only-tmpfs=false", "--tmpfs", "/scratch",
            ImageArchive.Name, "sh", "-c", SeccompProfile.Script));
        Assert.Equal(SeccompProfile.Answer, said.Split('\n'));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Process_and_kernel_options_arrive(string runtime) => Play(runtime, podman =>
    {
        string said = podman.Ask(Once(
            "--ulimit", "nofile=100:200", "--ulimit", "nproc=5000:5000", "--sysctl", "kernel.msgmax=4096", "--device", "/dev/net/tun",
            "--hostname", "box", "--user", "1000:1001", "--group-add", "1002", "--oom-score-adj", "321",
            "--shm-size", "1m", "--volume", $"{engine.Directory}:/data:ro", ImageArchive.Name,
            "sh", "-c", EveryDay.Script));
        Assert.Equal(EveryDay.Answer, said.Split('\n'));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Volumes_keep_what_is_written(string runtime) => Play(runtime, podman =>
    {
        string volume = podman.NewName();
        string[] withVolume = ["--volume", $"{volume}:/kept", ImageArchive.Name];
        podman.Ask(Once([.. withVolume, "sh", "-c", "echo kept >/kept/file"]));
        Assert.Equal("kept", podman.Ask(Once([.. withVolume, "cat", "/kept/file"])));
        podman.Ask("volume", "rm", volume);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Ids_are_mapped_and_exec_has_them_too(string runtime) => Play(runtime, podman =>
    {
        string name = Detached(
            podman, ["--uidmap", "0:100000:2000", "--gidmap", "0:200000:2000"], "sleep", "10000");
        Assert.Equal(
            "0 100000 2000 0 200000 2000 0:0 1000", podman.Ask(
                "exec", name, "sh", "-c",
                "echo $(cat /proc/self/uid_map /proc/self/gid_map) $(stat -c %u:%g /bin/busybox) "
                + "$(touch /tmp/a && chown 1000 /tmp/a && stat -c %u /tmp/a)"));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void A_pod_shares_its_namespaces(string runtime) => Play(runtime, podman =>
    {
        string pod = podman.NewName();
        try
        {
            podman.Ask("pod", "create", "--name", pod, "--network", "none", "--share", "ipc,uts,pid", "--hostname", "pod");
            string name = podman.NewName();
            podman.Ask("run", "--detach", "--pod", pod, "--name", name, ImageArchive.Name, "sleep", "12345");
            string[] said = podman.Ask(
                "run", "--rm", "--pod", pod, ImageArchive.Name, "sh", "-c", "hostname; ps").Split('\n');
            Assert.Equal("pod", said[0]);
            Assert.Contains(said, static line => line.Contains("sleep 12345"));
        }
        finally
        {
            podman.Run("pod", "rm", "--force", "--time", "0", pod);
        }
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Privileged_containers_may_mount(string runtime) => Play(runtime, podman =>
        Assert.Equal("mounted", podman.Ask(Once(
            "--privileged", ImageArchive.Name, "sh", "-c", "mount -t tmpfs none /tmp && echo mounted"))));

    [Theory, ClassData(typeof(BothRuntimes))]
    public void An_init_reaps_in_front_of_the_command(string runtime) => Play(runtime, podman =>
        Assert.Matches("init|catatonit", podman.Ask(Once("--init", ImageArchive.Name, "cat", "/proc/1/cmdline"))));

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Build_runs_its_commands(string runtime) => Play(runtime, podman =>
    {
        string context = Context.WithARun(engine.Directory, podman.Runtime);
        podman.Ask(
            "build", "--isolation", "oci", "--network", "none", "--no-cache", "--tag", podman.Runtime, context);
        Assert.Equal("built by 1000", podman.Ask(Once(podman.Runtime, "cat", "/tmp/by")));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Buildah_runs_commands(string runtime) => Play(runtime, podman =>
    {
        Assert.SkipWhen(Runtimes.OnPath("buildah") is null, "buildah is not installed");
        string[] buildah = ["buildah", .. engine.Storage];
        string container = HostCommand.Run([.. buildah, "from", "--pull-never", ImageArchive.Name]).Succeeded().Text;
        try
        {
            Outcome outcome = HostCommand.Run(
                [
                    .. buildah, "run", "--runtime", Runtimes.PathOf(podman.Runtime), "--isolation", "oci",
                    "--network", "none", "--user", "1000", container, "sh", "-c", "id -u; exit 6",
                ]);
            Assert.Equal((6, "1000"), (outcome.ExitCode, outcome.Text));
        }
        finally
        {
            HostCommand.Run([.. buildah, "rm", container]);
        }
    });

    [Fact]
    public void The_configuration_file_may_name_the_runtime()
    {
        Assert.SkipWhen(engine.Obstacle is not null, engine.Obstacle ?? "");
        const string Name = "by-configuration";
        string[] run = ["run", "--name", Name, "--network", "none", ImageArchive.Name, "echo", "hello"];
        Assert.Equal("hello", HostCommand.Run(engine.CommandLine(null, run)).Succeeded().Text);
        Outcome inspected = HostCommand.Run(engine.CommandLine(null, ["inspect", "--format", "{{.OCIRuntime}}", Name]));
        Assert.Equal("ociruntime", inspected.Succeeded().Text);
        HostCommand.Run(engine.CommandLine(null, ["rm", Name])).Succeeded();
    }

    // podman knows crun by the name of its executable, and gives it a flag that it gives no other.
    [Fact]
    public void Installed_under_the_name_of_crun_it_takes_what_crun_takes()
    {
        Assert.SkipWhen(engine.Obstacle is not null, engine.Obstacle ?? "");
        string crun = Path.Combine(engine.Directory, "crun");
        File.Copy(RuntimeUnderTest.Binary, crun);
        Outcome run = HostCommand.Run(engine.CommandLine(
            null, ["--runtime", crun, .. Once("--cgroups", "disabled", ImageArchive.Name, "cat", "/proc/self/cgroup")]));
        Assert.Equal(File.ReadAllLines("/proc/self/cgroup"), run.Succeeded().Lines);
    }

    private static string Detached(Client podman, string[] options, params string[] command)
    {
        string name = podman.NewName();
        podman.Ask([
            "run", "--detach", "--name", name, "--network", "none", .. options, ImageArchive.Name, .. command]);
        return name;
    }
}
