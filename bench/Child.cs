using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace Oci.Bench;

/// <summary>Runs commands and says what they cost. Orphans of theirs become ours, to be counted too.</summary>
internal static class Child
{
    private static readonly string ErrorFile = Path.GetTempFileName();
    private static readonly string OutputFile = Path.GetTempFileName();

    /// <summary>Runs a command to its end, without input and with its output thrown away.</summary>
    public static Cost Run(IReadOnlyList<string> command, string? workingDirectory = null)
    {
        using SpawnRequest request = new(command, "/dev/null", ErrorFile, workingDirectory);
        long start = Stopwatch.GetTimestamp();
        int pid = request.Spawn();
        Ended ended = Ended.Wait(pid);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Check(command, ended);
        return new Cost(elapsed, ended.CpuMilliseconds);
    }

    /// <summary>What a command prints.</summary>
    public static string Output(IReadOnlyList<string> command)
    {
        using SpawnRequest request = new(command, OutputFile, ErrorFile);
        Check(command, Ended.Wait(request.Spawn()));
        return File.ReadAllText(OutputFile);
    }

    /// <summary>
    /// Peak memory, in KiB, of the largest process of a command. A process's peak counts what it was before execve
    /// (setmax_mm_hiwater_rss in the kernel's fs/exec.c): a child of ours would show our own size. So the command
    /// descends from a small shell, which ends at once and leaves it to us.
    /// </summary>
    public static long PeakKibibytes(IReadOnlyList<string> command)
    {
        string[] inBackground = ["busybox", "sh", "-c", "\"$@\" &", "sh", .. command];
        using SpawnRequest request = new(inBackground, "/dev/null", ErrorFile);
        Check(command, Ended.Wait(request.Spawn()));
        long peak = 0;
        while (Ended.WaitForAny() is { } ended)
        {
            Check(command, ended);
            peak = long.Max(peak, ended.PeakKibibytes);
        }
        return peak;
    }

    /// <summary>Whether a container's run comes to a good end; one that does not leaves nothing behind.</summary>
    public static bool Succeeds(Contender runtime)
    {
        using SpawnRequest run = new(["timeout", "60", .. RunTrue.Command(runtime)], "/dev/null", ErrorFile);
        bool succeeds = Ended.Wait(run.Spawn()).Status == 0;
        if (!succeeds)
        {
            using SpawnRequest delete = new(RunTrue.Removal(runtime), "/dev/null", ErrorFile);
            _ = Ended.Wait(delete.Spawn());
        }
        while (Ended.WaitForAny() is not null)
        {
            // What the runtime left is ours, and takes its id's place until it has ended.
        }
        return succeeds;
    }

    /// <summary>Takes the files that held the commands' output away.</summary>
    public static void CleanUp()
    {
        File.Delete(ErrorFile);
        File.Delete(OutputFile);
    }

    private static void Check(IReadOnlyList<string> command, Ended ended)
    {
        if (ended.Status == 0)
            return;
        string error = File.ReadAllText(ErrorFile).Trim();
        throw new BenchException($"{string.Join(' ', command)}: wait status {ended.Status}: {error}");
    }
}
