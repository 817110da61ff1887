using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// The runtime, the processes that it makes, or both are killed before each change that they make to the machine. After it
/// `delete --force` leaves nothing, no other container is touched, and the id can be used again.
/// </summary>
public sealed class KilledRuntimeTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData(Victim.Runtime)]
    [InlineData(Victim.Init)]
    [InlineData(Victim.Both)]
    public void While_it_creates(Victim victim) => KillAtEveryMoment(victim, static container =>
        ["create", "--bundle", container.Bundle, "--pid-file", container.PidFile, container.Id]);

    [Theory]
    [InlineData(Victim.Runtime)]
    [InlineData(Victim.Init)]
    [InlineData(Victim.Both)]
    public void While_it_runs(Victim victim) => KillAtEveryMoment(victim, static container =>
        ["run", "--detach", "--bundle", container.Bundle, container.Id]);

    [Fact]
    public void While_it_starts() => KillAtEveryMoment(
        Victim.Runtime, static container => ["start", container.Id], static container => container.Created());

    [Fact]
    public void While_it_deletes() => KillAtEveryMoment(
        Victim.Runtime, static container => ["delete", "--force", container.Id], static container => container.Started());

    [Theory]
    [InlineData(Victim.Runtime)]
    [InlineData(Victim.Init)]
    [InlineData(Victim.Both)]
    public void While_it_executes(Victim victim) => KillAtEveryMoment(
        victim, static container => ["exec", "--detach", container.Id, "sleep", "1000"], static container => container.Started());

    // There the runtime goes on as a copy of itself, and clones twice.
    [Theory]
    [InlineData(Victim.Runtime)]
    [InlineData(Victim.Init)]
    [InlineData(Victim.Both)]
    public void While_it_executes_among_tracers(Victim victim) => KillAtEveryMoment(
        victim, static container => ["exec", "--detach", container.Id, "sleep", "1000"], static container =>
        {
            container.Started();
            Assert.Equal(0, container.ExecWith(["--cap", "CAP_SYS_PTRACE"], "true").ExitCode);
        });

    private void KillAtEveryMoment(
        Victim victim, Func<Container, string[]> command, Action<Container>? prepare = null, [CallerMemberName] string name = "")
    {
        Container other = NewContainer();
        other.Config.Args("sleep", "1000");
        other.Started();
        int killed = 0;
        var leftBefore = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int moment = 0; ; moment++)
        {
            Container container = NewContainer();
            container.Config.Args("sleep", "1000").WriteTo(container.Bundle);
            prepare?.Invoke(container);
            string[] words = [.. container.Caller, RuntimeUnderTest.Binary, "--root", container.StateRoot, .. command(container)];
            (KilledCommand trace, Outcome outcome) = KilledCommand.Run(container.Bundle, words, victim, moment);
            if (!trace.HasKilled)
                break;
            killed++;
            CheckAfter(container, trace, outcome, victim, leftBefore, isNew: prepare is null);
        }
        Assert.True(killed > 3, $"only {killed} moments");
        Assert.Equal("running", other.Status());
        string counts = string.Join(", ", leftBefore.Select(static pair => $"{pair.Key} {pair.Value}"));
        Console.WriteLine($"  {name} {victim}: killed {killed} times; what was left for delete --force: {counts}");
    }

    private static void CheckAfter(
        Container container, KilledCommand trace, Outcome outcome, Victim victim, SortedDictionary<string, int> leftBefore, bool isNew)
    {
        string left = KindsOf(Leftovers.Of(container, patience: 0));
        leftBefore[left] = leftBefore.GetValueOrDefault(left) + 1;
        // Whoever survives cleans up.
        if (victim == Victim.Init && isNew && outcome.ExitCode != 0)
            Assert.Empty(Leftovers.Of(container));
        container.Delete("--force").Succeeded();
        Assert.Empty(Leftovers.Of(container));
        Patiently.Until("all processes of the command are gone", () => trace.Processes.All(static pid => !IsAlive(pid)));
        container.Config.Args("true");
        container.Run().Succeeded();
    }

    private static string KindsOf(IReadOnlyList<string> left) => left.Count == 0
        ? "nothing"
        : string.Join('+', left.Select(static line => line[..line.IndexOf(':', StringComparison.Ordinal)]).Distinct());

    private static bool IsAlive(int pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
