using System.Collections.Generic;
using System.Linq;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>Kills <c>create</c> at its system calls, as the OOM killer or an impatient engine would.</summary>
public sealed class CreateKillTests(ITestOutputHelper output)
{
    private const int Usual = 150;

    [Theory]
    [InlineData(false, BundleKind.Usual)]
    [InlineData(true, BundleKind.Usual)]
    [InlineData(false, BundleKind.UserNamespace)]
    [InlineData(false, BundleKind.HostMounts)]
    [InlineData(true, BundleKind.HostMounts)]
    public void What_a_killed_create_leaves_is_deleted_by_force_and_the_id_is_free_again(
        bool withItsChildren, BundleKind kind)
    {
        using var fixture = new ContainerFixture(RuntimeUnderTest.PathOrSkip(), kind);
        List<TracedCall> calls = FaultPoints.Record(fixture);
        List<TracedCall> points = FaultPoints.Sample(calls, Usual);
        Fault kill = withItsChildren ? new Fault.KillAll() : new Fault.KillParent();
        var before = MachineSnapshot.Take(fixture);
        int killed = 0;
        List<string> problems = FaultRounds.Play(points, fixture, output, point =>
        {
            ChildResult created = Tracer.Run(
                fixture.CreateCommand, call => call.Role == point.Role && call.Position == point.Position ? kill : null);
            killed += created.WasSignalled ? 1 : 0;

            string[] found =
            [
                .. Failure("delete --force", fixture.DeleteCommand),
                .. Difference(before, fixture),
                .. Failure("create again", fixture.CreateCommand),
                .. Failure("delete --force again", fixture.DeleteCommand),
                .. Difference(before, fixture),
            ];
            return found.Length == 0 ? null : string.Join("; ", found);
        });

        output.WriteLine($"killed {killed} times at {points.Count} of {calls.Count} calls, {problems.Count} problems");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(killed > points.Count / 2, "most points were not met: the calls of create are not reproducible");
    }

    private static string[] Failure(string name, string[] command)
    {
        ChildResult result = Child.Run(command);
        return result.ExitCode == 0 ? [] : [$"{name}: exit code {result.ExitCode}, stderr: '{result.Errors.TrimEnd()}'"];
    }

    private static string[] Difference(MachineSnapshot before, ContainerFixture fixture) =>
        before.Difference(fixture) is { } difference ? [difference] : [];
}
