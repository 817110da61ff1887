using System.IO;
using Oci.Clients.Tests.Harness;

namespace Oci.Clients.Tests;

/// <summary>docker, with a daemon that knows both runtimes.</summary>
public sealed class DockerTests(Docker engine) : ClientTest(engine), IClassFixture<Docker>
{
    [Theory, ClassData(typeof(BothRuntimes))]
    public void Run_passes_streams_and_the_exit_code(string runtime) => Play(runtime, docker =>
    {
        Outcome outcome = docker.Feed(
            "in\n", On(docker, "--interactive", ImageArchive.Name, "sh", "-c", "cat; echo err >&2; exit 7"));
        Assert.Equal((7, "in", "err"), (outcome.ExitCode, outcome.Text, outcome.Error.Trim()));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Run_on_a_terminal(string runtime) => Play(runtime, docker =>
    {
        Outcome outcome = docker.OnTerminal(On(docker, "--tty", ImageArchive.Name, "sh", "-c", "tty; exit 5"));
        Assert.Equal(5, outcome.ExitCode);
        Assert.Contains("/dev/pts/0", outcome.Output);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void A_missing_command_has_exit_code_127(string runtime) => Play(runtime, docker =>
    {
        Outcome outcome = docker.Run(On(docker, ImageArchive.Name, "no-such-command"));
        Assert.Equal(127, outcome.ExitCode);
        Assert.Contains("\"no-such-command\": executable file not found in $PATH", outcome.Error);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void A_command_that_cannot_be_executed_has_exit_code_126(string runtime) => Play(runtime, docker =>
    {
        Outcome outcome = docker.Run(On(docker, ImageArchive.Name, "/etc/passwd"));
        Assert.Equal(126, outcome.ExitCode);
        Assert.Contains("permission denied", outcome.Error);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Exec_runs_a_process_inside(string runtime) => Play(runtime, docker =>
    {
        Outcome outcome = docker.Feed(
            "in\n", "exec", "--interactive", "--env", "COLOUR=blue", "--workdir", "/tmp", "--user", "someone",
            engine.Idle(docker), "sh", "-c", "echo $COLOUR $(pwd) $(id -u) $(cat); echo err >&2; exit 9");
        Assert.Equal((9, "blue /tmp 1000 in", "err"), (outcome.ExitCode, outcome.Text, outcome.Error.Trim()));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Exec_on_a_terminal(string runtime) => Play(runtime, docker =>
    {
        Outcome outcome = docker.OnTerminal("exec", "--tty", engine.Idle(docker), "sh", "-c", "tty; exit 4");
        Assert.Equal(4, outcome.ExitCode);
        Assert.Matches(@"^\W*/dev/pts/\d+\W*$", outcome.Output);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Exec_of_a_missing_command_has_exit_code_126_or_127(string runtime) => Play(runtime, docker =>
    {
        Outcome outcome = docker.Run("exec", engine.Idle(docker), "no-such-command");
        Assert.InRange(outcome.ExitCode, 126, 127); // as the version of docker has it
        Assert.Contains("\"no-such-command\": executable file not found in $PATH", outcome.Output + outcome.Error);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void A_detached_exec_outlives_the_command(string runtime) => Play(runtime, docker =>
    {
        docker.Ask("exec", "--detach", engine.Idle(docker), "sh", "-c", "echo done >/detached");
        docker.Await("done", "exec", engine.Idle(docker), "sh", "-c", "cat /detached 2>&1");
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Stop_asks_the_process_and_the_logs_stay(string runtime) => Play(runtime, docker =>
    {
        string name = Detached(docker, "sh", "-c", "trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.1; done");
        docker.Await("up", "logs", name);
        docker.Ask("stop", "--time", "120", name);
        Assert.Equal("exited 3", docker.Ask("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name));
        Assert.Equal("up\nbye", docker.Ask("logs", name));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Kill_and_start_again(string runtime) => Play(runtime, docker =>
    {
        string name = Detached(docker, "sh", "-c", "echo up; exec sleep 10000");
        docker.Ask("kill", name);
        Assert.Equal("137", docker.Ask("wait", name));
        docker.Ask("start", name);
        docker.Await("up\nup", "logs", name);
        docker.Ask("restart", "--time", "0", name);
        docker.Await("up\nup\nup", "logs", name);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Pause_stops_the_processes_and_unpause_lets_them_go_on(string runtime) => Play(runtime, docker =>
    {
        string idle = engine.Idle(docker);
        docker.Ask("pause", idle);
        Assert.Equal("paused", docker.Ask("inspect", "--format", "{{.State.Status}}", idle));
        docker.Ask("unpause", idle);
        Assert.Equal("alive", docker.Ask("exec", idle, "echo", "alive"));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Top_and_stats_see_the_processes(string runtime) => Play(runtime, docker =>
    {
        string idle = engine.Idle(docker);
        Assert.Contains("sleep 10000", docker.Ask("top", idle));
        string stats = docker.Ask("stats", "--no-stream", "--format", "{{.PIDs}} {{.MemUsage}}", idle);
        Assert.Matches(@"^1 [0-9.]*[1-9][0-9.]*\w+ / ", stats);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Copies_go_in_and_out(string runtime) => Play(runtime, docker =>
    {
        string file = Path.Combine(engine.Directory, "copied");
        File.WriteAllText(file, "content");
        docker.Ask("cp", file, engine.Idle(docker) + ":/copied");
        Assert.Equal("content", docker.Ask("exec", engine.Idle(docker), "cat", "/copied"));
        docker.Ask("cp", engine.Idle(docker) + ":/copied", file + ".back");
        Assert.Equal("content", File.ReadAllText(file + ".back"));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void The_daemon_checks_health(string runtime) => Play(runtime, docker =>
    {
        string name = docker.NewName();
        docker.Ask(
            "run", "--detach", "--name", name, "--runtime", docker.Runtime, "--network", "none",
            "--health-cmd", "test -e /healthy", "--health-interval", "1s", "--health-retries", "1",
            ImageArchive.Name, "sleep", "10000");
        docker.Await("unhealthy", "inspect", "--format", "{{.State.Health.Status}}", name);
        docker.Ask("exec", name, "touch", "/healthy");
        docker.Await("is healthy", "inspect", "--format", "is {{.State.Health.Status}}", name);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Limits_are_set_and_updated(string runtime) => Play(runtime, docker =>
    {
        string name = docker.NewName();
        docker.Ask(
            "run", "--detach", "--name", name, "--runtime", docker.Runtime, "--network", "none", "--memory", "64m",
            "--memory-swap", "64m", "--pids-limit", "30", "--cpus", "0.5", ImageArchive.Name, "sleep", "10000");
        Assert.Equal("67108864 30 50000", docker.Ask("exec", name, "sh", "-c", Limits.Script));
        docker.Ask("update", "--memory", "128m", "--memory-swap", "128m", "--pids-limit", "40", name);
        Assert.Equal("134217728 40 50000", docker.Ask("exec", name, "sh", "-c", Limits.Script));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Security_options_arrive(string runtime) => Play(runtime, docker =>
    {
        string profile = SeccompProfile.WithoutMkdir(engine.Directory);
        string said = docker.Ask(On(
            docker, "--cap-drop", "all", "--cap-add", "NET_BIND_SERVICE", "--security-opt", "no-new-privileges",
            "--security-opt", $"seccomp={profile}", "--read-only", "--tmpfs", "/scratch", ImageArchive.Name,
            "sh", "-c", SeccompProfile.Script));
        Assert.Equal(SeccompProfile.Answer, said.Split('\n'));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Process_and_kernel_options_arrive(string runtime) => Play(runtime, docker =>
    {
        string said = docker.Ask(On(
            docker, "--ulimit", "nofile=100:200", "--sysctl", "kernel.msgmax=4096", "--device", "/dev/net/tun",
            "--hostname", "box", "--user", "1000:1001", "--group-add", "1002", "--oom-score-adj", "321",
            "--shm-size", "1m", "--volume", $"{engine.Directory}:/data:ro", ImageArchive.Name,
            "sh", "-c", EveryDay.Script));
        Assert.Equal(EveryDay.Answer, said.Split('\n'));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void A_process_namespace_can_be_shared(string runtime) => Play(runtime, docker =>
        Assert.Contains("sleep 10000", docker.Ask(On(
            docker, "--pid", $"container:{engine.Idle(docker)}", "--ipc", "host", "--uts", "host",
            ImageArchive.Name, "ps"))));

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Privileged_containers_may_mount(string runtime) => Play(runtime, docker =>
        Assert.Equal("mounted", docker.Ask(On(
            docker, "--privileged", ImageArchive.Name,
            "sh", "-c", "mount -t tmpfs none /mnt 2>&1 || { mkdir /m && mount -t tmpfs none /m; } && echo mounted"))
            .Split('\n')[^1]));

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Build_runs_its_commands_in_the_default_runtime(string runtime) => Play(runtime, docker =>
    {
        engine.MakeDefault(docker);
        string context = Context.WithARun(engine.Directory, docker.Runtime);
        docker.Ask("build", "--no-cache", "--network", "none", "--tag", docker.Runtime, context);
        Assert.Equal("built by 1000", docker.Ask("run", "--rm", "--network", "none", docker.Runtime, "cat", "/tmp/by"));
    });

    private static string[] On(Client docker, params string[] more) => Once(["--runtime", docker.Runtime, .. more]);

    private static string Detached(Client docker, params string[] command)
    {
        string name = docker.NewName();
        docker.Ask([
            "run", "--detach", "--name", name, "--runtime", docker.Runtime, "--network", "none", ImageArchive.Name,
            .. command]);
        return name;
    }
}
