using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.State;
using Xunit;

namespace Oci.Runtime.Tests.Cgroups;

/// <summary>The cgroups below a container's own, on plain directories: how deep and wide they are, it decides.</summary>
public sealed class CgroupTreeTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("cgroups-").FullName;

    public void Dispose()
    {
        if (Directory.Exists(_top))
            Directory.Delete(_top, recursive: true);
    }

    [Fact]
    public void Directories_are_left_only_after_all_that_is_below_them()
    {
        foreach (string path in (string[])["a/x", "a/y/z", "b"])
            Directory.CreateDirectory($"{_top}/{path}");
        var left = new List<string>();

        CgroupTree.Walk(_top, enter: null, (_, name) => left.Add(name));

        Assert.Equal(5, left.Count);
        Assert.True(left.IndexOf("x") < left.IndexOf("a"));
        Assert.True(left.IndexOf("z") < left.IndexOf("y"));
        Assert.True(left.IndexOf("y") < left.IndexOf("a"));
    }

    [Fact]
    public void What_lies_deeper_than_paths_reach_is_found_and_removed()
    {
        const int Depth = 3000;
        MakeChain(Depth);
        int highest = 0, entered = 0;
        CgroupTree.Walk(_top, open => (entered, highest) = (entered + 1, int.Max(highest, open.Value)), leave: null);
        Assert.Equal(Depth + 1, entered);
        // The kernel gives the lowest number that is free: they were closed on the way.
        Assert.InRange(highest, 0, Depth / 2);

        ulong inode = Files.TryStatus(_top, out _)!.Value.Inode;
        var cgroup = new CgroupDirectory(_top, inode, CgroupRole.Own);
        CgroupDirectories.Remove([cgroup]);

        Assert.False(Directory.Exists(_top));
    }

    [Fact]
    public void A_directory_without_a_recorded_inode_that_is_no_cgroup_is_not_removed()
    {
        CgroupDirectories.Remove([new CgroupDirectory(_top, 0, CgroupRole.Own)]);

        Assert.True(Directory.Exists(_top));
    }

    [Fact]
    public void Processes_of_all_levels_are_found()
    {
        Directory.CreateDirectory($"{_top}/a/b");
        File.WriteAllText($"{_top}/cgroup.procs", "11\n12\n");
        File.WriteAllText($"{_top}/a/b/cgroup.procs", "13\n");

        Assert.Equal([11, 12, 13], CgroupDirectories.ProcessesIn(_top));
    }

    [Fact]
    public void One_that_is_removed_during_the_walk_is_passed_over()
    {
        Directory.CreateDirectory($"{_top}/a/b");
        var left = new List<string>();

        CgroupTree.Walk(_top, _ => Remove($"{_top}/a"), (_, name) => left.Add(name));

        Assert.Empty(left);
    }

    [Fact]
    public void A_cgroup_that_we_are_in_is_signalled_by_nobody()
    {
        Directory.CreateDirectory($"{_top}/a");
        File.WriteAllText($"{_top}/a/cgroup.procs", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));

        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(
            () => CgroupSignals.Send(new CgroupDirectory(_top, 0, CgroupRole.Own), freezer: null, Processes.SigKill));

        Assert.Contains("the runtime itself", failure.Message);
        Assert.False(File.Exists($"{_top}/cgroup.kill"));
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    // Below a directory that is open: the whole path is longer than any that the kernel takes.
    private void MakeChain(int depth)
    {
        Fd current = Files.Open(_top, Files.ReadOnly | Files.Directory);
        for (int i = 0; i < depth; i++)
        {
            Files.MakeDirectory(current.Value, "deep", 0x1ED);
            Fd child = Files.OpenAt(current.Value, "deep", Files.ReadOnly | Files.Directory);
            current.Dispose();
            current = child;
        }
        current.Dispose();
    }
}
