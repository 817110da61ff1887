using System.IO;

namespace Oci.Clients.Tests.Harness;

/// <summary>podman; buildah works on the same storage.</summary>
public sealed class Podman : Engine
{
    /// <summary>What the machine may have configured does not matter.</summary>
    private const string Configuration = """
        [engine]
        runtime = "ociruntime"

        [engine.runtimes]
        ociruntime = ["@"]
        """;

    public Podman(Workspace workspace) : base(workspace, "podman", "podman", "conmon", "runc")
    {
        ConfigurationFile = Path.Combine(Directory, "containers.conf");
        File.WriteAllText(ConfigurationFile, Configuration.Replace("@", RuntimeUnderTest.Binary));
        if (Obstacle is null)
            With(Runtimes.Runc).Ask("import", Image!.Layer, ImageArchive.Name);
    }

    /// <summary>A configuration whose runtime is the one under test.</summary>
    public string ConfigurationFile { get; }

    /// <summary>The options that say where the images and containers are, for buildah too.</summary>
    public string[] Storage =>
        ["--root", $"{Directory}/root", "--runroot", $"{Directory}/run", "--storage-driver", "vfs"];

    public override Client With(string runtime) => new PodmanClient(this, runtime);

    /// <summary>The command line with a runtime, or with the one that the configuration names.</summary>
    public string[] CommandLine(string? runtime, string[] arguments) =>
    [
        "env", $"CONTAINERS_CONF={ConfigurationFile}", "podman", .. Storage, "--tmpdir", $"{Directory}/tmp",
        "--cgroup-manager", "cgroupfs", "--events-backend", "file",
        .. runtime is null ? (string[])[] : ["--runtime", Runtimes.PathOf(runtime)],
        .. arguments,
    ];

    protected override void StartIdle(Client client, string name) =>
        client.Ask("run", "--detach", "--name", name, "--network", "none", ImageArchive.Name, "sleep", "10000");

    private sealed class PodmanClient(Podman podman, string runtime) : Client(runtime)
    {
        protected override string[] CommandLine(string[] arguments) => podman.CommandLine(Runtime, arguments);

        protected override void Remove(string name) => Run("rm", "--force", "--ignore", "--time", "0", name);
    }
}
