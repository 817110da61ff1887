using System.IO;

namespace Oci.Integration.Tests.Machine;

/// <summary>What sets a bundle apart from the usual one.</summary>
public enum BundleKind
{
    /// <summary>New namespaces of every kind but a user namespace.</summary>
    Usual,

    /// <summary>A user namespace as well.</summary>
    UserNamespace,

    /// <summary>No mount namespace: the mounts are made on the host.</summary>
    HostMounts,

    /// <summary>A program that goes on, and a seccomp filter.</summary>
    Filtered,
}

/// <summary>
/// A bundle with a little of everything: what engines ask for by default, a device, a sysctl, a bind mount.
/// </summary>
internal static class TestBundle
{
    /// <summary>Directories of the rootfs that mounts need, so that a container adds none.</summary>
    private static readonly string[] Directories = ["bin", "dev", "etc", "proc", "sys", "tmp"];

    private static readonly string[] Applets = ["cat", "env", "grep", "hostname", "ls", "readlink", "sed", "sh", "sleep", "stat"];

    /// <summary>A static program, which needs nothing else in the rootfs.</summary>
    private const string Busybox = "/bin/busybox";
    private const string UsrBusybox = "/usr/bin/busybox";

    private const string IdMappings =
        """
        "uidMappings": [{ "containerID": 0, "hostID": 100000, "size": 65536 }],
        "gidMappings": [{ "containerID": 0, "hostID": 100000, "size": 65536 }],
        """;

    /// <summary>Device nodes cannot be made in a user namespace.</summary>
    private const string Devices =
        """
        "devices": [{ "path": "/dev/fuse", "type": "c", "major": 10, "minor": 229, "fileMode": 438, "uid": 0, "gid": 0 }],
        """;

    private const string Filter =
        """
        "seccomp": {
          "defaultAction": "SCMP_ACT_ALLOW",
          "syscalls": [{ "names": ["add_key", "keyctl"], "action": "SCMP_ACT_ERRNO" }]
        },
        """;

    public static void Write(string directory, string cgroupsPath, BundleKind kind)
    {
        foreach (string name in Directories)
            Directory.CreateDirectory(Path.Combine(directory, "rootfs", name));
        File.Copy(File.Exists(Busybox) ? Busybox : UsrBusybox, Path.Combine(directory, "rootfs", "bin", "true"));
        foreach (string applet in Applets)
            File.CreateSymbolicLink(Path.Combine(directory, "rootfs", "bin", applet), "true");
        File.WriteAllText(Path.Combine(directory, "rootfs", "etc", "resolv.conf"), "");
        File.WriteAllText(Path.Combine(directory, "resolv.conf"), "nameserver 192.0.2.1\n");
        string config = Config(cgroupsPath, Path.Combine(directory, "resolv.conf"), kind);
        File.WriteAllText(Path.Combine(directory, "config.json"), config);
    }

    private static string Config(string cgroupsPath, string resolvConf, BundleKind kind) =>
        $$"""
        {
          "ociVersion": "1.0.2",
          "process": {
            "user": { "uid": 1000, "gid": 1000, "additionalGids": [5] },
            "args": {{(kind == BundleKind.Filtered ? """["/bin/sleep", "1000"]""" : """["/bin/true"]""")}},
            "env": ["PATH=/bin"],
            "cwd": "/",
            "capabilities": {
              "bounding": ["CAP_KILL", "CAP_CHOWN"], "effective": ["CAP_KILL"], "permitted": ["CAP_KILL"],
              "inheritable": ["CAP_KILL"], "ambient": ["CAP_KILL"]
            },
            "rlimits": [{ "type": "RLIMIT_NOFILE", "soft": 512, "hard": 512 }],
            "noNewPrivileges": true
          },
          "root": { "path": "rootfs", "readonly": true },
          "hostname": "faulty",
          "mounts": [
            { "destination": "/proc", "type": "proc", "source": "proc" },
            { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=65536k"] },
            { "destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["newinstance", "ptmxmode=0666"] },
            { "destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "noexec", "nodev"] },
            { "destination": "/dev/mqueue", "type": "mqueue", "source": "mqueue" },
            { "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"] },
            { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup",
              "options": ["nosuid", "noexec", "nodev", "ro"] },
            { "destination": "/etc/resolv.conf", "type": "bind", "source": "{{resolvConf}}", "options": ["bind", "ro", "private"] }
          ],
          "linux": {
            "cgroupsPath": "{{cgroupsPath}}",
            "namespaces": [
              { "type": "pid" }, { "type": "network" }, { "type": "ipc" }, { "type": "uts" },
              { "type": "cgroup" }
              {{(kind == BundleKind.HostMounts ? "" : """, { "type": "mount" }""")}}
              {{(kind == BundleKind.UserNamespace ? """, { "type": "user" }""" : "")}}
            ],
            {{(kind == BundleKind.UserNamespace ? IdMappings : Devices)}}
            {{(kind == BundleKind.Filtered ? Filter : "")}}
            "sysctl": { "kernel.msgmax": "4096" },
            "resources": {
              "devices": [
                { "allow": false, "access": "rwm" },
                { "allow": true, "type": "c", "major": 10, "minor": 229, "access": "rw" }
              ]
            },
            "maskedPaths": ["/proc/kcore", "/proc/timer_list", "/sys/firmware"],
            "readonlyPaths": ["/proc/sys", "/proc/irq"]
          }
        }
        """;
}
