using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace Oci.Conformance.Harness;

/// <summary>Waiting for something that another process does.</summary>
public static class Patiently
{
    // How many times slower than usual the machine is: OCI_PATIENCE, for those that a program emulates.
    private static readonly int Factor =
        int.Parse(Environment.GetEnvironmentVariable("OCI_PATIENCE") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>So many seconds, or as many more as the machine is slower.</summary>
    public static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds * Factor);

    /// <summary>Ask until the answer is yes; fail the test after ten seconds, or as many as said.</summary>
    public static void Until(string expectation, Func<bool> isTrue, int seconds = 10)
    {
        TimeSpan patience = Seconds(seconds);
        long start = Stopwatch.GetTimestamp();
        while (!isTrue())
        {
            Assert.True(
                Stopwatch.GetElapsedTime(start) < patience, $"not within {patience.TotalSeconds} s: {expectation}");
            Thread.Sleep(10);
        }
    }
}
