using System;
using System.Collections.Generic;

namespace Oci.Conformance.Harness;

/// <summary>
/// What other runtimes are known not to do: their tests are skipped with the reason. A key is a test's class and
/// method, followed by a slash and the first argument where only one row of a theory is meant.
/// </summary>
public static class KnownGaps
{
    private static readonly Dictionary<string, string> Runc_1_1 = new()
    {
    };

    /// <summary>Why the runtime under test cannot pass a test; null where it should.</summary>
    public static string? Of(string test)
    {
        Dictionary<string, string>? gaps =
            RuntimeUnderTest.Version.StartsWith("runc version 1.1.", StringComparison.Ordinal) ? Runc_1_1 : null;
        if (gaps is null)
            return null;
        string method = test.Split('/')[0];
        return gaps.GetValueOrDefault(test) ?? gaps.GetValueOrDefault(method);
    }
}
