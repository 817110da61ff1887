using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Oci.Hostile.Tests.Harness;
using static Oci.Hostile.Tests.Inputs.Edits;

namespace Oci.Hostile.Tests.Inputs;

/// <summary>Bundles whose files are none, and root file systems of images that mean no good.</summary>
internal static class BundleFiles
{
    public static IEnumerable<HostileInput> All() => [.. Configs(), .. Roots(), .. Trees(), .. Mounts()];

    private static IEnumerable<HostileInput> Configs() =>
    [
        Config("missing", static _ => { }), Config("a directory", static path => Directory.CreateDirectory(path)),
        Config("a fifo", static path => Scene.Fifo(path)), Config("/dev/null", static path => File.CreateSymbolicLink(path, "/dev/null")),
        Config("/dev/zero", static path => File.CreateSymbolicLink(path, "/dev/zero")), Config("a device",
        static path => Scene.Device(path, 1, 5)),
        Config("a link to itself", static path => File.CreateSymbolicLink(path, path)), Config("a dangling link",
        static path => File.CreateSymbolicLink(path, "no-such-file")),
        Config("a sparse GiB", static path => Scene.Sparse(path, 1 << 30)), Config("a sparse TiB", static path => Scene.Sparse(path,
        1L << 40)),
        Config("17 MiB of nothing", static path => Scene.Sparse(path, 17 << 20)), Config("empty",
        static path => File.WriteAllText(path, "")),
        Config("/proc/self/mem", static path => File.CreateSymbolicLink(path, "/proc/self/mem")), Config("/proc/kmsg",
        static path => File.CreateSymbolicLink(path, "/proc/kmsg")),
        Config("/proc/self/exe", static path => File.CreateSymbolicLink(path, "/proc/self/exe")), Config("/dev/tty",
        static path => File.CreateSymbolicLink(path, "/dev/tty")),
        Config("/proc/self/fd/0", static path => File.CreateSymbolicLink(path, "/proc/self/fd/0")),
    ];

    private static HostileInput Config(string name, Action<string> make) => new($"config.json is {name}", scene =>
    {
        scene.HasConfig = false;
        make(scene.Bundle + "/config.json");
    }, "config.json");

    private static IEnumerable<HostileInput> Roots() =>
    [
        .. from path in (string[])["", "no-such-rootfs", "/no/such", "config.json", "/dev/null", "/proc/self/fd/0", "..\n\e[31m",
           new string('r', 300), "/" + new string('r', 5000)]
           select Bad("/root/path", Quoted(path)),
        Root("a file", static path => File.WriteAllText(path, "")), Root("a fifo", static path => Scene.Fifo(path)),
        Root("a device", static path => Scene.Device(path, 1, 3)),
        Root("a link to itself", static path => File.CreateSymbolicLink(path, path)), Root("a dangling link",
        static path => File.CreateSymbolicLink(path, "no-such-directory")),
        Root("an empty directory", static path => Directory.CreateDirectory(path), "/process/args"),
        .. from path in (string[])["/", ".", "..", "/proc", "/sys"]
           select Odd("/root/path", Quoted(path)),
    ];

    private static HostileInput Root(string name, Action<string> make,
        string expected = "/root/path") => new($"the rootfs is {name}", scene =>
    {
        scene.Config["/root/path"] = "rootfs";
        make(scene.Rootfs);
    }, expected);

    /// <summary>What the usual mounts, devices and files meet in the image.</summary>
    private static IEnumerable<HostileInput> Trees() =>
        from place in (string[])
        [
            "/proc", "/sys", "/dev", "/dev/pts", "/dev/shm", "/dev/null", "/dev/console", "/dev/ptmx", "/dev/stdin", "/etc",
            "/etc/passwd", "/etc/group", "/bin", "/bin/true",
            "/tmp", "/mnt",
        ]
        from kind in (string[])["file", "fifo", "socket", "device", "loop", "outside", "outside-file", "proc", "root", "dangling",
            "huge", "full"]
        where !(place == "/etc" && kind == "outside")
        select new HostileInput($"{place} of the image is {kind}", scene => Spoil(scene, place, kind)) { MayWork = true };

    private static void Spoil(Scene scene, string place, string kind)
    {
        string path = scene.OwnRootfs() + place;
        // What is looked for in them, and a mount in a place of its own.
        scene.Raw("/process/user/username", "\"nobody\"");
        scene.Config.Mount("/mnt", "tmpfs", "tmpfs");
        if (place is "/dev/null" or "/dev/console" or "/dev/ptmx" or "/dev/stdin" or "/dev/pts" or "/dev/shm")
            scene.Config.WithoutDev();
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        File.Delete(path);
        switch (kind)
        {
            case "file": File.WriteAllText(path, "x"); break;
            case "fifo": Scene.Fifo(path); break;
            case "device": Scene.Device(path, 1, 7); break;
            case "loop": File.CreateSymbolicLink(path, Path.GetFileName(path)); break;
            case "outside": File.CreateSymbolicLink(path, scene.Outside); break;
            case "outside-file": File.CreateSymbolicLink(path, scene.Outside + "/file"); break;
            case "proc": File.CreateSymbolicLink(path, "/proc/self/root"); break;
            case "root": File.CreateSymbolicLink(path, "/"); break;
            case "dangling": File.CreateSymbolicLink(path, Times(300, "../") + "no/such"); break;
            case "huge": Scene.Sparse(path, 1L << 32); break;
            case "full": File.CreateSymbolicLink(path, "/dev/full"); break;
            case "socket": Scene.Socket(path); break;
        }
    }

