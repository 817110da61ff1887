using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Oci.Conformance.Harness;

namespace Oci.Hostile.Tests.Harness;

/// <summary>Where one input is tried: a directory with a bundle, a state root, and something that must stay as it is.</summary>
internal sealed partial class Scene
{
    private const string Placeholder = "<the raw text comes here>";
    private readonly Workshop _workshop;
    private readonly List<(string Placeholder, string Json)> _raw = [];

    public Scene(Workshop workshop, int number)
    {
        _workshop = workshop;
        Id = $"h{workshop.Name}-{number}";
        Home = Path.Combine(workshop.Directory, Id);
        Directory.CreateDirectory(Bundle);
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Outside + "/file", "untouched");
        Config["/root/path"] = workshop.SharedRootfs;
        Config.Args("/bin/true");
    }

    public string Id { get; }

    public string Home { get; }

    public string Bundle => Home + "/bundle";

    public string StateRoot => Home + "/state";

    /// <summary>A directory of the host that no container has a right to.</summary>
    public string Outside => Home + "/outside";

    /// <summary>A container that goes on.</summary>
    public LiveContainer Live => _workshop.Live;

    /// <summary>A root file system of its own; see <see cref="OwnRootfs"/>.</summary>
    public string Rootfs => Bundle + "/rootfs";

    public Config Config { get; } = new();

    /// <summary>What is written in place of <see cref="Config"/>.</summary>
    public byte[]? Text { get; set; }

    /// <summary>Whether the bundle gets a config.json at all.</summary>
    public bool HasConfig { get; set; } = true;

    /// <summary>What the runtime reads from its standard input.</summary>
    public string Input { get; set; } = "";

    /// <summary>The command line after <c>--root</c>; null for <c>create</c>.</summary>
    public string[]? Words { get; set; }

    /// <summary>The whole command line, the runtime's name left out.</summary>
    public string[]? AllWords { get; set; }

    /// <summary>Sets a property to a text that need not be JSON.</summary>
    public void Raw(string pointer, string json)
    {
        string placeholder = Placeholder + _raw.Count;
        if (pointer.Length == 0)
            Text = Encoding.UTF8.GetBytes(json);
        else
            Put(Config[""]!, pointer[1..].Split('/'), placeholder);
        _raw.Add(($"\"{placeholder}\"", json));
    }

    private static void Put(JsonNode node, string[] path, string text)
    {
        string name = path[0].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        JsonNode child = path.Length == 1 ? text : Child(node, name) ?? (path[1] is "0" or "-" ? new JsonArray() : new JsonObject());
        if (node is not JsonArray list)
            node[name] = Detached(child);
        else if (name == "-" || list.Count == 0)
            list.Add(Detached(child));
        else
            Put(list, int.Parse(name, System.Globalization.CultureInfo.InvariantCulture), Detached(child));
        if (path.Length > 1)
            Put(child, path[1..], text);
    }

    private static void Put(JsonArray list, int index, JsonNode child)
    {
        if (index == list.Count)
            list.Add(child);
        else
            list[index] = child;
    }

    private static JsonNode? Child(JsonNode node, string name) => node is not JsonArray list
        ? node[name]
        : int.TryParse(name, out int index) && index < list.Count ? list[index] : null;

    private static JsonNode Detached(JsonNode node)
    {
        if (node.Parent is JsonObject map)
            map.Remove(node.GetPropertyName());
        else if (node.Parent is JsonArray list)
            list[node.GetElementIndex()] = null;
        return node;
    }

    /// <summary>A part of config.json as it is written.</summary>
    public string TextOf(string pointer)
    {
        // The relaxed encoder leaves the placeholder's letters as they are.
        string text = Config[pointer]!.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        foreach ((string placeholder, string json) in _raw)
            text = text.Replace(placeholder, json, StringComparison.Ordinal);
        return text;
    }

    /// <summary>A root file system that may be spoilt.</summary>
    public string OwnRootfs()
    {
        foreach (string name in (string[])["bin", "dev", "etc", "proc", "sys", "tmp"])
            Directory.CreateDirectory($"{Rootfs}/{name}");
        Link(Path.Combine(_workshop.SharedRootfs, "bin/busybox"), Rootfs + "/bin/busybox");
        File.CreateSymbolicLink(Rootfs + "/bin/true", "busybox");
        Config["/root/path"] = "rootfs";
        return Rootfs;
    }

    /// <summary>Makes a fifo that nobody writes to.</summary>
    public static string Fifo(string path)
    {
        if (MakeFifo(path, 0x1A4) != 0)
            throw new IOException($"mkfifo {path}");
        return path;
    }

    /// <summary>Makes a device node.</summary>
    public static string Device(string path, int major, int minor) => Node(path, 0x21B6, (ulong)((major << 8) | minor));

    /// <summary>Makes a socket that nobody listens on.</summary>
    public static string Socket(string path) => Node(path, 0xC1B6, 0);

    private static string Node(string path, uint mode, ulong device) =>
        MakeNode(path, mode, device) == 0 ? path : throw new IOException($"mknod {path}");

    /// <summary>Makes a file with nothing but a length.</summary>
    public static string Sparse(string path, long length)
    {
        using FileStream file = File.Create(path);
        file.SetLength(length);
        return path;
    }

    /// <summary>Makes a link of a file.</summary>
    private static void Link(string from, string to)
    {
        if (HardLink(from, to) != 0)
            throw new IOException($"link {to}");
    }

    internal void Write()
    {
        if (HasConfig)
            File.WriteAllBytes(Bundle + "/config.json", Text ?? Encoding.UTF8.GetBytes(TextOf("")));
    }

    /// <summary>The command line, the runtime's name left out.</summary>
    internal string[] CommandLine => AllWords ?? ["--root", StateRoot, .. Words ?? ["create", "--bundle", Bundle, Id]];

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "mknod", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeNode(string path, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int HardLink(string from, string to);
}
