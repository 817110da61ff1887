using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>Commands at the same time, on one container and on many.</summary>
public sealed class ConcurrencyTests(Workspace workspace) : ContainerTest(workspace)
{
    [Fact]
    public void Of_two_creates_of_one_id_exactly_one_wins()
    {
        const int Rounds = 20;
        Container container = Sleeper();
        container.Config.WriteTo(container.Bundle);
        for (int round = 0; round < Rounds; round++)
        {
            Outcome[] creates = Together(container, Create(container), Create(container));
            Outcome loser = Assert.Single(creates, static create => create.ExitCode != 0);
            Assert.Contains("exist", loser.FailedInOneLine().Error);
            Assert.Equal("created", container.Status());
            container.Delete("--force").Succeeded();
            Assert.Empty(Leftovers.Of(container));
        }
        Console.WriteLine($"  two creates of one id: exactly one won in {Rounds} of {Rounds} rounds");
    }

    [Fact]
    public void A_hundred_containers_are_created_started_and_deleted_at_the_same_time()
    {
        Container container = Sleeper();
        container.Config.WriteTo(container.Bundle);
        string[] ids = [.. Enumerable.Range(0, 100).Select(number => $"{container.Id}-{number}")];
        Container other = Sleeper().Started();
        AllSucceed(container, ids, id => ["create", "--bundle", container.Bundle, id]);
        Assert.Equal(ids.Length, container.Ask("list", "--quiet").Succeeded().Lines.Length);
        AllSucceed(container, ids, static id => ["start", id]);
        AllSucceed(container, ids, static id => ["delete", "--force", id]);
        Assert.Empty(Leftovers.Of(container));
        Assert.Equal("running", other.Status());
        Console.WriteLine($"  at the same time: {ids.Length} creates, {ids.Length} starts and {ids.Length} deletes succeeded");
    }

    [Fact]
    public void Of_eight_forced_deletes_at_the_same_time_all_succeed()
    {
        const int Rounds = 10;
        Container container = Sleeper();
        for (int round = 0; round < Rounds; round++)
        {
            container.Created();
            if (round % 2 == 0)
                container.Start().Succeeded();
            string[][] deletes = [.. Enumerable.Repeat(Delete(container), 8)];
            Assert.All(Together(container, deletes), static delete => Assert.Equal("", delete.Succeeded().Error));
            Assert.Empty(Leftovers.Of(container));
        }
        Console.WriteLine($"  eight forced deletes at the same time: all succeeded in {Rounds} of {Rounds} rounds");
    }

    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    [InlineData("start")]
    [InlineData("exec")]
    [InlineData("kill")]
    [InlineData("pause")]
    [InlineData("delete")]
    public void A_forced_delete_against_another_command_hangs_neither_and_leaves_nothing(string command)
    {
        const int Rounds = 8;
        Container container = Sleeper();
        Container other = Sleeper().Started();
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int round = 0; round < Rounds; round++)
        {
            bool isNew = command is "create" or "run";
            container.Config.WriteTo(container.Bundle);
            if (!isNew)
                container.Created();
            if (!isNew && command != "start")
                container.Start().Succeeded();
            (Outcome rival, Outcome delete) = Race(container, CommandOf(container, command), round);
            delete.Succeeded();
            // The end of its program is what an exec tells.
            if (rival.ExitCode != 128 + 9 || command != "exec")
                rival.SucceededOrFailedInOneLine();
            // Who has lost has left nothing; and what was made only after the delete had looked is there, and whole.
            if (!isNew || rival.ExitCode != 0)
                Assert.Empty(Leftovers.Of(container));
            container.Delete("--force").Succeeded();
            Assert.Empty(Leftovers.Of(container));
            string pair = $"[{rival.ExitCode},{delete.ExitCode}]";
            codes[pair] = codes.GetValueOrDefault(pair) + 1;
        }
        Assert.Equal("running", other.Status());
        string counts = string.Join(", ", codes.Select(static pair => $"{pair.Value} x {pair.Key}"));
        Console.WriteLine($"  delete --force against {command}, exit codes: {counts}");
    }

    // A little later from round to round: at another moment of the other command.
    private static (Outcome Rival, Outcome Delete) Race(Container container, string[] command, int round)
    {
        using HostCommand rival = container.Begin(command);
        Thread.Sleep(round * 4);
        using HostCommand delete = container.Begin(Delete(container));
        return (rival.Wait(), delete.Wait());
    }

    private static Outcome[] Together(Container container, params string[][] commands)
    {
        HostCommand[] begun = [.. commands.Select(command => container.Begin(command))];
        Outcome[] outcomes = [.. begun.Select(static command => command.Wait(seconds: 60))];
        Array.ForEach(begun, static command => command.Dispose());
        return outcomes;
    }

    private static void AllSucceed(Container container, string[] ids, Func<string, string[]> command) =>
        Assert.All(Together(container, [.. ids.Select(command)]), static outcome => Assert.Equal("", outcome.Succeeded().Error));

    private static string[] Create(Container container) => ["create", "--bundle", container.Bundle, container.Id];

    private static string[] Delete(Container container) => ["delete", "--force", container.Id];

    private static string[] CommandOf(Container container, string command) => command switch
    {
        "create" => Create(container),
        "run" => ["run", "--detach", "--bundle", container.Bundle, container.Id],
        "exec" => ["exec", container.Id, "sleep", "1000"],
        "kill" => ["kill", container.Id, "KILL"],
        _ => [command, container.Id],
    };

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000");
        return container;
    }
}
