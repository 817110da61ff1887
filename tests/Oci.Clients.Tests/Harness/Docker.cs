using System;
using System.IO;

namespace Oci.Clients.Tests.Harness;

/// <summary>dockerd with a containerd of its own, and its command docker.</summary>
public sealed class Docker : Engine
{
    private readonly Daemon? _containerd;
    private readonly Daemon? _daemon;

    public Docker(Workspace workspace)
        : base(workspace, "docker", "dockerd", "docker", "containerd", "containerd-shim-runc-v2", "ctr", "runc")
    {
        if (Obstacle is not null)
            return;
        _containerd = Containerd.StartDaemon(Directory);
        Configure(Runtimes.Runc);
        string[] command =
        [
            Runtimes.OnPath("dockerd")!, "--config-file", ConfigurationFile, "--data-root", $"{Directory}/data",
            "--exec-root", $"{Directory}/exec", "--pidfile", $"{Directory}/docker.pid", "--host", Host,
            "--containerd", Containerd.Socket(Directory), "--iptables=false", "--ip6tables=false", "--bridge=none",
            "--storage-driver", "vfs",
        ];
        Client client = With(Runtimes.Runc);
        _daemon = new Daemon(Directory, command, () => client.Run("version").ExitCode == 0);
        client.Ask("import", Image!.Layer, ImageArchive.Name);
    }

    private string Host => $"unix://{Directory}/docker.sock";

    private string ConfigurationFile => Path.Combine(Directory, "daemon.json");

    public override Client With(string runtime) => new DockerClient(this, runtime);

    /// <summary>Make a runtime the default one of the daemon, without a restart.</summary>
    public void MakeDefault(Client client)
    {
        Configure(client.Runtime);
        _daemon!.Signal("HUP");
        client.Await(client.Runtime, "info", "--format", "{{.DefaultRuntime}}");
    }

    protected override void StartIdle(Client client, string name) => client.Ask(
        "run", "--detach", "--name", name, "--runtime", client.Runtime, "--network", "none",
        ImageArchive.Name, "sleep", "10000");

    protected override void StopDaemons()
    {
        _daemon?.Dispose();
        _containerd?.Dispose();
    }

    private void Configure(string runtime) => File.WriteAllText(ConfigurationFile, $$"""
        {
          "default-runtime": "{{runtime}}",
          "runtimes": { "ociruntime": { "path": "{{RuntimeUnderTest.Binary}}" } }
        }
        """);

    private sealed class DockerClient(Docker docker, string runtime) : Client(runtime)
    {
        // The builder that needs no plugin.
        protected override string[] CommandLine(string[] arguments) =>
        [
            "env", "DOCKER_BUILDKIT=0", "docker", "--host", docker.Host, "--config", $"{docker.Directory}/client",
            .. arguments,
        ];

        protected override void Remove(string name) => Run("rm", "--force", "--volumes", name);
    }
}
