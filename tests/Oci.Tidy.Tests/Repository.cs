using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Oci.Tidy.Tests;

/// <summary>The working copy that this test was built from.</summary>
internal static class Repository
{
    private const string Solution = "oci-runtime.sln";

    /// <summary>What git, builds and tools keep in the tree.</summary>
    private static readonly HashSet<string> Generated = [".git", ".vs", ".idea", "bin", "obj", "artifacts"];

    private static readonly string Root = FindRoot();

    /// <summary>Every text file; paths are relative to the root.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } =
        [.. PathsUnder(Root).Select(ReadText).OfType<SourceFile>().OrderBy(file => file.Path, StringComparer.Ordinal)];

    public static IEnumerable<SourceFile> CSharp => Files.Where(static file => file.IsCSharp);

    /// <summary>The C# of the product itself.</summary>
    public static IEnumerable<SourceFile> Product => CSharp.Where(static file => file.IsUnder("src"));

    public static IEnumerable<SourceFile> Scripts => Files.Where(static file => file.IsScript);

    public static IEnumerable<SourceFile> Projects =>
        Files.Where(static file => file.Path.EndsWith(".csproj", StringComparison.Ordinal));

    public static IEnumerable<string> TopLevelFolders => Folders(Root).Select(static path => Path.GetFileName(path));

    public static SourceFile TheSolution => Files.Single(static file => file.Path == Solution);

    public static SourceFile? Find(string path) => Files.SingleOrDefault(file => file.Path == path);

    private static IEnumerable<string> PathsUnder(string directory) =>
        Directory.EnumerateFiles(directory).Where(static path => Path.GetFileName(path) != ".git")
            .Concat(Folders(directory).SelectMany(PathsUnder));

    private static IEnumerable<string> Folders(string directory) => Directory.EnumerateDirectories(directory)
        .Where(static path => !Generated.Contains(Path.GetFileName(path)))
        .Where(static path => new DirectoryInfo(path).LinkTarget is null);

    private static SourceFile? ReadText(string path)
    {
        string text = File.ReadAllText(path);
        bool isBinary = text.Contains('\0', StringComparison.Ordinal);
        return isBinary ? null : new SourceFile(Path.GetRelativePath(Root, path), text);
    }

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, Solution)))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException($"no {Solution} above {AppContext.BaseDirectory}");
    }
}
