using System;

namespace Oci.Spec;

/// <summary>
/// The configuration to start from, the same that <c>runc spec</c> writes: a shell on a terminal in a read-only root.
/// </summary>
public static class DefaultSpec
{
    private static readonly ValueList<string> Capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];

    private static readonly DeviceRule DenyAllDevices = new(Allow: false, Type: 'a', Major: null, Minor: null, "rwm");

    private static readonly NamespaceKind[] AlwaysNew = [NamespaceKind.Ipc, NamespaceKind.Uts, NamespaceKind.Mount];

    /// <param name="cgroupV2">
    /// Adds a cgroup namespace, which hides the host's cgroups; useful only with cgroup v2.
    /// </param>
    public static ContainerSpec Create(bool cgroupV2) => new()
    {
        OciVersion = SpecVersion.Newest,
        Process = Process(),
        Root = new() { Path = "rootfs", Readonly = true },
        Hostname = "ociruntime",
        Mounts = Mounts(
            PseudoTerminals("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
            Mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro")),
        Linux = new()
        {
            Resources = new() { Devices = [DenyAllDevices] },
            Namespaces = Namespaces([NamespaceKind.Pid, NamespaceKind.Network, .. AlwaysNew, .. Cgroup(cgroupV2)]),
            MaskedPaths = MaskedPaths(),
            ReadonlyPaths = ReadonlyPaths(),
        },
    };

    /// <summary>
    /// For a user without privileges, who becomes root in a user namespace: the host's network, no limits, and nothing
    /// mounted that needs more than that user's ids.
    /// </summary>
    public static ContainerSpec CreateRootless(uint uid, uint gid, bool cgroupV2) => Create(cgroupV2) with
    {
        Mounts = Mounts(
            // gid 5, the terminals' group, is not mapped.
            PseudoTerminals("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"),
            // A sysfs can be mounted only by who owns the network namespace.
            Mount("/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro")),
        Linux = new()
        {
            UidMappings = [new IdMapping(0, uid, 1)],
            GidMappings = [new IdMapping(0, gid, 1)],
            Namespaces = Namespaces([NamespaceKind.Pid, .. AlwaysNew, .. Cgroup(cgroupV2), NamespaceKind.User]),
            MaskedPaths = MaskedPaths(),
            ReadonlyPaths = ReadonlyPaths(),
        },
    };

    private static ProcessSpec Process() => new()
    {
        Terminal = true,
        Args = ["sh"],
        Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
        Cwd = "/",
        Capabilities = new()
        {
            Bounding = Capabilities,
            Effective = Capabilities,
            Permitted = Capabilities,
            Ambient = Capabilities,
        },
        Rlimits = [new Rlimit("RLIMIT_NOFILE", 1024, 1024)],
        NoNewPrivileges = true,
    };

    private static ValueList<MountSpec> Mounts(MountSpec terminals, MountSpec sys) =>
    [
        Mount("/proc", "proc", "proc"),
        Mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
        terminals,
        Mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
        Mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
        sys,
        Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"),
    ];

    private static MountSpec PseudoTerminals(params ValueList<string> options) =>
        Mount("/dev/pts", "devpts", "devpts", options);

    private static MountSpec Mount(string destination, string type, string source, params ValueList<string> options) =>
        new() { Destination = destination, Type = type, Source = source, Options = options };

    private static NamespaceKind[] Cgroup(bool cgroupV2) => cgroupV2 ? [NamespaceKind.Cgroup] : [];

    private static ValueList<NamespaceSpec> Namespaces(ReadOnlySpan<NamespaceKind> kinds)
    {
        var namespaces = new NamespaceSpec[kinds.Length];
        for (int i = 0; i < kinds.Length; i++)
            namespaces[i] = new NamespaceSpec(kinds[i], Path: null);
        return [.. namespaces];
    }

    /// <summary>What tells about the host or its hardware.</summary>
    private static ValueList<string> MaskedPaths() =>
    [
        "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi",
    ];

    /// <summary>What changes the host.</summary>
    private static ValueList<string> ReadonlyPaths() =>
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
}
