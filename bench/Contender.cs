using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Oci.Bench;

/// <summary>A runtime that is measured, with a bundle of its own that runs busybox's <c>/bin/true</c>.</summary>
internal sealed record Contender(string Name, string Path, string Bundle)
{
    private const string Busybox = "busybox";

    /// <summary>The runtimes of the command line, then runc and crun; each once, the path given last.</summary>
    public static IReadOnlyList<Contender> All(BenchOptions options, string workDirectory)
    {
        OrderedDictionary<string, string> paths = [];
        foreach (string runtime in options.Runtimes)
        {
            int equals = runtime.IndexOf('=', StringComparison.Ordinal);
            paths[runtime[..equals]] = System.IO.Path.GetFullPath(runtime[(equals + 1)..]);
        }
        foreach (string rival in (string[])["runc", "crun"])
            paths.TryAdd(rival, FindOnPath(rival));
        return [.. paths.Select(pair =>
            new Contender(pair.Key, pair.Value, System.IO.Path.Combine(workDirectory, pair.Key)))];
    }

    /// <summary>The first line of <c>--version</c>.</summary>
    public string Version() => Child.Output([Path, "--version"]).Split('\n')[0];

    /// <summary>Makes the bundle, from what the given runtime takes for a default configuration.</summary>
    public void MakeBundle(Contender specifiedBy)
    {
        string bin = Directory.CreateDirectory(System.IO.Path.Combine(Bundle, "rootfs", "bin")).FullName;
        File.Copy(FindOnPath(Busybox), System.IO.Path.Combine(bin, Busybox));
        File.CreateSymbolicLink(System.IO.Path.Combine(bin, "true"), Busybox);

        Child.Run([specifiedBy.Path, "spec"], workingDirectory: Bundle);
        string path = System.IO.Path.Combine(Bundle, "config.json");
        JsonNode? config = JsonNode.Parse(File.ReadAllText(path));
        JsonNode process = config?["process"] ?? throw new BenchException($"{specifiedBy.Name} spec: has no process");
        process["terminal"] = false;
        process["args"] = new JsonArray("/bin/true");
        File.WriteAllText(path, config.ToJsonString());
    }

    private static string FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(directory => System.IO.Path.Combine(directory, program))
            .FirstOrDefault(File.Exists) ?? throw new BenchException($"there is no {program} on PATH");
}
