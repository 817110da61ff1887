using Oci.Clients.Tests.Harness;

namespace Oci.Clients.Tests;

/// <summary>podman of an ordinary user.</summary>
public sealed class RootlessPodmanTests(RootlessPodman engine) : ClientTest(engine), IClassFixture<RootlessPodman>
{
    [Theory, ClassData(typeof(BothRuntimes))]
    public void Run_has_the_ids_of_the_user(string runtime) => Play(runtime, podman =>
    {
        Outcome outcome = podman.Run(Once(
            ImageArchive.Name, "sh", "-c", "echo $(id -u) $(cat /proc/self/uid_map); echo err >&2; exit 7"));
        Assert.Equal(
            (7, $"0 0 {RootlessPodman.User} 1 1 {RootlessPodman.FirstId} {RootlessPodman.Ids}"),
            (outcome.ExitCode, outcome.Text));
        Assert.Contains("err", outcome.Error);
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void Exec_runs_a_process_inside(string runtime) => Play(runtime, podman =>
    {
        Outcome outcome = podman.Run(
            "exec", "--user", "someone", engine.Idle(podman), "sh", "-c", "echo $(id -u) $(cat /proc/1/comm); exit 9");
        Assert.Equal((9, "1000 sleep"), (outcome.ExitCode, outcome.Text));
    });

    [Theory, ClassData(typeof(BothRuntimes))]
    public void The_users_own_id_may_be_kept(string runtime) => Play(runtime, podman =>
        Assert.Equal(
            RootlessPodman.User.ToString(System.Globalization.CultureInfo.InvariantCulture),
            podman.Ask(Once("--userns", "keep-id", ImageArchive.Name, "id", "-u"))));
}
