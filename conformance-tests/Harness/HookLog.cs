using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Oci.Conformance.Harness;

/// <summary>Hooks that are shell scripts, and the files in which they say that they were called.</summary>
public static class HookLog
{
    /// <summary>Append a hook that the shell of the host runs.</summary>
    public static void Hook(this Config config, string kind, string script) => config[$"/hooks/{kind}/-"] = new JsonObject
    {
        ["path"] = "/bin/sh",
        ["args"] = new JsonArray("sh", "-c", script),
        ["env"] = new JsonArray("PATH=/usr/sbin:/usr/bin:/sbin:/bin"),
    };

    /// <summary>Append a startContainer hook, which the shell of the container runs.</summary>
    public static void InnerHook(this Config config, string script) => config["/hooks/startContainer/-"] = new JsonObject
    {
        ["path"] = "/bin/sh",
        ["args"] = new JsonArray("sh", "-c", script),
    };

    /// <summary>The lines of a file as one.</summary>
    public static string Read(string file) => string.Join(' ', File.ReadAllLines(file).Select(line => line.Trim()));

    /// <summary>Check that an error names the hook; other runtimes do it in words of their own.</summary>
    public static void AssertNamed(string error, string pointer)
    {
        if (RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal))
            Assert.Contains(pointer, error);
    }
}
