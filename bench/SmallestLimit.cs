using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Oci.Bench;

/// <summary>
/// The smallest <c>memory.limit</c> under which <c>/bin/true</c> still runs: what a runtime itself takes of what the
/// container was given.
/// </summary>
internal static class SmallestLimit
{
    public const string Name = "limit";

    /// <summary>The kernel counts in pages, and charges ahead by the batch: below this there is only chance.</summary>
    private const long StepKibibytes = 16;

    private const long MostKibibytes = 32 * 1024;

    /// <summary>So often in a row it must run.</summary>
    private const int Runs = 5;

    public static Dictionary<Contender, double> Measure(IReadOnlyList<Contender> contenders) =>
        contenders.ToDictionary(static runtime => runtime, static runtime => (double)SearchKibibytes(runtime));

    private static long SearchKibibytes(Contender runtime)
    {
        string path = Path.Combine(runtime.Bundle, "config.json");
        string before = File.ReadAllText(path);
        long fails = 0;
        long runs = MostKibibytes;
        while (runs - fails > StepKibibytes)
        {
            long tried = (fails + runs) / 2;
            File.WriteAllText(path, WithLimit(before, tried * 1024));
            if (Enumerable.Range(0, Runs).All(_ => Child.Succeeds(runtime)))
                runs = tried;
            else
                fails = tried;
        }
        File.WriteAllText(path, before);
        return runs;
    }

    private static string WithLimit(string config, long bytes)
    {
        JsonNode document = JsonNode.Parse(config)!;
        JsonObject linux = document["linux"]!.AsObject();
        JsonObject resources = linux["resources"]?.AsObject() ?? [];
        resources["memory"] = new JsonObject { ["limit"] = bytes };
        linux["resources"] = resources.DeepClone();
        return document.ToJsonString();
    }
}
