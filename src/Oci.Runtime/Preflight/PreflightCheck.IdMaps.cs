using System;
using System.Collections.Generic;
using System.Text;
using Oci.Runtime.Init;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Preflight;

/// <summary>Id maps: whether the caller may give the container the ids that it asks for.</summary>
internal sealed partial class PreflightCheck
{
    private void CheckIdMaps(MapIds maps)
    {
        if (maps.Method == MapMethod.Helpers)
        {
            CheckHelper(IdMapHelper.OfUsers);
            CheckHelper(IdMapHelper.OfGroups);
            CheckDelegated(IdMapHelper.OfUsers, maps.Users, _facts.Uid);
            CheckDelegated(IdMapHelper.OfGroups, maps.Groups, _facts.Gid);
        }
        else if (maps.Method == MapMethod.Direct && !_facts.OwnsMachine)
        {
            CheckOwn("/proc/self/uid_map", maps.Users, "/linux/uidMappings");
            CheckOwn("/proc/self/gid_map", maps.Groups, "/linux/gidMappings");
        }
    }

    private void CheckHelper(IdMapHelper helper)
    {
        foreach (string path in helper.Paths)
        {
            if (_host.CannotExecute(path) == 0)
                return;
        }
        Add(
            helper.Pointer, "map ids with", helper.Program, "the program is not installed",
            "install the package uidmap, or map only your own id");
    }

    // subuid(5): the caller's name or number, the first id, how many.
    private void CheckDelegated(IdMapHelper helper, ValueList<IdMapping> maps, uint ownId)
    {
        if (AsksElsewhere())
            return;
        string uid = $"{_facts.Uid}";
        byte[] users = Encoding.UTF8.GetBytes(_host.Read("/etc/passwd") ?? "");
        string? name = PasswdFile.NameOf(users, _facts.Uid);
        List<(ulong First, ulong Count)> ranges = [(ownId, 1)];
        foreach (string line in (_host.Read(helper.File) ?? "").Split('\n'))
        {
            if (line.Split(':') is [string owner, string first, string count] && (owner == uid || owner == name)
                && ulong.TryParse(first, out ulong start) && ulong.TryParse(count.Trim(), out ulong length))
            {
                ranges.Add((start, length));
            }
        }
        for (int i = 0; i < maps.Count; i++)
        {
            if (FirstOutside(maps[i], ranges) is { } id)
            {
                string user = name ?? uid;
                Add(
                    $"{helper.Pointer}/{i}", "map id", $"{id}", $"{helper.File} does not give it to {user}",
                    $"add a line such as {user}:{id}:65536 to it, or map other ids");
            }
        }
    }

    // Where the name service hands out the ranges, the files say nothing (nsswitch.conf(5)).
    private bool AsksElsewhere()
    {
        foreach (string line in (_host.Read("/etc/nsswitch.conf") ?? "").Split('\n'))
        {
            if (line.StartsWith("subid:", StringComparison.Ordinal))
                return line["subid:".Length..].Trim() != "files";
        }
        return false;
    }

    // Root of a user namespace maps only what is mapped in it (user_namespaces(7)).
    private void CheckOwn(string file, ValueList<IdMapping> maps, string pointer)
    {
        if (_host.Read(file) is not { } text)
            return;
        List<(ulong First, ulong Count)> ranges = [];
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is [string start, _, string length]
                && ulong.TryParse(start, out ulong first) && ulong.TryParse(length, out ulong count))
                ranges.Add((first, count));
        }
        for (int i = 0; i < maps.Count; i++)
        {
            if (FirstOutside(maps[i], ranges) is { } id)
                Add($"{pointer}/{i}", "map id", $"{id}", "it is not mapped in our own user namespace", $"see {file}");
        }
    }

    /// <summary>The first host id of a mapping that is in no range; null when all are in some.</summary>
    private static ulong? FirstOutside(IdMapping mapping, List<(ulong First, ulong Count)> ranges)
    {
        ulong next = mapping.HostId;
        ulong end = next + mapping.Size;
        bool grows = true;
        while (grows && next < end)
        {
            grows = false;
            foreach ((ulong first, ulong count) in ranges)
            {
                if (next < first || next - first >= count)
                    continue;
                next = first + count;
                grows = true;
            }
        }
        return next < end ? next : null;
    }
}
