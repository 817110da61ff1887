using System;
using System.Runtime.CompilerServices;
using Oci.Runtime.Interop;

namespace Oci.Runtime;

/// <summary>What a program that uses this library says of itself, once, before it makes a container.</summary>
/// <remarks>
/// The first program of every container is <c>ociruntime</c>, which prepares the container from inside. It is one static
/// executable and so loads nothing from the container's root file system; a program of which we know nothing cannot
/// promise that. So only <c>ociruntime</c> itself executes itself, and every other program names one.
/// </remarks>
public static class RuntimeHost
{
    internal const string Self = "/proc/self/exe";

    /// <summary>The path of an <c>ociruntime</c> of this library's version.</summary>
    public static string? InitExecutable { get; set; }

    /// <summary>
    /// How long this process waits for others from now on, all in all; zero for ever. It bounds the making, starting and
    /// deleting of containers, not their lives.
    /// </summary>
    public static TimeSpan TimeLimit
    {
        get => Deadline.Limit;
        set => Deadline.Set(value);
    }

    /// <summary>This program is <c>ociruntime</c>.</summary>
    internal static bool IsInit { get; set; }

    /// <summary>The version that a foreign init must have; null where init is this very program.</summary>
    internal static string? VersionForInit => IsInit ? null : LibraryVersion.Text;

    /// <summary>The program that becomes init.</summary>
    internal static string InitPath => IsInit ? Self : InitExecutable ?? throw new RuntimeFailure(
        "execute", "init", "this program is not ociruntime", null, "name one in RuntimeHost.InitExecutable");

    /// <summary>Refuses to make containers where it cannot be done safely.</summary>
    internal static void Check()
    {
        if (IsInit)
            return;
        // What runs between clone3 and execve must be there in machine code: a compiler has locks that the child,
        // without the other threads, would wait for in vain.
        if (RuntimeFeature.IsDynamicCodeCompiled)
        {
            throw new RuntimeFailure(
                "make", "a container", "this program is compiled while it runs", null, "publish it with PublishAot");
        }
        _ = InitPath;
    }
}
