using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>runtime.md, section Kill: whom a signal reaches, and which words are none.</summary>
public sealed class KillTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("0x9")]
    [InlineData("65")]
    [InlineData("4294967305")] // 9 in its lower 32 bits
    [InlineData("TERM ")]
    [InlineData("KILL,TERM")]
    public void What_names_no_signal_ends_nobody(string word)
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        container.Started().Kill(word).Refused();
        Assert.Equal("running", container.Status());
    }

    [Fact]
    public void A_signal_reaches_only_the_containers_first_process()
    {
        Container container = NewContainer();
        container.Config.Script("""
            (trap 'touch /tmp/child-got' USR1; touch /tmp/child-ready; while :; do sleep 0.05; done) &
            trap 'touch /tmp/parent-got' USR1; touch /tmp/parent-ready; while :; do sleep 0.05; done
            """);
        container.Started();
        AwaitFiles(container, "child-ready", "parent-ready");
        container.Kill("USR1").Succeeded();
        AwaitFiles(container, "parent-got");
        Assert.False(File.Exists(container.Inside("/tmp/child-got")));
    }

    [Fact]
    public void Kill_all_reaches_every_process_also_in_the_hosts_pid_namespace()
    {
        Container container = NewContainer();
        container.Config.WithoutNamespace("pid").Script("sleep 1000 & sleep 1000 & touch /tmp/ready; wait");
        container.Started();
        AwaitFiles(container, "ready");
        container.Ask("kill", "--all", container.Id, "KILL").Succeeded();
        container.AwaitStopped().Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Kill_all_of_a_stopped_container_succeeds()
    {
        Container container = NewContainer().Started().AwaitStopped();
        container.Ask("kill", "--all", container.Id, "KILL").Succeeded();
    }

    [Fact]
    public void What_kill_says_of_a_stopped_container_is_what_engines_look_for()
    {
        Container container = NewContainer().Started().AwaitStopped();
        Assert.Contains("container not running", container.Kill("TERM").Refused().Error);
    }

    private static void AwaitFiles(Container container, params string[] names) => Patiently.Until(
        string.Join(' ', names), () => names.All(name => File.Exists(container.Inside("/tmp/" + name))));
}
