using System;
using System.IO;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Packaging;

/// <summary>A directory to install into, and the repository's own scripts.</summary>
internal sealed class Sandbox : IDisposable
{
    public static string Repository { get; } = FindRepository();

    public string Path { get; } = Directory.CreateTempSubdirectory("oci-packaging-").FullName;

    /// <summary>Runs a program to its end, which must be a success, and returns what it printed.</summary>
    public static string Run(params string[] command)
    {
        ChildResult result = Child.Run(command);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', command)}: {result.ExitCode}\n{result.Output}{result.Errors}");
        return result.Output.TrimEnd('\n');
    }

    /// <summary>Files and links below the directory, without what a package manager keeps for itself.</summary>
    public string[] Files() => Run(
        "find", Path, "-path", "*/var/lib/dpkg", "-prune", "-o", "-path", "*/var/log", "-prune", "-o", "!", "-type", "d", "-print")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string FindRepository()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory, "oci-runtime.sln")))
            directory = System.IO.Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException($"no repository above {AppContext.BaseDirectory}");
    }
}
