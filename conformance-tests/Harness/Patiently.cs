using System;
using System.Diagnostics;
using System.Threading;

namespace Oci.Conformance.Harness;

/// <summary>Waiting for something that another process does.</summary>
public static class Patiently
{
    /// <summary>Ask until the answer is yes; fail the test after ten seconds.</summary>
    public static void Until(string expectation, Func<bool> isTrue)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isTrue())
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 10, $"not within 10 s: {expectation}");
            Thread.Sleep(10);
        }
    }
}
