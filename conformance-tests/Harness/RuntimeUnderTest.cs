using System;
using System.IO;
using System.Linq;

namespace Oci.Conformance.Harness;

/// <summary>
/// The binary that the tests are about: <c>OCI_RUNTIME</c>, or the one that this repository publishes.
/// </summary>
public static class RuntimeUnderTest
{
    /// <summary>The binary's path.</summary>
    public static string Binary { get; } = Find();

    /// <summary>What <c>--version</c> says first, such as <c>runc version 1.1.5</c>.</summary>
    public static string Version { get; } = HostCommand.Run(Binary, "--version").Lines[0];

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("OCI_RUNTIME") is { Length: > 0 } chosen)
            return OnPath(chosen);
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "oci-runtime.sln")))
            directory = Path.GetDirectoryName(directory);
        return Path.Combine(directory ?? "/", "artifacts", "ociruntime");
    }

    private static string OnPath(string program) => program.Contains('/')
        ? Path.GetFullPath(program)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(directory => Path.Combine(directory, program)).First(File.Exists);
}