    private static IEnumerable<HostileInput> Mounts() =>
    [
        .. from mount in (string[])
           [
               """{ "destination": "" }""", """{ "destination": "/mnt", "type": "no-such-fs" }""",
               """{ "destination": "/mnt", "type": "" }""",
               """{ "destination": "/mnt", "type": "bind" }""", """{ "destination": "/mnt", "options": ["bind"] }""",
               """{ "destination": "/mnt", "source": "/no/such", "options": ["rbind"] }""",
               """{ "destination": "/mnt", "type": "tmpfs", "options": ["no-such-option"] }""",
               """{ "destination": "/mnt", "type": "tmpfs", "options": ["size=-5"] }""",
               """{ "destination": "/mnt", "type": "tmpfs", "options": ["mode=999"] }""",
               """{ "destination": "/mnt", "type": "tmpfs", "options": ["\n\u001b[31m"] }""",
               """{ "destination": "/bin/busybox", "type": "tmpfs" }""", """{ "destination": "/bin/busybox/x", "type": "tmpfs" }""",
               """{ "destination": "/mnt", "type": "ext4", "source": "/dev/null" }""",
               """{ "destination": "/mnt", "type": "ext4", "source": "/no/such" }""",
               """{ "destination": "/mnt", "type": "overlay", "source": "overlay", "options": ["lowerdir=/no/such"] }""",
               """{ "destination": "/mnt", "type": "tmpfs", "uidMappings": [{ "containerID": 0, "hostID": 0, "size": 1 }] }""",
               """{ "destination": "/mnt", "type": "bind", "source": "/tmp", "options": ["bind", "idmap"] }""",
               """
               { "destination": "/mnt", "type": "bind", "source": "/tmp", "options": ["bind"],
                 "uidMappings": [{ "containerID": 0, "hostID": 4294967295, "size": 9 }],
                 "gidMappings": [{ "containerID": 0, "hostID": 0, "size": 9 }] }
               """,
               """{ "destination": "/proc/self/attr", "type": "tmpfs" }""",
               """{ "destination": "/proc/sys", "type": "bind", "source": "/tmp", "options": ["bind"] }""",
               """{ "destination": "/mnt", "type": "cgroup3" }""", """{ "destination": "/mnt", "type": "mqueue", "options": ["x=y"] }""",
           ]
           select Bad("/mounts/-", mount, ""),
        .. from mount in (string[])
           [
               """{ "destination": "/", "type": "tmpfs" }""", """{ "destination": "relative", "type": "tmpfs" }""",
               """{ "destination": "../../..", "type": "tmpfs" }""",
               """{ "destination": "/a/../../../b", "type": "tmpfs" }""", """{ "destination": "/\n\u001b[31m", "type": "tmpfs" }""",
               """{ "destination": "/mnt", "type": "tmpfs", "options": [""] }""",
               """{ "destination": "/mnt", "type": "tmpfs", "options": ["ro", "rw", "bind", "rbind"] }""",
               """{ "destination": "/mnt", "type": "tmpfs", "options": ["shared", "private", "slave"] }""",
               """{ "destination": "/mnt", "type": "bind", "source": "/dev/null", "options": ["bind"] }""",
               """{ "destination": "/mnt", "type": "bind", "source": ".", "options": ["bind"] }""",
               """{ "destination": "/mnt", "type": "bind", "source": "", "options": ["bind"] }""",
               """{ "destination": "/bin/true", "type": "bind", "source": "/tmp", "options": ["bind"] }""",
               """{ "destination": "/mnt", "type": "tmpfs", "options": ["tmpcopyup"] }""",
               """{ "destination": "/dev/x/../../proc/x", "type": "tmpfs" }""", """{ "destination": "/.", "type": "tmpfs" }""",
           ]
           select Odd("/mounts/-", mount),
        new("a bind mount of a fifo", static scene => scene.Config.Mount("/fifo", "bind", Scene.Fifo(scene.Home + "/fifo"),
        "bind")) { MayWork = true },
        new("a mount through a loop of links", static scene =>
        {
            string root = scene.OwnRootfs();
            File.CreateSymbolicLink(root + "/a", "b");
            File.CreateSymbolicLink(root + "/b", "a");
            scene.Config.Mount("/a/x", "tmpfs", "tmpfs");
        }, "/mounts/6"),
        new("a mount through a chain of 60 links", static scene =>
        {
            string root = scene.OwnRootfs();
            for (int i = 0; i < 60; i++)
                File.CreateSymbolicLink($"{root}/l{i}", $"l{i + 1}");
            scene.Config.Mount("/l0", "tmpfs", "tmpfs");
        }, "/mounts/6"),
        new("a mount through a link that leads upwards", static scene =>
        {
            string root = scene.OwnRootfs();
            File.CreateSymbolicLink(root + "/up", $"../../../../../../../../../..{scene.Outside}");
            scene.Config.Mount("/up/new/directory", "tmpfs", "tmpfs");
        }) { MayWork = true },
    ];
}
