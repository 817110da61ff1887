using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Oci.Integration.Tests.Machine;

/// <summary>
/// What a container can leave behind: mounts, cgroups, processes, namespaces, files of the state root and of the
/// bundle.
/// </summary>
internal sealed class MachineSnapshot
{
    private readonly HashSet<string> _things;

    private MachineSnapshot(IEnumerable<string> things) => _things = [.. things];

    public static MachineSnapshot Take(ContainerFixture fixture)
    {
        LibC.ReapChildren();
        return new MachineSnapshot(
            File.ReadLines("/proc/self/mountinfo").Select(line => $"mount {line}")
                .Concat(fixture.CgroupParents.SelectMany(Directories).Select(path => $"cgroup {path}"))
                .Concat(Processes())
                .Concat(Tree(fixture.StateRoot).Concat(Tree(fixture.Bundle)).Where(IsNotKept).Select(path => $"file {path}")));
    }

    /// <summary>
    /// What is there now that was not, or is gone, in one line; waits a little for what is about to end.
    /// </summary>
    public string? Difference(ContainerFixture fixture)
    {
        MachineSnapshot now = Take(fixture);
        if (Wait.Until(() => (now = Take(fixture))._things.SetEquals(_things)))
            return null;

        const int Shown = 3;
        string[] all =
        [
            .. now._things.Except(_things).Order(StringComparer.Ordinal).Select(thing => $"left {thing}"),
            .. _things.Except(now._things).Order(StringComparer.Ordinal).Select(thing => $"lost {thing}"),
        ];
        string rest = all.Length > Shown ? $" and {all.Length - Shown} more" : "";
        return string.Join(", ", all.Take(Shown)) + rest;
    }

    // Compiled filters are there for the next container, which may be the first that gets so far.
    private static bool IsNotKept(string path) => !path.Contains("/.seccomp-cache", StringComparison.Ordinal);

    private static string[] Tree(string directory) =>
        Directory.GetFileSystemEntries(directory, "*", SearchOption.AllDirectories);

    // A directory with those below it; none when it is not there.
    private static string[] Directories(string directory)
    {
        try
        {
            return [directory, .. Directory.GetDirectories(directory, "*", SearchOption.AllDirectories)];
        }
        catch (DirectoryNotFoundException)
        {
            // Perhaps one below it was removed while we looked.
            return Directory.Exists(directory) ? Directories(directory) : [];
        }
    }

    private static IEnumerable<string> Processes()
    {
        foreach (int pid in ProcessTable.Processes())
        {
            if (ProcessTable.NameOfLiving(pid) is not { } name)
                continue;
            yield return $"process {pid} {name}";
            foreach (string link in ProcessTable.Namespaces(pid))
                yield return $"namespace {link}";
        }
    }
}
