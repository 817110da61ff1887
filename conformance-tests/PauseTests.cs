using System.IO;
using System.Threading;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary><c>pause</c> and <c>resume</c>: what stands still, and what can be done with it then.</summary>
public sealed class PauseTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void Every_process_of_a_paused_container_stands_still_until_it_is_resumed()
    {
        Container container = NewContainer();
        container.Config.Script("""
            (while :; do echo >>/tmp/child; sleep 0.01; done) &
            while :; do echo >>/tmp/parent; sleep 0.01; done
            """);
        container.Started();
        AwaitProgress(container);
        container.Ask("pause", container.Id).Succeeded();
        Assert.Equal("paused", container.Status());
        (long child, long parent) = Lengths(container);
        Thread.Sleep(300);
        Assert.Equal((child, parent), Lengths(container));
        container.Ask("resume", container.Id).Succeeded();
        Assert.Equal("running", container.Status());
        AwaitProgress(container);
    }

    [Fact]
    public void A_created_container_can_be_paused_and_starts_only_after_it_is_resumed()
    {
        Container container = NewContainer();
        container.Config.Script("echo ran >/ran; sleep 100");
        container.Created().Ask("pause", container.Id).Succeeded();
        Assert.Equal("paused", container.Status());
        container.Start().Refused();
        container.Ask("resume", container.Id).Succeeded();
        Assert.Equal("created", container.Status());
        Assert.False(File.Exists(container.Inside("/ran")));
        container.Start().Succeeded();
        Assert.Equal("ran", container.AwaitFile("/ran"));
    }

    [Fact]
    public void What_is_paused_is_not_paused_again_and_what_runs_is_not_resumed()
    {
        Container container = Sleeper().Started();
        container.Ask("resume", container.Id).Refused();
        container.Ask("pause", container.Id).Succeeded();
        container.Ask("pause", container.Id).Refused();
        Assert.Equal("paused", container.Status());
        container.Ask("resume", container.Id).Succeeded();
        container.Ask("resume", container.Id).Refused();
        Assert.Equal("running", container.Status());
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    public void A_stopped_container_is_neither_paused_nor_resumed(string operation)
    {
        Container container = NewContainer().Started().AwaitStopped();
        container.Ask(operation, container.Id).Refused();
        Assert.Equal("stopped", container.Status());
    }

    [Fact]
    public void The_list_shows_that_a_container_is_paused()
    {
        Container container = Sleeper().Started();
        container.Ask("pause", container.Id).Succeeded();
        Assert.Contains(" paused ", container.Ask("list").Succeeded().Output);
        Assert.Contains("\"status\":\"paused\"", container.Ask("list", "--format=json").Succeeded().Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_paused_container_can_be_killed(bool ownPids)
    {
        Container container = Sleeper();
        if (!ownPids)
            container.Config.WithoutNamespace("pid");
        container.Started().Ask("pause", container.Id).Succeeded();
        container.Kill("KILL").Succeeded();
        container.AwaitStopped().Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_signal_to_a_paused_container_arrives_when_it_is_resumed()
    {
        Container container = NewContainer();
        container.Config.Script("trap 'echo got >/got' USR1; echo >/ready; while :; do sleep 0.05; done");
        container.Started().AwaitFile("/ready");
        container.Ask("pause", container.Id).Succeeded();
        container.Kill("USR1").Succeeded();
        Assert.Equal("paused", container.Status());
        Assert.False(File.Exists(container.Inside("/got")));
        container.Ask("resume", container.Id).Succeeded();
        Assert.Equal("got", container.AwaitFile("/got"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_paused_container_is_deleted_by_force_only(bool started)
    {
        Container container = Sleeper().Created();
        if (started)
            container.Start().Succeeded();
        container.Ask("pause", container.Id).Succeeded();
        container.Delete().Refused();
        Assert.Equal("paused", container.Status());
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        return container;
    }

    private static (long Child, long Parent) Lengths(Container container) =>
        (LengthOf(container, "/tmp/child"), LengthOf(container, "/tmp/parent"));

    private static long LengthOf(Container container, string path) =>
        File.Exists(container.Inside(path)) ? new FileInfo(container.Inside(path)).Length : 0;

    private static void AwaitProgress(Container container)
    {
        (long child, long parent) = Lengths(container);
        Patiently.Until("both write", () => LengthOf(container, "/tmp/child") > child && LengthOf(container, "/tmp/parent") > parent);
    }
}
