using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Oci.Conformance.Harness;

/// <summary>
/// One container of the runtime under test, with a bundle and a state directory that nobody else uses.
/// </summary>
public sealed class Container
{
    internal Container(Workspace workspace)
    {
        Id = "c" + Guid.NewGuid().ToString("N")[..12];
        string home = Path.Combine(workspace.Directory, Id);
        StateRoot = Path.Combine(home, "state");
        Bundle = Path.Combine(home, "bundle");
        Directory.CreateDirectory(Bundle);
        workspace.CopyRootfsTo(Rootfs);
    }

    public string Id { get; }

    public string StateRoot { get; }

    public string Bundle { get; }

    public string Rootfs => Path.Combine(Bundle, "rootfs");

    public Config Config { get; } = new();

    /// <summary>Flags that stand before every command.</summary>
    public string[] GlobalFlags { get; set; } = [];

    /// <summary>What stands before the runtime itself: the command that makes another user the caller.</summary>
    public string[] Caller { get; set; } = [];

    /// <summary>The file that <see cref="Create"/> lets the runtime write the init process's id to.</summary>
    public string PidFile => Path.Combine(Bundle, "pid");

    /// <summary>The init process's id on the host.</summary>
    public int Pid => int.Parse(File.ReadAllText(PidFile), CultureInfo.InvariantCulture);

    /// <summary>A file inside the root file system, as a path of the host.</summary>
    public string Inside(string path) => Rootfs + path;

    /// <summary>Give the root file system's directories to a host user, who is root in a user namespace.</summary>
    public Container OwnedBy(int hostId)
    {
        HostCommand.Run("find", Rootfs, "-type", "d", "-exec", "chown", $"{hostId}:{hostId}", "{}", "+").Succeeded();
        return this;
    }

    /// <summary>Run the container to its end.</summary>
    public Outcome Run(params string[] flags)
    {
        using HostCommand run = Launch(flags);
        return run.Wait();
    }

    /// <summary>Run a shell script in the container to its end, which must be a success.</summary>
    public Outcome RunScript(string script)
    {
        Config.Script(script);
        return Run().Succeeded();
    }

    /// <summary>Start `run` and go on.</summary>
    public HostCommand Launch(params string[] flags)
    {
        Config.WriteTo(Bundle);
        return Begin(["run", "--bundle", Bundle, .. flags, Id]);
    }

    public Outcome Create(params string[] flags)
    {
        Config.WriteTo(Bundle);
        return Ask(["create", "--bundle", Bundle, "--pid-file", PidFile, .. flags, Id]);
    }

    public Outcome Start() => Ask("start", Id);

    public Outcome Kill(string signal) => Ask("kill", Id, signal);

    public Outcome Delete(params string[] flags) => Ask(["delete", .. flags, Id]);

    /// <summary>The state as `state` prints it.</summary>
    public JsonNode State() => JsonNode.Parse(Ask("state", Id).Succeeded().Output)!;

    public string Status() => (string)State()["status"]!;

    /// <summary>Create the container and go on with it.</summary>
    public Container Created()
    {
        Create().Succeeded();
        return this;
    }

    /// <summary>Check that `create` refuses the container and leaves nothing of it.</summary>
    public Outcome Refused(params string[] flags)
    {
        Outcome create = Create(flags).Refused();
        Assert.Empty(Leftovers.Of(this));
        return create;
    }

    /// <summary>Create and start a container which goes on until it is killed.</summary>
    public Container Started()
    {
        Create().Succeeded();
        Start().Succeeded();
        return this;
    }

    /// <summary>Wait until the container's process has ended.</summary>
    public Container AwaitStopped()
    {
        Patiently.Until($"{Id} stopped", () => Status() == "stopped");
        return this;
    }

    /// <summary>Wait until the program has made a file in the root file system, and read it.</summary>
    public string AwaitFile(string path)
    {
        Patiently.Until($"{path} is there", () => File.Exists(Inside(path)) && new FileInfo(Inside(path)).Length > 0);
        return File.ReadAllText(Inside(path)).TrimEnd('\n');
    }

    /// <summary>
    /// Wait until init has become the user's program, which may be a moment after `start` has returned.
    /// </summary>
    public void AwaitProgram(string program) => Patiently.Until($"{program} runs", () =>
        File.Exists(PidFile) && new FileInfo(PidFile).Length > 0
        && File.ReadAllText($"/proc/{Pid}/cmdline").StartsWith(program, StringComparison.Ordinal));

    /// <summary>Write what `spec --rootless` writes for the caller, with a shell script for its program.</summary>
    public void WriteSpec(bool terminal, string script)
    {
        Ask("spec", "--rootless", "--bundle", Bundle).Succeeded();
        string file = Path.Combine(Bundle, "config.json");
        JsonNode config = JsonNode.Parse(File.ReadAllText(file))!;
        config["process"]!["terminal"] = terminal;
        config["process"]!["args"] = new JsonArray("sh", "-c", script);
        File.WriteAllText(file, config.ToJsonString());
    }

    /// <summary>The process ids that `ps` lists.</summary>
    public int[] Listed() =>
        [.. JsonNode.Parse(Ask("ps", "--format", "json", Id).Succeeded().Output)!.AsArray().Select(pid => (int)pid!)];

    /// <summary>Any command of the runtime on this container's state directory.</summary>
    public Outcome Ask(params string[] arguments)
    {
        using HostCommand command = Begin(arguments);
        return command.Wait();
    }

    /// <summary>
    /// Start any command of the runtime; <paramref name="redirections"/> is shell text such as <c>3&lt;file</c>.
    /// </summary>
    public HostCommand Begin(string[] arguments, string redirections = "", string input = "") =>
        new(Bundle, [.. Caller, RuntimeUnderTest.Binary, "--root", StateRoot, .. GlobalFlags, .. arguments], redirections, input);

    /// <summary>
    /// Delete whatever is left of the container, by force; returns what the runtime could not remove.
    /// </summary>
    internal IReadOnlyList<string> Destroy()
    {
        // A container that a test has deleted itself is nothing to delete again.
        if (Directory.Exists(StateRoot) && Directory.GetFileSystemEntries(StateRoot).Length > 0)
            Delete("--force");
        IReadOnlyList<string> left = Leftovers.Of(this);
        if (left.Count == 0)
            HostCommand.Run("rm", "-rf", "--one-file-system", Path.GetDirectoryName(Bundle)!).Succeeded();
        return left;
    }
}
