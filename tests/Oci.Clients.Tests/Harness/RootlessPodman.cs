using System;

namespace Oci.Clients.Tests.Harness;

/// <summary>podman, run by an ordinary user who is only in the tests' own view of /etc.</summary>
public sealed class RootlessPodman : Engine
{
    public const int User = 12345;
    public const int FirstId = 200000;
    public const int Ids = 65536;

    public RootlessPodman(Workspace workspace)
        : base(workspace, "rootless", "podman", "conmon", "runc", "newuidmap", "setpriv")
    {
        if (Obstacle is not null)
            return;
        // Mounts over /etc are seen in the mount namespace of the tests alone.
        HostCommand.Shell($"""
            cd '{Directory}'
            cp /etc/passwd /etc/group .
            echo 'oci-rootless:x:{User}:{User}::{Directory}/home:/bin/sh' >>passwd
            echo 'oci-rootless:x:{User}:' >>group
            echo 'oci-rootless:{FirstId}:{Ids}' | tee subuid >subgid
            mkdir home run
            chown {User}:{User} home run
            chmod 700 run
            for file in passwd group subuid subgid; do
                [ -e /etc/$file ] || touch /etc/$file
                mount --bind $file /etc/$file
            done
            """);
        With(Runtimes.Runc).Ask("import", Image!.Layer, ImageArchive.Name);
    }

    public override Client With(string runtime) => new UserClient(Directory, runtime);

    protected override void StartIdle(Client client, string name) =>
        client.Ask("run", "--detach", "--name", name, "--network", "none", ImageArchive.Name, "sleep", "10000");

    protected override void StopDaemons()
    {
        if (Obstacle is null)
            HostCommand.Run("umount", "/etc/passwd", "/etc/group", "/etc/subuid", "/etc/subgid");
    }

    private sealed class UserClient(string directory, string runtime) : Client(runtime)
    {
        private readonly string _user = $"{User}";

        protected override string[] CommandLine(string[] arguments) =>
        [
            "setpriv", "--reuid", _user, "--regid", _user, "--clear-groups",
            "env", "--ignore-environment", $"--chdir={directory}/home",
            $"PATH={Environment.GetEnvironmentVariable("PATH")}", $"HOME={directory}/home",
            $"XDG_RUNTIME_DIR={directory}/run", "podman", "--root", $"{directory}/home/root",
            "--runroot", $"{directory}/run/root", "--tmpdir", $"{directory}/run/tmp", "--storage-driver", "vfs",
            "--cgroup-manager", "cgroupfs", "--events-backend", "file", "--runtime", Runtimes.PathOf(Runtime),
            .. arguments,
        ];

        protected override void Remove(string name) => Run("rm", "--force", "--ignore", "--time", "0", name);
    }
}
