using System.Runtime.InteropServices;

namespace Oci.Bench;

/// <summary>A process that has ended, as wait4(2) reports it together with the descendants it waited for.</summary>
internal readonly record struct Ended(int Pid, int Status, double CpuMilliseconds, long PeakKibibytes)
{
    /// <summary>Waits for a child, or for an orphan that was left to us.</summary>
    public static Ended Wait(int pid) =>
        TryWait(pid) ?? throw new BenchException($"wait for process {pid}: errno {Marshal.GetLastPInvokeError()}");

    /// <summary>Waits for whichever process of ours ends next; null when there is none.</summary>
    public static Ended? WaitForAny() => TryWait(-1);

    private static unsafe Ended? TryWait(int pid)
    {
        LibC.ResourceUsage usage;
        int status;
        int ended;
        do
            ended = LibC.wait4(pid, &status, 0, &usage);
        while (ended < 0 && Marshal.GetLastPInvokeError() == LibC.EINTR);
        if (ended < 0)
            return null;
        long seconds = usage.UserSeconds + usage.SystemSeconds;
        long microseconds = usage.UserMicroseconds + usage.SystemMicroseconds;
        return new Ended(ended, status, seconds * 1e3 + microseconds / 1e3, usage.MaxRssKibibytes);
    }
}
