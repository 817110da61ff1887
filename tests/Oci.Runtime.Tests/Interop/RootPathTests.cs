using System;
using System.Globalization;
using System.IO;
using System.Linq;
using CsCheck;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

/// <summary>Hostile trees: whatever links an image has, paths mean in it what they mean to a process inside.</summary>
public sealed class RootPathTests
{
    private const string Outside = "/qa/\n/qa/secret\n";

    private static readonly Gen<string> Name = Gen.Int[0, 2].Select(static index => new[] { "qa", "qb", "qc" }[index]);

    private static readonly Gen<string> Step = Gen.Int[0, 7].Select(
        Name, static (choice, name) => choice switch { 0 or 1 => "..", 2 => ".", _ => name });

    private static readonly Gen<string> AnyPath = Gen.Select(
        Step.Array[1, 5], Gen.Bool, static (steps, isAbsolute) => (isAbsolute ? "/" : "") + string.Join('/', steps));

    private static readonly Gen<(string[] Path, string Target, int Kind)[]> Entries =
        Gen.Select(Name.Array[1, 3], AnyPath, Gen.Int[0, 3]).Array[0, 8];

    [Fact]
    public void Opening_finds_what_a_process_inside_would_find() => Check(
        static (root, path) => RootPath.Open(root, path, Files.PathOnly), static (tree, path) => tree.Open(path));

    [Fact]
    public void Directories_are_made_where_a_process_inside_would_make_them() => Check(
        static (root, path) => RootPath.MakeDirectories(root, path), static (tree, path) => tree.MakeDirectories(path));

    [Fact]
    public void Files_are_made_where_a_process_inside_would_make_them() => Check(
        static (root, path) => RootPath.MakeFile(root, path), static (tree, path) => tree.MakeFile(path));

    [Theory]
    [InlineData("/etc", "/qa/qb", "/etc/qb")]
    [InlineData("../../../..", "/qa/qb", "/qb")]
    [InlineData("/missing/place", "/qa/qb", "/missing/place/qb")]
    [InlineData("../..", "/qa", "/")]
    public void A_link_out_of_the_root_stays_in_it(string target, string path, string place)
    {
        var tree = new TreeModel();
        tree.Add(["qa"], target, isFile: false);

        Assert.Equal(new TreeModel.Place(0, place), tree.MakeDirectories(path));
        Compare(
            [(["qa"], target, 0)], path,
            static (root, name) => RootPath.MakeDirectories(root, name),
            static (model, name) => model.MakeDirectories(name));
    }

    [Fact]
    public void A_loop_of_links_is_an_error_that_says_so() => InTree([(["qa"], "qb", 0), (["qb"], "/qa", 0)], static (root, _) =>
    {
        Assert.Equal(Errno.ELOOP, Assert.Throws<RuntimeFailure>(() => RootPath.Open(root, "/qa/x", Files.PathOnly)).Errno);
        Assert.Equal(Errno.ELOOP, Assert.Throws<RuntimeFailure>(() => RootPath.MakeDirectories(root, "/qa/x")).Errno);
        Assert.Equal(Errno.ELOOP, Assert.Throws<RuntimeFailure>(() => RootPath.MakeFile(root, "/qa")).Errno);
    });

    [Fact]
    public void Where_links_are_not_followed_they_are_an_error() => InTree([(["qa"], "qb", 0), (["qb"], "", 3)], static (root, _) =>
    {
        Assert.Null(RootPath.TryOpenNoSymlinks(root, "/qa", Files.PathOnly, out int errno));
        Assert.Equal(Errno.ELOOP, errno);
        Assert.Equal(Errno.ELOOP, Assert.Throws<RuntimeFailure>(() => RootPath.OpenBeneath(root, "qa", Files.PathOnly)).Errno);
        using Fd? plain = RootPath.TryOpenNoSymlinks(root, "/qb", Files.PathOnly, out errno);
        Assert.NotNull(plain);
    });

    [Fact]
    public void Beneath_a_directory_nothing_leads_up() => InTree([], static (root, _) => Assert.NotEqual(
        0, Assert.Throws<RuntimeFailure>(() => RootPath.OpenBeneath(root, "../outside", Files.PathOnly)).Errno));

    private static void Check(Func<Fd, string, Fd> act, Func<TreeModel, string, TreeModel.Place?> expect) =>
        Gen.Select(Entries, AnyPath).Sample((entries, path) => Compare(entries, path, act, expect), iter: 300);

    private static void Check(Func<Fd, string, Fd> act, Func<TreeModel, string, TreeModel.Place> expect) =>
        Check(act, (tree, path) => (TreeModel.Place?)expect(tree, path));

    private static void Compare(
        (string[], string, int)[] entries, string path, Func<Fd, string, Fd> act, Func<TreeModel, string, TreeModel.Place?> expect) =>
        InTree(entries, (root, directory) =>
        {
            TreeModel model = ModelOf(entries);
            TreeModel.Place? expected = expect(model, path);
            TreeModel.Place? actual = Act(root, directory, path, act);

            Assert.Equal(expected, actual);
            Assert.Equal(model.ToString(), TreeModel.TextOf(directory));
        });

    private static void Compare(
        (string[], string, int)[] entries, string path, Func<Fd, string, Fd> act, Func<TreeModel, string, TreeModel.Place> expect) =>
        Compare(entries, path, act, (tree, name) => (TreeModel.Place?)expect(tree, name));

    private static TreeModel.Place? Act(Fd root, string directory, string path, Func<Fd, string, Fd> act)
    {
        try
        {
            using Fd result = act(root, path);
            string place = File.ResolveLinkTarget(
                string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{result.Value}"), returnFinalTarget: false)!.FullName;
            Assert.StartsWith(directory, place, StringComparison.Ordinal);
            return new TreeModel.Place(0, place.Length == directory.Length ? "/" : place[directory.Length..]);
        }
        catch (RuntimeFailure failure)
        {
            return failure.Errno == 0 ? null : new TreeModel.Place(failure.Errno, "");
        }
    }

    private static TreeModel ModelOf((string[] Path, string Target, int Kind)[] entries)
    {
        var model = new TreeModel();
        foreach ((string[] path, string target, int kind) in entries)
            model.Add(path, kind <= 1 ? target : null, isFile: kind == 2);
        return model;
    }

    /// <summary>The tree on disk, beside a directory that must stay as it is.</summary>
    private static void InTree((string[], string, int)[] entries, Action<Fd, string> test)
    {
        string parent = Directory.CreateTempSubdirectory("root-path-").FullName;
        try
        {
            string directory = Directory.CreateDirectory($"{parent}/root").FullName;
            File.WriteAllText($"{Directory.CreateDirectory($"{parent}/outside/qa").FullName}/secret", "");
            ModelOf(entries).MakeIn(directory);
            using (Fd root = Files.Open(directory, Files.PathOnly | Files.Directory))
                test(root, directory);
            Assert.Equal(["outside", "root"], Directory.GetFileSystemEntries(parent).Select(static path => Path.GetFileName(path)).Order());
            Assert.Equal(Outside, TreeModel.TextOf($"{parent}/outside"));
            Assert.False(Path.Exists("/qa") || Path.Exists("/qb") || Path.Exists("/qc"));
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }
}
