using System;
using System.IO;
using System.Linq;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

public sealed class DirectoryTreeTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("directory-tree-").FullName;

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void A_file_a_link_and_an_empty_directory_are_removed()
    {
        File.WriteAllText(_parent + "/file", "");
        Directory.CreateDirectory(_parent + "/empty");
        File.CreateSymbolicLink(_parent + "/link", "empty");
        Assert.All(["link", "empty", "file"], name => Assert.Equal(0, TryRemove(name)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_parent));
    }

    [Fact]
    public void A_wide_tree_is_removed_and_what_its_links_lead_to_stays()
    {
        string outside = Directory.CreateDirectory(_parent + "/outside").FullName;
        File.WriteAllText(outside + "/file", "");
        for (int number = 0; number < 400; number++)
        {
            string place = Directory.CreateDirectory($"{_parent}/tree/{number % 20}/{number}").FullName;
            File.WriteAllText(place + "/file", "");
            File.CreateSymbolicLink(place + "/link", outside);
        }
        Assert.Equal(0, TryRemove("tree"));
        Assert.Equal([outside], Directory.EnumerateFileSystemEntries(_parent));
        Assert.True(File.Exists(outside + "/file"));
    }

    [Fact]
    public void A_tree_deeper_than_any_path_is_removed()
    {
        const int Depth = 5000;
        Directory.CreateDirectory(_parent + "/tree");
        Fd place = Files.Open(_parent + "/tree", Files.ReadOnly | Files.Directory);
        for (int depth = 0; depth < Depth; depth++)
        {
            Files.MakeDirectory(place.Value, "deeper", 0x1C0);
            Fd next = Files.OpenAt(place.Value, "deeper", Files.ReadOnly | Files.Directory);
            place.Dispose();
            place = next;
        }
        place.Dispose();
        Assert.Equal(0, TryRemove("tree"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_parent));
    }

    [Theory]
    [InlineData("removing-0")]
    [InlineData("removing-1")]
    public void What_an_interrupted_removal_has_left_is_removed_by_the_next(string name)
    {
        Directory.CreateDirectory($"{_parent}/{name}/a/b/c");
        Directory.CreateDirectory($"{_parent}/{name}/d/e/f");
        File.WriteAllText(_parent + "/removing-2", "");
        Assert.Equal(0, TryRemove(name));
        Assert.Equal(["removing-2"], Directory.EnumerateFileSystemEntries(_parent).Select(Path.GetFileName));
    }

    [Fact]
    public void What_is_not_there_is_told() => Assert.Equal(Errno.ENOENT, TryRemove("nothing"));

    private int TryRemove(string name)
    {
        using Fd directory = Files.Open(_parent, Files.ReadOnly | Files.Directory);
        return DirectoryTree.TryRemove(directory, name);
    }
}
