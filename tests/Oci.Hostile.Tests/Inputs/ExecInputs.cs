using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Oci.Hostile.Tests.Harness;
using static Oci.Hostile.Tests.Inputs.Edits;

namespace Oci.Hostile.Tests.Inputs;

/// <summary>Processes and flags for <c>exec</c> that are none, with a container that runs.</summary>
internal static class ExecInputs
{
    private const int Failed = 255;

    public static IEnumerable<HostileInput> All() => [.. Documents(), .. Properties(), .. Files(), .. FlagsOf()];

    private static IEnumerable<HostileInput> Documents() =>
        from text in (string[])
        [
            "", " ", "null", "true", "7", "\"x\"", "[]", "{", "{}", "{\"args\":[]}", "{\"args\":[\"true\"],\"cwd\":\"/\",}",
            "// c\n{}", "{\"cwd\":\"/\",\"cwd\":\"/\"}",
            "{\"cwd\":\"/\",\"args\":[\"true\"],\"args\":[\"sh\"]}", Times(100_000, "["), new string('x', 17 << 20),
            "{\"cwd\":\"/\u0000\"}", "\ufeff",
        ]
        select Process($"text {Short(text)}", _ => text, "process.json");

    private static IEnumerable<HostileInput> Properties() =>
    [
        .. from bad in WrongTypes.Below("/process")
           select Property(bad.Pointer, bad.Json, bad.Below + ": "),
        .. from bad in ((string, string)[])
           [
               ("/process/args", "[]"), ("/process/args", """["/no/such/program"]"""), ("/process/args", """["/etc"]"""),
               ("/process/args/0", "\"\\u001b[31m\\n\""),
               ("/process/cwd", "\"relative\""), ("/process/cwd", "\"/no/such/directory\""), ("/process/cwd", "\"/bin/busybox\""),
               ("/process/env", """["A"]"""), ("/process/user/uid", "4294967295"), ("/process/rlimits/0/soft", "4096"),
               ("/process/rlimits/-", """{ "type": "RLIMIT_NOFILE", "soft": 1, "hard": 1 }"""),
               ("/process/apparmorProfile", "\"no-such-profile\""), ("/process/selinuxLabel", "\"no-such-label\""),
               ("/process/oomScoreAdj", "1001"),
               ("/process/scheduler", """{ "policy": "SCHED_FIFO", "priority": 1000 }"""), ("/process/execCPUAffinity",
               """{ "initial": "9-1" }"""),
           ]
           select Property(bad.Item1, bad.Item2, ""),
    ];

    private static IEnumerable<HostileInput> Files() =>
    [
        Exec("--process is missing", "process", static scene => ["--process", scene.Home + "/no-such-file"]),
        Exec("--process is a directory", "EISDIR", static scene => ["--process", scene.Home]),
        Exec("--process is a fifo that nobody writes to", "fifo", static scene => ["--process", Scene.Fifo(scene.Home + "/fifo")]),
        Exec("--process is a socket", "socket", static scene => ["--process", Scene.Socket(scene.Home + "/socket")]),
        Exec("--process is /dev/null", "/dev/null", static _ => ["--process", "/dev/null"]),
        Exec("--process is /dev/zero", "/dev/zero", static _ => ["--process", "/dev/zero"]),
        Exec("--process is a sparse GiB", "sparse", static scene => ["--process", Scene.Sparse(scene.Home + "/sparse", 1 << 30)]),
        Exec("--process is a loop", "loop", static scene => ["--process", File.CreateSymbolicLink(scene.Home + "/loop",
        scene.Home + "/loop").FullName]),
        .. from name in (string[])["pid-file", "pidfd-socket", "console-socket"]
           from place in (string[])["/no/such/place", "/dev/null", "/", "/proc/self/fd/0", "/" + new string('x', 5000)]
           select Exec($"--{name} {Short(place)}", "", _ => [$"--{name}", place, "--detach",
               .. name == "console-socket" ? (string[])["--tty"] : []], "sleep", "0"),
    ];

    private static IEnumerable<HostileInput> FlagsOf() =>
    [
        Exec("no command", "", static _ => []), Exec("an empty command", "", static _ => [], ""),
        .. from program in (string[])["/no/such", "no-such-program", "/etc", "/proc/self/fd/0", "\n\e[31m", new string('p', 5000),
           "../../bin/nothing"]
           select Exec($"command {Short(program)}", "", static _ => [], program),
        .. from cwd in (string[])["relative", "/no/such", "/bin/busybox", "/proc/self/fd/3", "/" + new string('c', 5000), "..", "\n\e"]
           // That of the runtime's own that is there while the directory is changed is the container's root.
           select Exec($"--cwd {Short(cwd)}", "", _ => ["--cwd", cwd], "true") with { MayWork = cwd == "/proc/self/fd/3" },
        .. from user in (string[])
           [
               "no-such-user", "-1", "4294967295", "4294967296", "99999999999", "18446744073709551616", "0:", ":", ":0",
               "0:no-such-group", "0:-1", "0:4294967296", "0:0:0", "1.5", "0x0", " 0",
               "0 ", "\n", "\e[31m", "root\nx", "０", "+0", new string('u', 100_000), "0:" + new string('9', 100_000),
           ]
           select Exec($"--user {Short(user)}", "", _ => ["--user", user], "true") with { MayWork = user is "0:" or ":0" or ":" },
        .. from cap in (string[])["", "CAP_NO_SUCH", "\n", "\e[31m", "CAP_SYS_ADMIN,CAP_KILL", new string('C', 10_000)]
           select Exec($"--cap {Short(cap)}", "", _ => ["--cap", cap], "true") with { MayWork = true },
        .. from cgroup in (string[])["no/such", "..", "../..", "/../x", "nosuch:x", ":", "cpu:", "\n\e", new string('g', 5000),
           "/no/such", "."]
           select Exec($"--cgroup {Short(cgroup)}", "", _ => ["--cgroup", cgroup],
               "true") with { MayWork = cgroup is "." or "cpu:" or ":" },
        Exec("--apparmor", "", static _ => ["--apparmor", "no-such-profile"], "true"), Exec("--process-label", "",
        static _ => ["--process-label", "no-such-label"], "true"),
        Exec("--preserve-fds", "not open", static _ => ["--preserve-fds", "9"], "true"), Exec("--tty --detach", "",
        static _ => ["--tty", "--detach"], "true"),
        Exec("--console-socket alone", "", static _ => ["--console-socket", "/x"], "true"),
        Exec("100,000 arguments", "", static _ => [], ["true", .. Enumerable.Repeat("x", 100_000)]) with { MayWork = true },
    ];

    private static HostileInput Property(string pointer, string json, string expected) => Process($"{pointer} = {json}", scene =>
    {
        scene.Raw(pointer, json);
        return scene.TextOf("/process");
    }, expected);

    private static HostileInput Process(string name, Func<Scene, string> text, string expected) => Exec(name, expected, scene =>
    {
        File.WriteAllText(scene.Home + "/process.json", text(scene));
        return ["--process", scene.Home + "/process.json"];
    });

    private static HostileInput Exec(string name, string expected, Func<Scene, string[]> flags, params string[] command) => new(
        $"exec: {name}",
        scene => scene.AllWords = ["--root", scene.Live.StateRoot, "exec", .. flags(scene), scene.Live.Id, .. command],
        expected) { ExitCode = Failed };
}
