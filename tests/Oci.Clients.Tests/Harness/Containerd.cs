using System.IO;

namespace Oci.Clients.Tests.Harness;

/// <summary>containerd, and its command ctr.</summary>
public sealed class Containerd : Engine
{
    private readonly Daemon? _daemon;

    public Containerd(Workspace workspace)
        : base(workspace, "containerd", "containerd", "containerd-shim-runc-v2", "ctr", "runc")
    {
        if (Obstacle is not null)
            return;
        _daemon = StartDaemon(Directory);
        With(Runtimes.Runc).Ask("image", "import", "--snapshotter", "native", Image!.Archive);
    }

    /// <summary>The options of a container that say which runtime it has.</summary>
    public static string[] RuntimeOptions(string runtime) =>
        ["--snapshotter", "native", "--runtime", "io.containerd.runc.v2", "--runc-binary", Runtimes.PathOf(runtime)];

    public override Client With(string runtime) => new Ctr(Directory, runtime);

    /// <summary>Start a containerd in a directory; its socket is <c>containerd.sock</c> there.</summary>
    public static Daemon StartDaemon(string directory)
    {
        string configuration = Path.Combine(directory, "containerd.toml");
        // The plugin for Kubernetes wants a network, and the one for optional programs a directory in /opt.
        File.WriteAllText(configuration, $"""
            version = 2
            root = "{directory}/root"
            state = "{directory}/state"
            disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
            [grpc]
              address = "{Socket(directory)}"
            """);
        return new Daemon(
            directory,
            [Runtimes.OnPath("containerd")!, "--config", configuration],
            () => HostCommand.Run("ctr", "--address", Socket(directory), "version").ExitCode == 0);
    }

    /// <summary>Where a containerd in a directory listens.</summary>
    public static string Socket(string directory) => $"{directory}/containerd.sock";

    protected override void StartIdle(Client client, string name) =>
        client.Ask(["run", "--detach", .. RuntimeOptions(client.Runtime), ImageArchive.Name, name, "sleep", "10000"]);

    protected override void StopDaemons() => _daemon?.Dispose();

    private sealed class Ctr(string directory, string runtime) : Client(runtime)
    {
        protected override string[] CommandLine(string[] arguments) =>
            ["ctr", "--address", Socket(directory), .. arguments];

        protected override void Remove(string name)
        {
            Run("task", "delete", "--force", name);
            Run("container", "delete", name);
        }
    }
}
