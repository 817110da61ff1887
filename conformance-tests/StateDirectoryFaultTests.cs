using System;
using System.IO;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>The disk that holds the state is full, or cannot be written to any more.</summary>
public sealed class StateDirectoryFaultTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void However_much_space_is_left_a_container_is_made_whole_or_not_at_all() =>
        MakeInSmallDirectories("space", static count => $"size={count * Environment.SystemPageSize},nr_inodes=40");

    [Fact]
    public void However_few_files_can_be_made_a_container_is_made_whole_or_not_at_all() =>
        MakeInSmallDirectories("files", static count => $"size=4m,nr_inodes={count + 1}");

    [Fact]
    public void A_program_whose_end_cannot_be_kept_is_told_of_all_the_same()
    {
        NeedKeep();
        Container container = NewContainer();
        using var state = new StateFileSystem(container, "size=4m,nr_inodes=40");
        container.Config.Script("until [ -e /end ]; do sleep 0.05; done; exit 7");
        using HostCommand run = container.Launch("--keep", "--pid-file", container.PidFile);
        container.AwaitProgram("sh");
        state.Fill();
        File.WriteAllText(container.Inside("/end"), "");
        Outcome ended = run.Wait();
        Assert.Equal(7, ended.ExitCode);
        Assert.Contains("ENOSPC", ended.Error);
        container.Delete().Succeeded();
        state.Empty();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void In_a_read_only_directory_nothing_is_made()
    {
        Container container = Sleeper();
        using var state = new StateFileSystem(container, "size=4m");
        state.MakeReadOnly();
        container.Create().FailedInOneLine();
        container.Run().FailedInOneLine();
        Assert.Empty(Leftovers.Of(container));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_a_directory_that_has_become_read_only_all_but_the_state_is_removed(bool started)
    {
        Container container = Sleeper();
        using var state = new StateFileSystem(container, "size=4m");
        container.Created();
        if (started)
            container.Start().Succeeded();
        state.MakeReadOnly();
        if (!started)
            container.Start().FailedInOneLine();
        Assert.Equal(started ? "running" : "created", container.Status());
        container.Ask("exec", container.Id, "true").Succeeded();
        // As long as something is left it is no success.
        container.Delete("--force").FailedInOneLine();
        Assert.Equal("stopped", container.Status());
        Assert.All(Leftovers.Of(container), static left => Assert.StartsWith("state:", left));
        container.Delete("--force").FailedInOneLine();
        state.MakeWritable();
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    private void MakeInSmallDirectories(string what, Func<int, string> options)
    {
        const int Spare = 3;
        (int refused, int made) = (0, 0);
        // From one in which there is no room for anything to one in which some is left.
        for (int count = 1; made < Spare; count++)
        {
            Container container = Sleeper();
            // State that takes more than one page.
            container.Config["/annotations"] = new System.Text.Json.Nodes.JsonObject { ["long"] = new string('x', 6000) };
            using var state = new StateFileSystem(container, options(count));
            if (container.Create().SucceededOrFailedInOneLine().ExitCode == 0)
            {
                made++;
                state.Fill();
                UseToTheEnd(container);
                state.Empty();
            }
            else
            {
                Assert.Equal(0, made);
                refused++;
            }
            Assert.Empty(Leftovers.Of(container));
        }
        Assert.InRange(refused, 2, 30);
        Console.WriteLine($"  {what}: {refused} creates refused, {made} containers used to their end in a full directory");
    }

    private static void UseToTheEnd(Container container)
    {
        container.Start().Succeeded();
        container.AwaitProgram("sleep");
        container.Ask("exec", container.Id, "true").Succeeded();
        container.Ask("pause", container.Id).Succeeded();
        container.Ask("resume", container.Id).Succeeded();
        container.Kill("KILL").Succeeded();
        container.AwaitStopped().Delete().Succeeded();
    }

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        return container;
    }

    private static void NeedKeep() => Assert.SkipUnless(
        RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "no other runtime keeps how a program ended");
}
