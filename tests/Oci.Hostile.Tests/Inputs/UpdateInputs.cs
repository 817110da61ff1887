using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Oci.Hostile.Tests.Harness;
using static Oci.Hostile.Tests.Inputs.Edits;

namespace Oci.Hostile.Tests.Inputs;

/// <summary>Limits for <c>update</c> that are none, from a file, from the standard input and from flags.</summary>
internal static class UpdateInputs
{
    public static IEnumerable<HostileInput> All() => [.. Documents(), .. Properties(), .. Files(), .. FlagsOf()];

    private static IEnumerable<HostileInput> Documents() =>
        from text in (string[])
        [
            "", " ", "null", "true", "7", "\"x\"", "[]", "{", "{}}", "{\"memory\":{\"limit\":1,}}",
            "{\"memory\":{\"limit\":1,\"limit\":2}}", "// c\n{}", "{\"memory\":",
            "{\"memory\":{\"limit\":\"1\"}}", "{\"pids\":{\"limit\":1e99}}", Times(100_000, "["), Times(50_000, "{\"a\":"),
            "\ufeff", new string(' ', 17 << 20),
            $"{{\"unified\":{{\"{new string('u', 1 << 20)}\":\"1\"}}}}", "{\"unified\":{\"../x\":\"1\"}}",
            "{\"unified\":{\"cgroup.procs\":\"1\"}}",
        ]
        from fromInput in (bool[])[true, false]
        select Document($"text {Short(text)}", text, "", fromInput);

    private static IEnumerable<HostileInput> Properties() =>
        from bad in WrongTypes.Below("/linux/resources")
        select Update($"{bad.Pointer} = {bad.Json}", bad.Below + ": ", scene =>
        {
            scene.Raw(bad.Pointer, bad.Json);
            File.WriteAllText(scene.Home + "/resources.json", scene.TextOf("/linux/resources"));
            return ["--resources", scene.Home + "/resources.json"];
        });

    private static IEnumerable<HostileInput> Files() =>
    [
        Update("a missing file", "no-such-file", static scene => ["--resources", scene.Home + "/no-such-file"]),
        Update("a directory", "", static scene => ["--resources", scene.Home]),
        Update("a fifo that nobody writes to", "fifo", static scene => ["--resources", Scene.Fifo(scene.Home + "/fifo")]),
        Update("a socket", "socket", static scene => ["--resources", Scene.Socket(scene.Home + "/socket")]),
        Update("/dev/null", "/dev/null", static _ => ["--resources", "/dev/null"]), Update("/dev/zero", "/dev/zero",
        static _ => ["--resources", "/dev/zero"]),
        Update("a sparse GiB", "sparse", static scene => ["--resources", Scene.Sparse(scene.Home + "/sparse", 1 << 30)]),
    ];

    private static IEnumerable<HostileInput> FlagsOf() =>
    [
        Update("--cpuset-cpus x", "", static _ => ["--cpuset-cpus", "x"]), Update("--cpuset-cpus 9-1", "",
        static _ => ["--cpuset-cpus", "9-1"]),
        Update("--cpuset-cpus 99999", "", static _ => ["--cpuset-cpus", "99999"]), Update("--cpuset-mems \\n", "",
        static _ => ["--cpuset-mems", "\n\e[31m"]),
        Update("--memory 10M --memory-swap 5M", "", static _ => ["--memory", "10M", "--memory-swap", "5M"]), Update("--cpu-quota 1",
        "", static _ => ["--cpu-quota", "1"]),
        Update("--cpu-period 1", "", static _ => ["--cpu-period", "1"]), Update("--cpu-idle 5", "", static _ => ["--cpu-idle",
        "5"]) with { MayWork = true },
        Update("--l3-cache-schema x", "", static _ => ["--l3-cache-schema", "x"]), Update("--mem-bw-schema \\n", "",
        static _ => ["--mem-bw-schema", "a\nb\e"]),
    ];

    private static HostileInput Document(string name, string text, string expected, bool fromInput) => Update(
        $"{(fromInput ? "standard input" : "file")}: {name}", expected, scene =>
        {
            if (!fromInput)
                File.WriteAllText(scene.Home + "/resources.json", text);
            scene.Input = text;
            return ["--resources", fromInput ? "-" : scene.Home + "/resources.json"];
        });

    private static HostileInput Update(string name, string expected, Func<Scene, string[]> flags) => new(
        $"update: {name}", scene => scene.AllWords = ["--root", scene.Live.StateRoot, "update", .. flags(scene), scene.Live.Id], expected);
}
