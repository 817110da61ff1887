using System;
using System.Collections.Generic;
using System.Linq;

namespace Oci.Conformance.Harness;

/// <summary>A line of mountinfo, see proc_pid_mountinfo(5).</summary>
public sealed record MountEntry(
    string Root, string Destination, string[] Options, string[] Propagation, string Type, string[] SuperOptions)
{
    /// <summary>The options of the mount and of its file system together.</summary>
    public IEnumerable<string> AllOptions => Options.Concat(SuperOptions);

    /// <summary>All lines of a mountinfo file.</summary>
    public static IReadOnlyList<MountEntry> ParseAll(string mountinfo) =>
        [.. mountinfo.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>The mount that a path of the container shows: the last one of those stacked there.</summary>
    public static MountEntry At(string mountinfo, string destination) =>
        ParseAll(mountinfo).Last(entry => entry.Destination == destination);

    /// <summary>
    /// Check for fields of propagation by their beginnings; none are expected of a private mount. A mount which was a
    /// slave before it became shared stays both.
    /// </summary>
    public void AssertPropagation(string[] prefixes)
    {
        if (prefixes.Length == 0)
            Assert.Empty(Propagation);
        Assert.All(prefixes, prefix =>
            Assert.Contains(Propagation, field => field.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static MountEntry Parse(string line)
    {
        string[] fields = line.Split(' ');
        int dash = Array.IndexOf(fields, "-");
        return new MountEntry(
            fields[3], fields[4], fields[5].Split(','), fields[6..dash], fields[dash + 1], fields[dash + 3].Split(','));
    }
}
