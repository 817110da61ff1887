using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Oci.Hostile.Tests.Harness;
using static Oci.Hostile.Tests.Inputs.Edits;

namespace Oci.Hostile.Tests.Inputs;

/// <summary>State directories with damaged contents: told by every command, and deleted by force.</summary>
internal static class StateFiles
{
    private static readonly string[] Commands = ["state", "kill", "start", "delete", "delete --force", "exec", "list", "pause",
        "update --pids-limit 5", "ps", "events --stats", "wait"];

    public static IEnumerable<HostileInput> All() =>
        from damage in ((IEnumerable<(string Name, Action<Scene, string> Make)>)[.. Texts(), .. Edits(), .. Files()]).Index()
        from command in CommandsFor(damage.Index)
        select Input(damage.Item.Name, damage.Item.Make, command);

    // They all read the record alike: some for every damage, the others in turn.
    private static IEnumerable<string> CommandsFor(int damage) =>
        ((string[])["state", "delete --force", "list", Commands[damage % Commands.Length]]).Distinct();

    private static HostileInput Input(string name, Action<Scene, string> make, string command) =>
        new($"{command}, {name}", scene =>
        {
            string directory = Directory.CreateDirectory($"{scene.StateRoot}/{scene.Id}").FullName;
            make(scene, directory);
            scene.Words = command switch
            {
                "exec" => ["exec", scene.Id, "true"],
                "list" => ["list"],
                _ => [.. command.Split(' '), scene.Id],
            };
        })
        {
            ExitCode = command switch { "exec" or "wait" => 255, "list" or "delete --force" => 0, _ => 1 },
            // Some damage leaves enough to work with.
            MayWork = true,
            LeavesState = true,
        };

