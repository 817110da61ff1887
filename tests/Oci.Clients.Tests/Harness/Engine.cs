using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Oci.Clients.Tests.Harness;

/// <summary>A container engine with files, sockets and daemons of its own, shared by the tests of a class.</summary>
public abstract class Engine : IDisposable
{
    private readonly Dictionary<string, (Client Client, string Name)> _shared = [];

    protected Engine(Workspace workspace, string name, params string[] programs)
    {
        Directory = System.IO.Directory.CreateDirectory(Path.Combine(workspace.Directory, name)).FullName;
        File.WriteAllText(Path.Combine(Directory, "word"), "word\n");
        if (programs.FirstOrDefault(program => Runtimes.OnPath(program) is null) is { } missing)
            Obstacle = $"{missing} is not installed";
        else
            Image = new ImageArchive(workspace, Directory);
    }

    /// <summary>Why there can be no tests with this engine; null if there can.</summary>
    public string? Obstacle { get; }

    /// <summary>Where all its files are.</summary>
    public string Directory { get; }

    /// <summary>The image that its containers have.</summary>
    protected ImageArchive? Image { get; }

    /// <summary>The engine's command, to be used with a runtime.</summary>
    public abstract Client With(string runtime);

    /// <summary>A container that does nothing, for the scenarios that do something to one.</summary>
    public string Idle(Client client)
    {
        if (_shared.TryGetValue(client.Runtime, out (Client Client, string Name) there))
            return there.Name;
        Client owner = With(client.Runtime);
        string name = owner.NewName();
        StartIdle(owner, name);
        _shared.Add(client.Runtime, (owner, name));
        return name;
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        foreach ((Client client, string _) in _shared.Values)
            client.Dispose();
        StopDaemons();
        HostCommand.Shell($$"""
            awk -v under='{{Directory}}/' 'index($5, under) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
                while read -r mount; do umount -l "$mount"; done
            """);
    }

    /// <summary>Start a container that sleeps.</summary>
    protected abstract void StartIdle(Client client, string name);

    /// <summary>End what the engine has running.</summary>
    protected virtual void StopDaemons()
    {
    }
}
