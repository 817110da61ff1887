using System.Collections.Generic;
using System.Linq;

namespace Oci.Bench;

/// <summary>The largest process of a <c>run</c>, be it the runtime or its stage inside the container.</summary>
internal static class PeakMemory
{
    public const string Name = "memory";

    /// <summary>Varies little: a handful of runs finds the median.</summary>
    private const int Runs = 9;

    public static Dictionary<Contender, double> Measure(IReadOnlyList<Contender> contenders) =>
        contenders.ToDictionary(static runtime => runtime, static runtime => MedianKibibytes(RunTrue.Command(runtime)));

    private static double MedianKibibytes(string[] command) =>
        Statistics.Median(Enumerable.Range(0, Runs).Select(_ => (double)Child.PeakKibibytes(command)));
}
