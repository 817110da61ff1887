using Oci.Runtime.Planning;

namespace Oci.Runtime.Lifecycle;

/// <summary>Whether a container may do without a cgroup of its own.</summary>
public enum RootlessMode
{
    /// <summary>If the caller is not root of the machine.</summary>
    Auto,

    /// <summary>In any case: also root may be where cgroups cannot be written.</summary>
    Always,

    /// <summary>Never: it is a failure.</summary>
    Never,
}

/// <summary>Who makes the container's cgroup.</summary>
public enum CgroupManager
{
    /// <summary>The runtime.</summary>
    Cgroupfs,

    /// <summary>systemd; <c>linux.cgroupsPath</c> is then <c>slice:prefix:name</c>.</summary>
    Systemd,

    /// <summary>Nobody: the container stays in the caller's, and may ask for no limit.</summary>
    Disabled,
}

/// <summary>What the caller of <c>create</c> and <c>run</c> asks for beside the bundle's configuration.</summary>
public sealed record CreateOptions
{
    /// <summary>The container's id, not yet checked.</summary>
    public required string Id { get; init; }

    /// <summary>The state root, such as <c>/run/ociruntime</c>.</summary>
    public required string StateRoot { get; init; }

    /// <summary>The bundle directory; relative to the working directory.</summary>
    public string Bundle { get; init; } = ".";

    /// <summary>Where to write the pid of the container's init, in decimal, without a newline.</summary>
    public string? PidFile { get; init; }

    /// <summary>A listening unix socket that receives the master of the container's terminal.</summary>
    public string? ConsoleSocket { get; init; }

    /// <summary>A listening unix socket that receives a pidfd of the container's init.</summary>
    public string? PidfdSocket { get; init; }

    /// <summary>Use MS_MOVE and chroot(2) in place of pivot_root(2), for a rootfs on the initial ramfs.</summary>
    public bool NoPivot { get; init; }

    /// <summary>Keep the caller's session keyring.</summary>
    public bool NoNewKeyring { get; init; }

    /// <summary>Who makes the container's cgroup.</summary>
    public CgroupManager CgroupManager { get; init; }

    /// <summary>Whether the container may do without a cgroup of its own, if it asks for no limit.</summary>
    public RootlessMode Rootless { get; init; }

    /// <summary>How many descriptors after stderr (3, 4, …), and after the sockets, the container's process inherits.</summary>
    public int PreserveFds { get; init; }

    /// <summary>Sockets that the container's process inherits as descriptors 3, 4, …; null when there are none.</summary>
    public SocketActivation? Sockets { get; init; }

    /// <summary>
    /// Where a service manager waits for the container to be ready (sd_notify(3)): a path, or <c>@</c> and an abstract name.
    /// Null when none does.
    /// </summary>
    public string? NotifySocket { get; init; }
}

/// <summary>What <c>run</c> takes beside <see cref="CreateOptions"/>.</summary>
public sealed record RunOptions
{
    /// <summary>What <c>create</c> would take.</summary>
    public required CreateOptions Create { get; init; }

    /// <summary>Return once the process runs, instead of waiting for its end.</summary>
    public bool Detach { get; init; }

    /// <summary>Do not delete the container when its process has ended.</summary>
    public bool Keep { get; init; }

    /// <summary>Do not become the reaper of the container's orphans.</summary>
    public bool NoSubreaper { get; init; }
}
