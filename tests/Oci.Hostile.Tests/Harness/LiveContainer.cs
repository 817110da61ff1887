using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Oci.Hostile.Tests.Harness;

/// <summary>A container whose process goes on, for the commands that need one. It must not notice any of them.</summary>
internal sealed class LiveContainer
{
    private readonly Workshop _workshop;

    public LiveContainer(Workshop workshop)
    {
        _workshop = workshop;
        Id = workshop.Marker + "live";
        StateRoot = workshop.Directory + "/live-state";
        var scene = new Scene(workshop, -1);
        scene.Config.Args("/bin/sleep", "1000000");
        scene.Write();
        Succeed("create", "--bundle", scene.Bundle, Id);
        Succeed("start", Id);
        Record = File.ReadAllText($"{StateRoot}/{Id}/record.json");
    }

    public string Id { get; }

    public string StateRoot { get; }

    /// <summary>What the runtime remembers of it.</summary>
    public string Record { get; }

    /// <summary>Deletes it, and says what is not as it was.</summary>
    public IEnumerable<string> End()
    {
        string processes = Succeed("ps", "--format", "json", Id).Trim();
        if (processes.Contains(',', StringComparison.Ordinal))
            yield return $"in the container are more processes than its own: {processes}";
        if (!Succeed("state", Id).Contains("\"running\"", StringComparison.Ordinal))
            yield return "the container does not run any more";
        Succeed("delete", "--force", Id);
        if (Directory.EnumerateFileSystemEntries(StateRoot).Any(static path => Path.GetFileName(path) != ".seccomp-cache"))
            yield return "the state of the container is still there";
    }

    private string Succeed(params string[] words)
    {
        ProgramEnd end = Program.Run(_workshop.Directory + "/live", [], [Workshop.Runtime, "--root", StateRoot, .. words]);
        return end.ExitCode == 0
            ? Encoding.UTF8.GetString(end.Output)
            : throw new InvalidOperationException($"{words[0]}: exit code {end.ExitCode}, {Encoding.UTF8.GetString(end.Errors)}");
    }
}
