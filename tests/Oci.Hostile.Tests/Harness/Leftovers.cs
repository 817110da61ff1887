using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Oci.Hostile.Tests.Harness;

/// <summary>What must be gone when the inputs of a workshop have been tried. Their ids and paths tell them.</summary>
internal static class Leftovers
{
    public static IEnumerable<string> Of(Workshop workshop) =>
    [
        .. Cgroups(workshop.Marker),
        .. File.ReadLines("/proc/self/mountinfo").Where(line => Names(line, workshop)).Select(line => "mount " + line),
        .. Processes(workshop),
    ];

    private static bool Names(string text, Workshop workshop) =>
        text.Contains(workshop.Directory, StringComparison.Ordinal) || text.Contains(workshop.Marker, StringComparison.Ordinal);

    private static IEnumerable<string> Cgroups(string marker) =>
        Directory.EnumerateDirectories("/sys/fs/cgroup", $"*{marker}*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        }).Select(static path => "cgroup " + path);

    private static IEnumerable<string> Processes(Workshop workshop) =>
        from directory in Directory.EnumerateDirectories("/proc")
        where char.IsAsciiDigit(Path.GetFileName(directory)[0]) && Path.GetFileName(directory) != Environment.ProcessId.ToString()
        where Names(ReadOrNothing(directory + "/cgroup") + ReadOrNothing(directory + "/cmdline"), workshop)
        select $"process {Path.GetFileName(directory)} {ReadOrNothing(directory + "/cmdline").Replace('\0', ' ')}";

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
