using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Oci.Conformance.Harness;

/// <summary>
/// A config.json to edit. Properties are named by JSON pointers, as the specification's readers quote them.
/// </summary>
public sealed class Config
{
    private readonly JsonObject _root = JsonNode.Parse(DefaultConfig.Text)!.AsObject();

    /// <summary>
    /// A property by its pointer. Setting makes missing objects on the way; <c>-</c> appends to an array; null removes.
    /// </summary>
    public JsonNode? this[string pointer]
    {
        get => Walk(pointer).Aggregate((JsonNode?)_root, (node, name) =>
            node is JsonArray list ? list[Index(list, name)] : node?[name]);
        set => Set(Walk(pointer), value);
    }

    /// <summary>Set a property to a JSON text.</summary>
    public Config With(string pointer, string json)
    {
        this[pointer] = JsonNode.Parse(json) ?? throw new ArgumentException("null", nameof(json));
        return this;
    }

    /// <summary>Remove a property.</summary>
    public Config Without(string pointer)
    {
        this[pointer] = null;
        return this;
    }

    /// <summary>Let the container run a program.</summary>
    public Config Args(params string[] args)
    {
        this["/process/args"] = new JsonArray([.. args.Select(text => (JsonNode)text)]);
        return this;
    }

    /// <summary>Let the container run a shell script.</summary>
    public Config Script(string script) => Args("sh", "-c", script);

    /// <summary>Let the process hold these capabilities and no others.</summary>
    public Config Capabilities(params string[] names)
    {
        foreach (string set in (string[])["bounding", "permitted", "effective"])
            this[$"/process/capabilities/{set}"] = new JsonArray([.. names.Select(name => (JsonNode)name)]);
        return this;
    }

    /// <summary>Append a mount.</summary>
    public Config Mount(string destination, string type, string source, params string[] options)
    {
        this["/mounts/-"] = new JsonObject
        {
            ["destination"] = destination,
            ["type"] = type,
            ["source"] = source,
            ["options"] = new JsonArray([.. options.Select(text => (JsonNode)text)]),
        };
        return this;
    }

    /// <summary>Remove the mount at a destination.</summary>
    public Config WithoutMount(string destination)
    {
        JsonArray mounts = _root["mounts"]!.AsArray();
        mounts.Remove(mounts.Single(mount => (string?)mount!["destination"] == destination));
        return this;
    }

    /// <summary>Leave /dev to the image: remove the mount there and those below it.</summary>
    public Config WithoutDev() =>
        WithoutMount("/dev/mqueue").WithoutMount("/dev/shm").WithoutMount("/dev/pts").WithoutMount("/dev");

    /// <summary>
    /// Ask for a new namespace, or for the one at a path; replaces an earlier wish for the same type.
    /// </summary>
    public Config Namespace(string type, string? path = null)
    {
        var wish = new JsonObject { ["type"] = type };
        if (path is not null)
            wish["path"] = path;
        WithoutNamespace(type)["/linux/namespaces/-"] = wish;
        return this;
    }

    /// <summary>Stay in the host's namespace of a type.</summary>
    public Config WithoutNamespace(string type)
    {
        JsonArray namespaces = _root["linux"]!["namespaces"]!.AsArray();
        namespaces.RemoveAll(entry => (string?)entry!["type"] == type);
        return this;
    }

    /// <summary>Ask for a new user namespace whose root is an ordinary user outside.</summary>
    public Config UserNamespace(int firstHostId, int count)
    {
        string mapping = $$"""[{ "containerID": 0, "hostID": {{firstHostId}}, "size": {{count}} }]""";
        return Namespace("user").With("/linux/uidMappings", mapping).With("/linux/gidMappings", mapping);
    }

    /// <summary>Write config.json into a bundle.</summary>
    public void WriteTo(string bundle) => File.WriteAllText(Path.Combine(bundle, "config.json"), _root.ToJsonString());

    private static string[] Walk(string pointer) =>
        [.. pointer.Split('/').Skip(1).Select(name => name.Replace("~1", "/").Replace("~0", "~"))];

    private static int Index(JsonArray list, string name) =>
        name == "-" ? list.Count : int.Parse(name, System.Globalization.CultureInfo.InvariantCulture);

    private void Set(string[] path, JsonNode? value)
    {
        JsonNode node = _root;
        for (int i = 0; i < path.Length - 1; i++)
        {
            JsonNode? next = node is JsonArray list ? list[Index(list, path[i])] : node[path[i]];
            if (next is null)
                node[path[i]] = next = path[i + 1] is "-" or "0" ? new JsonArray() : new JsonObject();
            node = next;
        }
        Store(node, path[^1], value);
    }

    private static void Store(JsonNode parent, string name, JsonNode? value)
    {
        if (parent is JsonObject map && value is null)
            map.Remove(name);
        else if (parent is JsonObject whole)
            whole[name] = value;
        else if (parent is JsonArray list && Index(list, name) == list.Count)
            list.Add(value);
        else if (parent is JsonArray items)
            items[Index(items, name)] = value;
    }
}
