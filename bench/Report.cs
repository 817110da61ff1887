using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Oci.Bench;

/// <summary>Prints the measurements as tables for people.</summary>
internal sealed class Report(TextWriter output, IReadOnlyList<Contender> contenders)
{
    private const double Mebibyte = 1024 * 1024;

    private readonly Contender _subject = contenders[0];

    /// <summary>What is compared, where and how.</summary>
    public void Header(BenchOptions options)
    {
        foreach (Contender contender in contenders)
            Line($"{contender.Name,-12} {contender.Version()} ({contender.Path})");
        string kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        Line($"{"machine",-12} {ProcessorModel()}, {Environment.ProcessorCount} processors, Linux {kernel}");
        Line($"{"method",-12} {options.Rounds} rounds after {options.WarmUp} to warm up, the order shuffled in each");
        Line($"{"",-12} (seed {options.Seed})");
        Line($"{"config",-12} {options.ConfigOf ?? "each runtime"}'s own `spec`, without a terminal");
    }

    /// <summary>One scenario: each runtime's times, then how the first compares with the others.</summary>
    public void Timings(string title, Dictionary<Contender, List<Cost>> costs)
    {
        Line($"");
        Line($"{title}, ms");
        Line($"  {"",-20}{"min",10}{"median",10}{"p90",10}{"CPU median",14}");
        foreach ((Contender runtime, List<Cost> list) in costs)
        {
            double[] wall = [.. list.Select(static cost => cost.WallMilliseconds)];
            (double min, double median, double p90) = (wall.Min(), MedianWall(list), Statistics.Quantile(wall, 0.9));
            Line($"  {runtime.Name,-20}{min,10:F2}{median,10:F2}{p90,10:F2}{MedianCpu(list),14:F2}");
        }
        Line($"  {"",-20}{"",10}{"medians",10}{"paired",10}{"CPU medians",14}");
        foreach ((Contender rival, List<Cost> list) in costs.Where(pair => pair.Key != _subject))
            Ratios($"{_subject.Name} / {rival.Name}", costs[_subject], list);
    }

    /// <summary>Peak memory of a run, and the size of the executable.</summary>
    public void Sizes(Dictionary<Contender, double> peakKibibytes)
    {
        Line($"");
        Line($"sizes, MiB");
        Line($"  {"",-20}{"peak of run",14}{"executable",14}");
        foreach ((Contender runtime, double peak) in peakKibibytes)
            Line($"  {runtime.Name,-20}{peak / 1024,14:F2}{new FileInfo(runtime.Path).Length / Mebibyte,14:F2}");
    }

    /// <summary>What of its memory a container must leave to the runtime.</summary>
    public void Limits(Dictionary<Contender, double> kibibytes)
    {
        Line($"");
        Line($"smallest memory limit under which /bin/true runs, KiB");
        foreach ((Contender runtime, double limit) in kibibytes)
            Line($"  {runtime.Name,-20}{limit,14:F0}");
    }

    private void Ratios(string label, List<Cost> ours, List<Cost> theirs)
    {
        double ofMedians = MedianWall(ours) / MedianWall(theirs);
        double ofCpuMedians = MedianCpu(ours) / MedianCpu(theirs);
        double paired = Statistics.Median(
            ours.Zip(theirs, static (our, their) => our.WallMilliseconds / their.WallMilliseconds));
        Line($"  {label,-20}{"",10}{ofMedians,10:F2}{paired,10:F2}{ofCpuMedians,14:F2}");
    }

    private static double MedianWall(List<Cost> costs) =>
        Statistics.Median(costs.Select(static cost => cost.WallMilliseconds));

    private static double MedianCpu(List<Cost> costs) =>
        Statistics.Median(costs.Select(static cost => cost.CpuMilliseconds));

    private static string ProcessorModel() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?
        .Split(": ")[^1] ?? "unknown processor";

    private void Line(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
