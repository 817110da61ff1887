using System;
using System.IO;
using Xunit;

namespace Oci.Integration.Tests.Machine;

/// <summary>The executable that is tested: OCI_RUNTIME, or the one in artifacts/.</summary>
internal static class RuntimeUnderTest
{
    /// <summary>The initial pid namespace's inode (include/linux/proc_ns.h, PROC_PID_INIT_INO).</summary>
    private const string InitialPidNamespace = "pid:[4026531836]";

    private static readonly Lazy<string> Executable = new(static () =>
        Environment.GetEnvironmentVariable("OCI_RUNTIME") is { Length: > 0 } path
            ? path
            : Path.Combine(Root(), "artifacts", "ociruntime"));

    /// <summary>
    /// The path; skips the test where it cannot run: these tests make containers, and kill what makes them.
    /// </summary>
    public static string PathOrSkip()
    {
        Assert.SkipUnless(File.Exists(Executable.Value), $"there is no {Executable.Value}; build it, or set OCI_RUNTIME");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "making containers with all namespaces needs root");
        Assert.SkipWhen(
            new FileInfo("/proc/self/ns/pid").LinkTarget == InitialPidNamespace,
            "this is not a private pid namespace; run it in conformance-tests/run-isolated.sh");
        return Executable.Value;
    }

    private static string Root()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "oci-runtime.sln")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? Environment.CurrentDirectory;
    }
}
