using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>runtime.md, section Delete: what goes, what stays, and who may ask at the same time.</summary>
public sealed class DeleteTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void A_created_container_can_be_deleted_as_engines_expect()
    {
        Container container = Sleeper().Created();
        container.Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void The_processes_that_the_program_has_started_end_with_it()
    {
        Container container = NewContainer();
        container.Config.Script("sleep 1000 & sleep 1000 & exit 0");
        container.Started().AwaitStopped().Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void After_delete_the_id_is_free_again()
    {
        Container container = NewContainer();
        for (int round = 0; round < 3; round++)
            container.Started().AwaitStopped().Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Forced_deletes_at_the_same_time_all_succeed()
    {
        Container container = Sleeper().Started();
        HostCommand[] deletes = [.. Enumerable.Range(0, 6).Select(_ =>
            container.Begin(["delete", "--force", container.Id]))];
        Assert.All(deletes, delete => Assert.Equal("", delete.Wait().Succeeded().Error));
        Array.ForEach(deletes, delete => delete.Dispose());
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_forced_delete_against_a_start_hangs_neither()
    {
        Container container = Sleeper().Created();
        using HostCommand start = container.Begin(["start", container.Id]);
        using HostCommand delete = container.Begin(["delete", "--force", container.Id]);
        delete.Wait().Succeeded();
        start.Wait();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void A_container_whose_init_was_killed_before_start_is_stopped_and_can_be_deleted()
    {
        Container container = Sleeper().Created();
        HostCommand.Run("kill", "-KILL", $"{container.Pid}").Succeeded();
        container.AwaitStopped().Start().Refused();
        container.Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void Start_kill_and_delete_need_no_bundle_any_more()
    {
        Container container = Sleeper().Created();
        File.Delete(container.Bundle + "/config.json");
        container.Start().Succeeded();
        container.Kill("KILL").Succeeded();
        container.AwaitStopped().Delete().Succeeded();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("*")]
    [InlineData("../state")]
    public void A_forced_delete_of_no_plain_id_takes_no_other_container_away(string id)
    {
        Container container = Sleeper().Created();
        container.Ask("delete", "--force", "--", id);
        Assert.Equal("created", container.Status());
    }

    [Fact]
    public void Directories_beside_the_state_go_too_and_no_link_is_followed()
    {
        Container container = Sleeper().Created();
        string state = $"{container.StateRoot}/{container.Id}", outside = Directory.CreateDirectory(container.Bundle + "/outside").FullName;
        File.WriteAllText(outside + "/file", "");
        Directory.CreateDirectory(state + "/end.json");
        Directory.CreateDirectory(state + "/some/more/of/them");
        File.CreateSymbolicLink(state + "/some/more/link", outside);
        File.CreateSymbolicLink(state + "/link", outside);
        container.Delete("--force").Succeeded();
        Assert.True(File.Exists(outside + "/file"));
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void What_is_mounted_beside_the_state_stays_and_the_container_can_be_deleted_without_it()
    {
        Container container = Sleeper().Created();
        string place = Directory.CreateDirectory($"{container.StateRoot}/{container.Id}/some/more").FullName;
        string outside = Directory.CreateDirectory(container.Bundle + "/outside").FullName;
        File.WriteAllText(outside + "/file", "");
        HostCommand.Run("mount", "--bind", outside, place).Succeeded();
        try
        {
            container.Delete("--force").FailedInOneLine();
            Assert.Equal("stopped", container.Status());
        }
        finally
        {
            HostCommand.Run("umount", place).Succeeded();
        }
        Assert.True(File.Exists(outside + "/file"));
        container.Delete().Succeeded();
        Assert.Empty(Leftovers.Of(container));
    }

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        return container;
    }
}
