using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Oci.Integration.Tests.Machine;

/// <summary>What a container can leave behind: mounts, cgroups, processes, namespaces, files of the state root and of the bundle.</summary>
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
                .Concat(Tree(fixture.StateRoot).Concat(Tree(fixture.Bundle)).Select(path => $"file {path}")));
    }

    /// <summary>What is there now that was not, or is gone; waits a little for processes that are about to end.</summary>
    public IReadOnlyList<string> Differences(ContainerFixture fixture)
    {
        MachineSnapshot now = Take(fixture);
        Wait.Until(() => (now = Take(fixture))._things.SetEquals(_things));
        return
        [
            .. now._things.Except(_things).Select(thing => $"left {thing}"),
            .. _things.Except(now._things).Select(thing => $"lost {thing}"),
        ];
    }

    private static string[] Tree(string directory) =>
        Directory.GetFileSystemEntries(directory, "*", SearchOption.AllDirectories);

    private static string[] Directories(string directory)
    {
        try
        {
            return Directory.GetDirectories(directory, "*", SearchOption.AllDirectories);
        }
        catch (DirectoryNotFoundException)
        {
            return Directories(directory); // one was removed while we looked
        }
    }

    private static IEnumerable<string> Processes()
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
                continue;
            if (!IsAlive(directory, out string name))
                continue;
            yield return $"process {pid} {name}";
            foreach (string link in Namespaces(directory))
                yield return $"namespace {link}";
        }
    }

    private static bool IsAlive(string directory, out string name)
    {
        name = "";
        try
        {
            string stat = File.ReadAllText(Path.Combine(directory, "stat"));
            int end = stat.LastIndexOf(')');
            name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end];
            return stat[end + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Namespaces(string directory)
    {
        try
        {
            return [.. Directory.GetFiles(Path.Combine(directory, "ns")).Select(file => new FileInfo(file).LinkTarget ?? "")];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
