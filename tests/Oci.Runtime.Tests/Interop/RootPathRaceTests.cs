using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

/// <summary>A tree whose directories and links change places while paths are walked: nothing leads out of it.</summary>
public sealed partial class RootPathRaceTests : IDisposable
{
    private const int LeastExchanges = 2000;
    private const int LeastWalks = 3000;

    private static readonly string[] Paths =
    [
        "/a/b/c/x", "/a/b/c/../../../../outside/secret", "/a/b/c/../../..", "a/b/link/outside/secret", "/up/x/y", "/a/up/secret/new",
        "/a/b/../b/../../../outside/new", "/a/b/c/new/../../../../../new",
    ];

    private readonly string _parent = Directory.CreateTempSubdirectory("root-path-race-").FullName;
    private readonly string _root;
    private long _exchanges;
    private volatile bool _isOver;

    public RootPathRaceTests()
    {
        _root = Directory.CreateDirectory($"{_parent}/root").FullName;
        Directory.CreateDirectory($"{_root}/a/b/c");
        Directory.CreateDirectory($"{_root}/a/b/d/e");
        Directory.CreateDirectory($"{_parent}/away/c");
        File.WriteAllText($"{Directory.CreateDirectory($"{_parent}/outside").FullName}/secret", "");
        File.CreateSymbolicLink($"{_root}/a/b/link", "../../..");
        File.CreateSymbolicLink($"{_root}/a/up", "../../outside");
        File.CreateSymbolicLink($"{_root}/up", $"{_parent}/outside");
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void Directories_that_become_links_lead_nowhere_else() => Race(
        ($"{_root}/a/b/c", $"{_root}/a/b/link"), ($"{_root}/a/b/d", $"{_root}/a/up"));

    [Fact]
    public void Directories_that_are_moved_out_of_the_root_lead_nowhere_else() => Race(($"{_root}/a/b", $"{_parent}/away"));

    private void Race(params (string First, string Second)[] pairs)
    {
        var thread = new Thread(() => Exchange(pairs));
        thread.Start();
        try
        {
            for (int walk = 0; walk < LeastWalks || Interlocked.Read(ref _exchanges) < LeastExchanges; walk++)
            {
                string path = Paths[walk % Paths.Length];
                Check(path, static (root, name) => RootPath.Open(root, name, Files.PathOnly));
                Check(path, static (root, name) => RootPath.MakeDirectories(root, name));
                Check(path, static (root, name) => RootPath.MakeFile(root, name));
            }
        }
        finally
        {
            _isOver = true;
            thread.Join();
        }
        Assert.Equal(["away", "outside", "root"], Names(_parent));
        Assert.Equal(["secret"], Names($"{_parent}/outside"));
        Assert.Equal(0, new FileInfo($"{_parent}/outside/secret").Length);
    }

    private void Check(string path, Func<Fd, string, Fd> walk)
    {
        using Fd root = Files.Open(_root, Files.PathOnly | Files.Directory);
        Fd found;
        try
        {
            found = walk(root, path);
        }
        catch (RuntimeFailure)
        {
            return; // what it looked for is not there just now
        }
        using (found)
        {
            foreach (string place in (string[])[_parent, $"{_parent}/outside", $"{_parent}/outside/secret"])
                Assert.False(Files.Status(found, path).IsSameFileAs(StatusOf(place)), $"{path} leads to {place}");
        }
    }

    private static FileStatus StatusOf(string place)
    {
        using Fd file = Files.Open(place, Files.PathOnly);
        return Files.Status(file, place);
    }

    private void Exchange((string First, string Second)[] pairs)
    {
        const int WorkingDirectory = -100;
        const uint Exchange = 2; // RENAME_EXCHANGE of rename(2)
        while (!_isOver)
        {
            foreach ((string first, string second) in pairs)
            {
                if (RenameAt2(WorkingDirectory, first, WorkingDirectory, second, Exchange) == 0)
                    Interlocked.Increment(ref _exchanges);
            }
        }
    }

    private static string[] Names(string directory)
    {
        string[] names = [.. Array.ConvertAll(Directory.GetFileSystemEntries(directory), static path => Path.GetFileName(path))];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int firstDirectory, string first, int secondDirectory, string second, uint flags);
}
