using System;
using System.Collections.Generic;

namespace Oci.Cli.Parsing;

/// <summary>Guesses which name a misspelled one stands for.</summary>
internal static class NearestName
{
    /// <summary>A hint naming the nearest of the known names, or null when none is near.</summary>
    public static string? HintFor(string wrong, IEnumerable<string> known)
    {
        // A third of the letters may differ: more would be a guess at random.
        int best = Math.Max(1, wrong.Length / 3) + 1;
        string? nearest = null;
        foreach (string name in known)
        {
            int distance = Distance(wrong, name);
            if (distance < best)
                (best, nearest) = (distance, name);
        }
        return nearest is null ? null : $"did you mean {nearest}?";
    }

    /// <summary>
    /// How many letters to insert, remove, replace or swap with a neighbour (optimal string alignment).
    /// </summary>
    private static int Distance(string from, string to)
    {
        var cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
            cost[i, 0] = i;
        for (int j = 0; j <= to.Length; j++)
            cost[0, j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[from.Length, to.Length];
    }
}
