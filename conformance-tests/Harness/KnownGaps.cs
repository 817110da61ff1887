using System;
using System.Collections.Generic;
using System.Linq;

namespace Oci.Conformance.Harness;

/// <summary>
/// What other runtimes are known not to do: their tests are skipped with the reason. A key is the
/// beginning of a test's name: its class, its method, and after a slash the arguments where one row is meant.
/// </summary>
public static class KnownGaps
{
    // By the beginning of what --version says.
    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> Runtimes = new()
    {
        ["runc version 1.1."] = KnownGapsOfRunc.All,
        ["crun version 1.8"] = KnownGapsOfCrun.All,
    };

    private static readonly IReadOnlyDictionary<string, string>? OfThisRuntime = Runtimes
        .FirstOrDefault(pair => RuntimeUnderTest.Version.StartsWith(pair.Key, StringComparison.Ordinal)).Value;

    /// <summary>What the entries of all runtimes name.</summary>
    public static IEnumerable<string> Keys => Runtimes.Values.SelectMany(gaps => gaps.Keys);

    /// <summary>Why the runtime under test cannot pass a test; null where it should.</summary>
    public static string? Of(string test) =>
        OfThisRuntime?.FirstOrDefault(gap => test.StartsWith(gap.Key, StringComparison.Ordinal)).Value;
}
