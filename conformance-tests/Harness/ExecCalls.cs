using System.IO;
using System.Text.Json.Nodes;

namespace Oci.Conformance.Harness;

/// <summary>Calls of <c>exec</c>.</summary>
public static class ExecCalls
{
    /// <summary>Runs a program in a container.</summary>
    public static Outcome Exec(this Container container, params string[] command) => container.ExecWith([], command);

    /// <summary>The same with flags.</summary>
    public static Outcome ExecWith(this Container container, string[] flags, params string[] command) =>
        container.Ask(["exec", .. flags, container.Id, .. command]);

    /// <summary>Runs a shell script in a container; it must succeed.</summary>
    public static Outcome ExecScript(this Container container, string script, params string[] flags) =>
        container.ExecWith(flags, "sh", "-c", script).Succeeded();

    /// <summary>Runs a process that a file describes.</summary>
    public static Outcome ExecProcess(this Container container, JsonNode process, params string[] flags)
    {
        string file = container.Bundle + "/process.json";
        File.WriteAllText(file, process.ToJsonString());
        return container.ExecWith(["--process", file, .. flags]);
    }

    /// <summary>The container's own process with other arguments, for <see cref="ExecProcess"/>.</summary>
    public static JsonObject ProcessOf(this Container container, params string[] args)
    {
        JsonObject process = container.Config["/process"]!.DeepClone().AsObject();
        var list = new JsonArray();
        foreach (string arg in args)
            list.Add((JsonNode)arg);
        process["args"] = list;
        return process;
    }
}
