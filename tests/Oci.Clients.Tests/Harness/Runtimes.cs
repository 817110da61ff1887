using System;
using System.IO;
using System.Linq;

namespace Oci.Clients.Tests.Harness;

/// <summary>The rows of every scenario.</summary>
public sealed class BothRuntimes : TheoryData<string>
{
    public BothRuntimes() => AddRange(Runtimes.Runc, Runtimes.Ours);
}

/// <summary>The runtimes that engines are given.</summary>
public static class Runtimes
{
    /// <summary>What engines usually run; shows whether a scenario can work on this machine at all.</summary>
    public const string Runc = "runc";

    /// <summary>The runtime under test.</summary>
    public const string Ours = "ociruntime";

    /// <summary>Where a runtime's executable is.</summary>
    public static string PathOf(string runtime) => runtime == Ours
        ? RuntimeUnderTest.Binary
        : OnPath(runtime) ?? throw new InvalidOperationException($"{runtime} is not installed");

    /// <summary>Where a program is; null if it is not installed.</summary>
    public static string? OnPath(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':')
            .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}