    private static IEnumerable<(string Name, Action<Scene, string> Make)> Texts()
    {
        foreach (string text in (string[])
            [
                "", "null", "[]", "{}", "7", "\"x\"", "{", "{\"formatVersion\":1", "{\"formatVersion\":1}",
                "{\"formatVersion\":\"1\"}", "{\"formatVersion\":99999999999}", "{\"formatVersion\":0}",
                "{\"formatVersion\":-1}", "{\"formatVersion\":1.5}", "{\"id\":\"x\"}", Times(100_000, "["),
                "{\"formatVersion\":1,\"x\":" + Times(100_000, "["), "\ufeff{}", "\u0000\u0000\u0000", "\n\e[31m",
            ])
            yield return ($"record {Short(text)}", (_, directory) => File.WriteAllText(directory + "/record.json", text));
        byte[] noise = new byte[5000];
        new Random(2).NextBytes(noise);
        yield return ("record of noise", (_, directory) => File.WriteAllBytes(directory + "/record.json", noise));
        foreach (double part in (double[])[0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
        {
            yield return ($"{part:P0} of a record", (scene, directory) =>
                File.WriteAllText(directory + "/record.json", Record(scene)[..(int)(Record(scene).Length * part)]));
        }
    }

    private static IEnumerable<(string Name, Action<Scene, string> Make)> Edits()
    {
        foreach ((string name, string json) in ((string, string)[])
            [
                ("id", "7"), ("id", "\"\""), ("id", "\"../../x\""), ("bundle", "null"), ("bundle", "\"\\u0000\""), ("rootfs", "[]"),
                ("createdTicks", "-1"), ("createdTicks", "9223372036854775807"),
                ("createdTicks", "1e5"), ("phase", "\"unknown\""), ("phase", "7"), ("maker", "{}"), ("maker",
                """{"pid":-1,"startTime":0}"""), ("maker", """{"pid":4294967296,"startTime":0}"""),
                ("init", "null"), ("init", """{"pid":0,"startTime":0}"""), ("init", """{"pid":1,"startTime":1}"""), ("init",
                """{"pid":OURS,"startTime":1}"""),
                ("init", """{"pid":2147483647,"startTime":18446744073709551615}"""), ("init", """{"pid":1,"startTime":-1}"""),
                ("sharesPids", "\"yes\""), ("cgroups", "{}"), ("cgroups", "[7]"),
                ("cgroups", """[{"path":"","inode":1,"role":0}]"""), ("cgroups", """[{"path":"OUTSIDE","inode":1,"role":0}]"""),
                ("cgroups", """[{"path":"OUTSIDE","inode":0,"role":0}]"""),
                ("cgroups", """[{"path":"/","inode":1,"role":0}]"""), ("cgroups",
                """[{"path":"/sys/fs/cgroup","inode":1,"role":0}]"""), ("cgroups", """[{"path":"../../..","inode":2,"role":0}]"""),
                ("cgroups", """[{"path":"/no/such","inode":2,"role":99}]"""), ("cgroups",
                """[{"path":"/a\u0000b","inode":2,"role":0}]"""), ("cgroups", """[{"path":"LONG","inode":2,"role":0}]"""),
                ("resctrl", """[{"path":"OUTSIDE","inode":1}]"""), ("resctrl", "7"), ("rootMount", """{"path":"OUTSIDE","id":1}"""),
                ("rootMount", """{"path":"/","id":1}"""), ("rootMount", "{}"),
                ("unit", "7"), ("unit", """{"name":"","user":false,"description":""}"""), ("annotations", "[]"), ("annotations",
                """{"a":1}"""), ("hooks", "7"), ("hooks", """{"poststop":[{"path":7}]}"""),
                ("hooks", """{"poststop":[{"path":"relative"}]}"""), ("hooks", """{"poststop":[{"path":"/no/such"}]}"""),
            ])
        {
            yield return ($"record with {name} = {json}", (scene, directory) => File.WriteAllText(directory + "/record.json",
                Edited(scene, name, json)));
        }
    }

    private static IEnumerable<(string Name, Action<Scene, string> Make)> Files()
    {
        yield return ("no record", static (_, _) => { });
        yield return ("a record that is a fifo", static (_, directory) => Scene.Fifo(directory + "/record.json"));
        yield return ("a record that is a socket", static (_, directory) => Scene.Socket(directory + "/record.json"));
        yield return ("a record that is a device", static (_, directory) => Scene.Device(directory + "/record.json", 1, 5));
        yield return ("a record that is a link", static (scene, directory) => File.CreateSymbolicLink(directory + "/record.json",
            scene.Outside + "/file"));
        yield return ("a record that is a loop", static (_, directory) => File.CreateSymbolicLink(directory + "/record.json",
            "record.json"));
        yield return ("a record of a GiB", static (_, directory) => Scene.Sparse(directory + "/record.json", 1 << 30));
        yield return ("a config.json that is a fifo", static (scene, directory) =>
        {
            File.WriteAllText(directory + "/record.json", Record(scene));
            Scene.Fifo(directory + "/config.json");
        });
        yield return ("a record that is a directory", static (_, directory) => Directory.CreateDirectory(directory + "/record.json/in"));
        yield return ("a start.sock that is a file", static (scene, directory) =>
        {
            File.WriteAllText(directory + "/record.json", Record(scene));
            File.WriteAllText(directory + "/start.sock", "");
        });
        yield return ("a start.sock that is a fifo", static (scene, directory) =>
        {
            File.WriteAllText(directory + "/record.json", Record(scene));
            Scene.Fifo(directory + "/start.sock");
        });
        foreach ((string kind, Action<string> make) in NotFiles())
        {
            yield return ($"an end that is {kind}", (scene, directory) =>
            {
                File.WriteAllText(directory + "/record.json", Record(scene));
                make(directory + "/end.json");
                make(directory + "/end.json.new");
                make(directory + "/record.json.new");
            });
        }
        foreach (string text in (string[])
            ["", "{", "[7]", "{\"exitCode\":1e99}", "{\"exitCod\\ud800\":1}", Times(100_000, "["), "\u0000\u0000"])
        {
            yield return ($"an end {Short(text)}", (scene, directory) =>
            {
                File.WriteAllText(directory + "/record.json", Record(scene));
                File.WriteAllText(directory + "/end.json", text);
            });
        }
        yield return ("a file that is not the runtime's", static (_, directory) => File.WriteAllText(directory + "/other\n\e[31m", ""));
    }

    private static IEnumerable<(string Kind, Action<string> Make)> NotFiles() =>
    [
        ("a fifo", static path => Scene.Fifo(path)), ("a socket", static path => Scene.Socket(path)),
        ("a device", static path => Scene.Device(path, 1, 5)),
        ("a directory", static path => Directory.CreateDirectory(path + "/in/it")),
        ("a link", static path => File.CreateSymbolicLink(path, "/dev/zero")), ("a GiB", static path => Scene.Sparse(path, 1 << 30)),
    ];

    /// <summary>The record of a container that is no more: the process with that number is another one.</summary>
    private static string Record(Scene scene)
    {
        JsonNode record = JsonNode.Parse(scene.Live.Record)!;
        record["id"] = scene.Id;
        record["init"] = new JsonObject { ["pid"] = Environment.ProcessId, ["startTime"] = 1 };
        record["cgroups"] = new JsonArray();
        return record.ToJsonString();
    }

    private static string Edited(Scene scene, string name, string json)
    {
        JsonNode record = JsonNode.Parse(Record(scene))!;
        record[name] = "<here>";
        string value = json.Replace("OURS", $"{Environment.ProcessId}", StringComparison.Ordinal)
            .Replace("OUTSIDE", scene.Outside, StringComparison.Ordinal).Replace("LONG", "/" + new string('x', 100_000),
                StringComparison.Ordinal);
        return record.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            .Replace("\"<here>\"", value, StringComparison.Ordinal);
    }
}
