using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Oci.Bench;

/// <summary>One thing to do with each runtime in turn; measured is <see cref="Measure"/> alone.</summary>
internal abstract class Scenario(string name, string title)
{
    public string Name { get; } = name;

    public string Title { get; } = title;

    /// <summary>Makes ready what the measured commands act on.</summary>
    public virtual void SetUp(Contender runtime)
    {
    }

    public abstract Cost Measure(Contender runtime);

    public virtual void TearDown(Contender runtime)
    {
    }

    /// <summary>The id of the runtime's container; there is one at a time.</summary>
    protected static string IdOf(Contender runtime) => $"bench-{Environment.ProcessId}-{runtime.Name}";
}

/// <summary>The measurements, by the name that <c>--only</c> takes.</summary>
internal static class Scenarios
{
    public static readonly IReadOnlyList<Scenario> All = [new RunTrue(), new WholeLife(), new ExecTrue(), new QueryState()];

    public static IEnumerable<string> Names => All.Select(static scenario => scenario.Name);
}

/// <summary><c>run</c>: one command that creates, starts, waits and deletes.</summary>
internal sealed class RunTrue() : Scenario("run", "run of /bin/true")
{
    public override Cost Measure(Contender runtime) => Child.Run(Command(runtime));

    public static string[] Command(Contender runtime) =>
        [runtime.Path, "run", "--bundle", runtime.Bundle, IdOf(runtime)];

    public static string[] Removal(Contender runtime) => [runtime.Path, "delete", "--force", IdOf(runtime)];
}

/// <summary>What an engine does: three commands, and a wait for the container's process, left to us.</summary>
internal sealed class WholeLife() : Scenario("lifecycle", "create, start, wait for /bin/true, delete")
{
    public override Cost Measure(Contender runtime)
    {
        long start = Stopwatch.GetTimestamp();
        double cpu = Create(runtime).CpuMilliseconds + Finish(runtime);
        return new Cost(Stopwatch.GetElapsedTime(start).TotalMilliseconds, cpu);
    }

    public static Cost Create(Contender runtime) =>
        Child.Run([runtime.Path, "create", "--bundle", runtime.Bundle, "--pid-file", PidFile(runtime), IdOf(runtime)]);

    /// <summary>From start to delete; returns the processor time, in milliseconds.</summary>
    public static double Finish(Contender runtime)
    {
        string id = IdOf(runtime);
        Cost start = Child.Run([runtime.Path, "start", id]);
        Ended process = Ended.Wait(int.Parse(File.ReadAllText(PidFile(runtime)), CultureInfo.InvariantCulture));
        Cost delete = Child.Run([runtime.Path, "delete", id]);
        return start.CpuMilliseconds + process.CpuMilliseconds + delete.CpuMilliseconds;
    }

    private static string PidFile(Contender runtime) => Path.Combine(runtime.Bundle, "pid");
}

/// <summary><c>exec</c> in a container whose own process waits, as a health check does it.</summary>
internal sealed class ExecTrue() : Scenario("exec", "exec of /bin/true in a container")
{
    public override void SetUp(Contender runtime) => WholeLife.Create(runtime);

    public override Cost Measure(Contender runtime) => Child.Run([runtime.Path, "exec", IdOf(runtime), "/bin/true"]);

    public override void TearDown(Contender runtime) => WholeLife.Finish(runtime);
}

/// <summary><c>state</c> of a container that was created and not started.</summary>
internal sealed class QueryState() : Scenario("state", "state of a created container")
{
    public override void SetUp(Contender runtime) => WholeLife.Create(runtime);

    public override Cost Measure(Contender runtime) => Child.Run([runtime.Path, "state", IdOf(runtime)]);

    public override void TearDown(Contender runtime) => WholeLife.Finish(runtime);
}
