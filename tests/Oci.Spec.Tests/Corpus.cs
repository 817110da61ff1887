using System;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;

namespace Oci.Spec.Tests;

/// <summary>The documents beside the tests, and documents made from them.</summary>
internal static class Corpus
{
    public static byte[] Good(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "corpus", "good", name));

    /// <summary>A small valid configuration with mount, pid and UTS namespaces, changed by a merge patch (RFC 7396).</summary>
    public static byte[] Config(string patch)
    {
        JsonNode config = JsonNode.Parse("""
            {
              "ociVersion": "1.3.0",
              "root": { "path": "rootfs" },
              "process": { "cwd": "/", "args": ["sh"], "user": { "uid": 0, "gid": 0 } },
              "linux": { "namespaces": [{ "type": "mount" }, { "type": "pid" }, { "type": "uts" }] }
            }
            """)!;
        return Encoding.UTF8.GetBytes(Merge(config, JsonNode.Parse(patch))!.ToJsonString());
    }

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        JsonObject result = target as JsonObject ?? [];
        foreach ((string name, JsonNode? change) in changes)
        {
            JsonNode? merged = Merge(result[name], change);
            result.Remove(name);
            if (merged is not null)
                result[name] = merged;
        }
        return result;
    }
}
