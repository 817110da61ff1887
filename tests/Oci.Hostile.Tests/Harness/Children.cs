using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;

namespace Oci.Hostile.Tests.Harness;

/// <summary>The end of a child. The numbers are those of getrusage(2), its own children included.</summary>
internal sealed record ChildEnd(int ExitCode, long PeakKilobytes, TimeSpan Processor, long When);

/// <summary>
/// Reaps all children of this program, and all orphans below it, which the kernel hands to it: among them are the
/// containers' processes, whose maker has ended. Nothing else here may start processes.
/// </summary>
internal static unsafe partial class Children
{
    private const int SetChildSubreaper = 36;
    private static readonly Dictionary<int, ChildEnd> Ended = [];

    static Children()
    {
        if (ProcessControl(SetChildSubreaper, 1, 0, 0, 0) != 0)
            throw new InvalidOperationException("prctl(PR_SET_CHILD_SUBREAPER) failed");
        new Thread(ReapForEver) { IsBackground = true, Name = "reaper" }.Start();
    }

    /// <summary>
    /// The moment before a child is started. Asked for first, it also makes us the parent of orphans: those of a shell that
    /// ends before that are never seen.
    /// </summary>
    public static long Now() => Stopwatch.GetTimestamp();

    /// <summary>Waits for the end of a child that was started after a moment; null when it goes on.</summary>
    public static ChildEnd? Await(int pid, long start, TimeSpan patience)
    {
        lock (Ended)
        {
            while (true)
            {
                // An older end is that of another process with the same number.
                if (Ended.Remove(pid, out ChildEnd? end) && end.When >= start)
                    return end;
                TimeSpan left = patience - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                    return null;
                Monitor.Wait(Ended, left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
            }
        }
    }

    private static void ReapForEver()
    {
        while (true)
        {
            Usage usage;
            int pid = Wait4(-1, out int status, 0, &usage);
            if (pid <= 0)
            {
                // No child at the moment.
                Thread.Sleep(1);
                continue;
            }
            int code = (status & 0x7F) == 0 ? (status >> 8) & 0xFF : -1;
            TimeSpan processor = TimeSpan.FromSeconds(usage.UserSeconds + usage.SystemSeconds)
                + TimeSpan.FromMicroseconds(usage.UserMicroseconds + usage.SystemMicroseconds);
            lock (Ended)
            {
                Ended[pid] = new ChildEnd(code, usage.PeakKilobytes, processor, Stopwatch.GetTimestamp());
                Monitor.PulseAll(Ended);
            }
        }
    }

    /// <summary>struct rusage.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Usage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
        public long PeakKilobytes;
    }

    [LibraryImport("libc", EntryPoint = "wait4")]
    private static partial int Wait4(int pid, out int status, int options, Usage* usage);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int operation, nint a, nint b, nint c, nint d);
}
