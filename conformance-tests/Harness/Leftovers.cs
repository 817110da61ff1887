using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;

namespace Oci.Conformance.Harness;

/// <summary>What a container must not leave behind on the host.</summary>
public static class Leftovers
{
    /// <summary>
    /// Every trace of a deleted container, each as a line for the report. A dying process is given two seconds to go, or more
    /// on a slow machine.
    /// </summary>
    /// <param name="patience">How many seconds.</param>
    public static IReadOnlyList<string> Of(Container container, int patience = 2)
    {
        IReadOnlyList<string> left = Look(container);
        long start = Stopwatch.GetTimestamp();
        while (left.Count > 0 && Stopwatch.GetElapsedTime(start) < Patiently.Seconds(patience))
        {
            Thread.Sleep(50);
            left = Look(container);
        }
        return left;
    }

    private static IReadOnlyList<string> Look(Container container) =>
    [
        .. Directory.Exists(container.StateRoot)
            ? Directory.GetFileSystemEntries(container.StateRoot).Where(IsState).Select(path => "state: " + path) : [],
        .. Cgroups(container.Id).Select(path => "cgroup: " + path),
        .. File.ReadLines("/proc/self/mountinfo")
            .Where(line => line.Contains(container.Bundle, StringComparison.Ordinal)).Select(line => "mount: " + line),
        .. Processes(container.Id).Select(process => "process: " + process),
    ];

    /// <summary>Compiled filters are kept for the next container.</summary>
    private static bool IsState(string path) => Path.GetFileName(path) is not (".seccomp-cache" or ".cache");

    private static IEnumerable<string> Cgroups(string id) =>
        Directory.EnumerateDirectories("/sys/fs/cgroup", $"*{id}*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        });

    /// <summary>Processes that are in a cgroup of the container, or have its id on their command line.</summary>
    private static IEnumerable<string> Processes(string id) =>
        from directory in Directory.EnumerateDirectories("/proc")
        where char.IsAsciiDigit(Path.GetFileName(directory)[0])
        where ReadOrNothing(directory + "/cgroup").Contains(id, StringComparison.Ordinal)
            || ReadOrNothing(directory + "/cmdline").Contains(id, StringComparison.Ordinal)
        select $"{Path.GetFileName(directory)} {ReadOrNothing(directory + "/cmdline").Replace('\0', ' ')}";

    private static string ReadOrNothing(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // the process is gone
        }
    }
}
