using System.Linq;
using Oci.Clients.Tests.Harness;

namespace Oci.Clients.Tests;

/// <summary>containerd, by its command ctr and its shim for runc.</summary>
public sealed class ContainerdTests(Containerd containerd) : ClientTest(containerd), IClassFixture<Containerd>
{
    [Theory, ClassData(typeof(BothRuntimes))]
    public void Run_passes_output_and_the_exit_code(string runtime) => Play(runtime, ctr =>
    {
        Outcome outcome = ctr.Run(Once(ctr, [], "sh", "-c", "echo out; echo err >&2; exit 7"));
        Assert.Equal((7, "out", "err"), (outcome.ExitCode, outcome.Text, outcome.Error.Trim()));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Run_on_a_terminal(string runtime) => Play(runtime, ctr =>
    {
        string name = ctr.NewName();
        Converse(ctr, name, ["run", "--rm", "--tty", .. Options(ctr), ImageArchive.Name, name]);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void A_missing_command_is_named_and_leaves_nothing(string runtime) => Play(runtime, ctr =>
    {
        string name = ctr.NewName();
        Outcome outcome = ctr.Run(["run", "--rm", .. Options(ctr), ImageArchive.Name, name, "no-such-command"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("OCI runtime create failed", outcome.Error);
        Assert.Contains("exec", outcome.Error);
        Assert.Contains("\"no-such-command\": executable file not found in $PATH", outcome.Error);
        Assert.DoesNotContain(name, ctr.Ask("task", "list"));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Exec_runs_a_process_inside(string runtime) => Play(runtime, ctr =>
    {
        Outcome outcome = ctr.Run(
            "task", "exec", "--exec-id", ctr.NewName(), "--cwd", "/tmp", "--user", "1000", containerd.Idle(ctr),
            "sh", "-c", "echo $(pwd) $(id -u) $(cat /proc/1/cmdline | tr '\\0' ' '); echo err >&2; exit 9");
        Assert.Equal((9, "err"), (outcome.ExitCode, outcome.Error.Trim()));
        Assert.Equal("/tmp 1000 sleep 10000", outcome.Text);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Exec_on_a_terminal(string runtime) => Play(runtime, ctr =>
    {
        string idle = containerd.Idle(ctr);
        Converse(ctr, idle, ["task", "exec", "--tty", "--exec-id", ctr.NewName(), idle]);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void A_detached_exec_outlives_the_command(string runtime) => Play(runtime, ctr =>
    {
        string idle = containerd.Idle(ctr);
        ctr.Ask("task", "exec", "--detach", "--exec-id", ctr.NewName(), idle, "sh", "-c", "echo done >/detached");
        Patiently.Until(
            "the file is there", () => ctr.Run("task", "exec", "--exec-id", ctr.NewName(), idle, "cat", "/detached")
                .Text == "done", seconds: 60);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Exec_of_a_missing_command_is_refused(string runtime) => Play(runtime, ctr =>
    {
        Outcome outcome = ctr.Run(
            "task", "exec", "--exec-id", ctr.NewName(), containerd.Idle(ctr), "no-such-command");
        Assert.Contains("executable file not found in $PATH", outcome.Refused().Error);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Pause_stops_the_processes_and_resume_lets_them_go_on(string runtime) => Play(runtime, ctr =>
    {
        string idle = containerd.Idle(ctr);
        ctr.Ask("task", "pause", idle);
        Assert.Equal("PAUSED", StatusOf(ctr, idle));
        ctr.Ask("task", "resume", idle);
        Assert.Equal("RUNNING", StatusOf(ctr, idle));
        Assert.Equal("alive", ctr.Ask("task", "exec", "--exec-id", ctr.NewName(), idle, "echo", "alive"));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Processes_and_metrics_are_seen(string runtime) => Play(runtime, ctr =>
    {
        string idle = containerd.Idle(ctr);
        Assert.Matches(@"^PID\s+INFO\n\d+\s", ctr.Ask("task", "ps", idle));
        string metrics = ctr.Ask("task", "metrics", idle);
        Assert.Matches(@"memory\.usage(_in_bytes)?\s+[1-9]", metrics);
        Assert.Matches(@"pids\.current\s+1\b", metrics);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void A_signal_reaches_the_process_and_delete_tells_its_exit_code(string runtime) => Play(runtime, ctr =>
    {
        string name = ctr.NewName();
        ctr.Ask([
            "run", "--detach", .. Options(ctr), ImageArchive.Name, name,
            "sh", "-c", "trap 'exit 3' USR1; touch /ready; while :; do sleep 0.1; done"]);
        Patiently.Until(
            "the trap is set",
            () => ctr.Run("task", "exec", "--exec-id", ctr.NewName(), name, "cat", "/ready").ExitCode == 0,
            seconds: 60);
        ctr.Ask("task", "kill", "--signal", "SIGUSR1", name);
        Patiently.Until("the container has stopped", () => StatusOf(ctr, name) == "STOPPED", seconds: 60);
        Assert.Contains("exit code 3", ctr.Run("task", "delete", name).Error);
        ctr.Ask("container", "delete", name);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Force_deletes_what_runs(string runtime) => Play(runtime, ctr =>
    {
        string name = ctr.NewName();
        ctr.Ask(["run", "--detach", .. Options(ctr), ImageArchive.Name, name, "sleep", "10000"]);
        ctr.Run("task", "delete", "--force", name);
        Assert.DoesNotContain(name, ctr.Ask("task", "list"));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Options_arrive_in_the_container(string runtime) => Play(runtime, ctr =>
    {
        string[] options =
        [
            "--env", "COLOUR=blue", "--cwd", "/tmp", "--cap-drop", "CAP_CHOWN", "--read-only", "--no-pivot",
            "--mount", "type=bind,src=/etc,dst=/mnt,options=rbind:ro", "--seccomp", "--memory-limit", "67108864",
        ];
        const string Script = """
            echo $COLOUR $(pwd)
            touch /file 2>&1
            touch /mnt/file 2>&1
            grep -E '^(Seccomp|CapEff):' /proc/self/status | tr -d '\t'
            """;
        string said = ctr.Ask(Once(ctr, options, "sh", "-c", Script));
        Assert.Equal(
            [
                "blue /tmp", "touch: /file: Read-only file system",
                "touch: /mnt/file: Read-only file system", "CapEff:00000000a80425fa", "Seccomp:2",
            ],
            said.Split('\n'));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Twenty_containers_at_a_time(string runtime) => Play(runtime, ctr =>
    {
        HostCommand[] runs =
            [.. Enumerable.Range(0, 20).Select(number => ctr.Start(Once(ctr, [], "echo", $"number {number}")))];
        Outcome[] outcomes = [.. runs.Select(static run => run.Wait(seconds: 240))];
        foreach (HostCommand run in runs)
            run.Dispose();
        Assert.All(outcomes, static (outcome, number) => Assert.Equal($"number {number}", outcome.Succeeded().Text));
    });

    // ctr ends with the process, whatever of the terminal's output it has not copied yet, with any runtime: so the
    // process stays until what it has said is seen.
    private static void Converse(Client ctr, string container, string[] command)
    {
        string file = "/" + ctr.NewName();
        string script = $"tty; while [ ! -e {file} ]; do sleep 0.1; done; exit 4";
        using HostCommand terminal = ctr.StartOnTerminal([.. command, "sh", "-c", script]);
        Patiently.Until(
            "the terminal's name", () => terminal.OutputSoFar.Contains("/dev/pts/") || !terminal.IsRunning,
            Client.Patience);
        ctr.Run("task", "exec", "--exec-id", ctr.NewName(), container, "touch", file);
        Outcome outcome = terminal.Wait(Client.Patience);
        Assert.Matches(@"^\W*/dev/pts/\d+\W*$", outcome.Output);
        Assert.Equal(4, outcome.ExitCode);
    }

    private static string[] Options(Client ctr) => Containerd.RuntimeOptions(ctr.Runtime);

    private static string[] Once(Client ctr, string[] options, params string[] command) =>
        ["run", "--rm", .. Options(ctr), .. options, ImageArchive.Name, ctr.NewName(), .. command];

    private static string? StatusOf(Client ctr, string name) => ctr.Run("task", "list").Lines
        .FirstOrDefault(line => line.StartsWith(name + " "))?.Split(' ', System.StringSplitOptions.RemoveEmptyEntries)[2];
}
