using System;
using System.Diagnostics;
using System.Threading;

namespace Oci.Integration.Tests.Machine;

/// <summary>Waits for what the kernel does in its own time, such as the end of a killed process.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>True as soon as the condition holds, false when it does not for long.</summary>
    public static bool Until(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                return false;
            Thread.Sleep(2);
        }
        return true;
    }
}
