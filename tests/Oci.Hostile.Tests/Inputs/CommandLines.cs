using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Oci.Hostile.Tests.Harness;
using static Oci.Hostile.Tests.Inputs.Edits;

namespace Oci.Hostile.Tests.Inputs;

/// <summary>Command lines that make no sense, and files given by flags that are none.</summary>
internal static class CommandLines
{
    private static readonly string[] Commands =
    [
        "create", "start", "run", "exec", "state", "kill", "delete", "list", "pause", "resume", "update", "ps", "events", "spec",
        "explain", "features",
        "completion", "man",
    ];

    private static readonly (string Command, string Flag)[] WithValue =
    [
        ("create", "--bundle"), ("create", "--console-socket"), ("create", "--pid-file"), ("create", "--pidfd-socket"), ("create",
        "--preserve-fds"), ("run", "-b"),
        ("exec", "--process"), ("exec", "--cwd"), ("exec", "--env"), ("exec", "--user"), ("exec", "--additional-gids"), ("exec",
        "--cap"), ("exec", "--cgroup"),
        ("exec", "--apparmor"), ("exec", "--process-label"), ("exec", "--preserve-fds"), ("exec", "--pid-file"), ("kill",
        "--signal"), ("events", "--interval"),
        ("ps", "--format"), ("list", "--format"), ("update", "--resources"), ("update", "--memory"), ("update", "--pids-limit"),
        ("spec", "--bundle"), ("explain", "--format"),
    ];

    public static IEnumerable<HostileInput> All() =>
        [.. Unknown(), .. Global(), .. Counts(), .. Values(), .. PidFiles(), .. Sockets(), .. Logs(), .. Roots(), .. Bundles()];

    private static IEnumerable<HostileInput> Unknown() =>
    [
        .. from command in Commands
           from flag in (string[])["--no-such-flag", "-Z", "--no-such-flag=\n\e[31m", "---x", "-=", "--=x", "--root=/x"]
           select Words("flag", command, flag) with { ExitCode = Code(command) },
        .. from pair in WithValue
           select Words("flag needs an argument", pair.Command, pair.Flag) with { ExitCode = Code(pair.Command) },
        .. from word in (string[])["no-such-command", "Create", "creat", "\n", "\e[31m", " ", "createx", "--create", "-",
           new string('x', 100_000), "ü", "init", "init x"]
           select Words("", word),
        Words("", "init", "999999"), Words("", "init", "0"), Words("", "init", "3", "x"), Words("", "init", "99999999999999999999"),
    ];

    private static IEnumerable<HostileInput> Global() =>
    [
        Words("--root", "--root"), Words("--root", "--root", "", "list"), Words("--root", "--root", "/", "list"), Words("--root",
        "--root", "/..", "list"),
        Words("log-format", "--log-format", "xml", "list"), Words("boolean", "--debug=maybe", "list"), Words("boolean",
        "--systemd-cgroup=2", "list"),
        Words("boolean", "--rootless", "x", "list"), Words("flag", "--no-such", "list"), Words("boolean", "--version=7"),
    ];

    private static IEnumerable<HostileInput> Counts() =>
    [
        .. from command in Commands
           where command is not ("list" or "spec" or "explain" or "features" or "man")
           select Words("requires", command) with { ExitCode = Code(command) },
        .. from command in Commands
           where command is not ("exec" or "delete" or "ps")
           select Words("requires", command, "a", "b", "c", "d"),
        Words("", "completion", "tcsh"), Words("", "man", "no-such-command"), Words("", "help", "no-such-command"),
    ];

    private static IEnumerable<HostileInput> Values() =>
    [
        .. from number in (string[])["", "-1", "x", "1.5", "1e3", "0x10", "99999999999999999999", "+3", " 3", "3 ", "３", "\n", "2147483648"]
           where number.Length > 0
           from command in (string[])["create", "run", "exec"]
           select Words("--preserve-fds", command, "--preserve-fds", number, "id") with { ExitCode = Code(command) },
        Bundled("--preserve-fds 7", "not open", "--preserve-fds", "7"), Bundled("--preserve-fds 2147483647", "not open",
            "--preserve-fds", "2147483647"),
        .. from time in (string[])["x", "1", "-1s", "0", "0s", "1s1", "s", "1.5.5s", "99999999999999999999h", "1e9s", "９s", "\n",
           "1d", "1 s", "-", "+", "NaNs", new string('9', 10_000) + "s"]
           select Words("", "events", "--interval", time, "id"),
        .. from signal in (string[])["", "0", "65", "-1", "99999999999999999999", "SIG", "SIGNOPE", "KILL9", "9x", "SIGSIGKILL",
           "RTMIN-1", "RTMAX+1", "RTMIN+31", "ſIGKILL", "\n", "\e[31m", " 9", "9 ", "0x9", "1.0"]
           select Words("signal", "kill", "id", "--", signal),
        .. from signal in (string[])["0", "65", "NOPE"]
           select Words("signal", "kill", "--signal", signal, "id"),
        Words("signal", "kill", "--signal", "9", "id", "15"),
        .. from size in (string[])["x", "-2", "1.5.5", "1X", "99999999999999999999", "9e99", "1e3", "NaN", "８", "k", "0x10", "1 0",
           "\n", "-1k", "--1"]
           from flag in (string[])["--memory", "--memory-swap", "--memory-reservation"]
           select Words(flag, "update", flag, size, "id"),
        .. from number in (string[])["x", "1.5", "99999999999999999999", "1e3", "0x10", "\n", "１"]
           from flag in (string[])["--pids-limit", "--cpu-period", "--cpu-quota", "--cpu-share", "--blkio-weight", "--cpu-burst",
               "--cpu-idle", "--cpu-rt-period", "--cpu-rt-runtime"]
           select Words(flag, "update", flag, number, "id"),
        Words("--cpu-period", "update", "--cpu-period", "-1", "id"), Words("--blkio-weight", "update", "--blkio-weight", "65536", "id"),
        .. from gid in (string[])["", "x", "-1", "4294967295", "4294967296", "1.5", " 1"]
           where gid.Length > 0
           select Words("--additional-gids", "exec", "--additional-gids", gid, "id", "true") with { ExitCode = 255 },
        .. from variable in (string[])["A", "=", "=x", "\n"]
           select Words("--env", "exec", "--env", variable, "id", "true") with { ExitCode = 255 },
        .. from format in (string[])["xml", "JSON", "\n", " "]
           from command in (string[])["list", "ps", "explain"]
           select Words("", [command, "--format", format, .. command == "ps" ? (string[])["id"] : []]),
        .. from flag in (string[])["--no-pivot=2", "--no-new-keyring=maybe", "--detach=", "--keep=yes"]
           select Words("boolean", "run", flag, "id"),
    ];

    private static IEnumerable<HostileInput> PidFiles() =>
        from place in (string[])["/no/such/pid", "DIRECTORY", "FIFO", "SOCKET", "/dev/full", "/dev/null", "/proc/self/comm", "LINK",
            "/", ".", "..", new string('p', 300), new string('/', 5000) + "x/y"]
        select new HostileInput($"--pid-file {Short(place)}", scene => scene.Words =
            ["create", "--bundle", scene.Bundle, "--pid-file", Place(scene, place), scene.Id], "pid") with { Expected = "" };

    private static IEnumerable<HostileInput> Sockets() =>
    [
        .. from place in (string[])["/no/such/socket", "DIRECTORY", "FIFO", "SOCKET", "FILE", "/dev/null", "LINK", new string('s',
           107) + "/x", new string('s', 200), "/" + new string('s', 5000)]
           from terminal in (bool[])[true, false]
           select new HostileInput($"{(terminal ? "--console-socket" : "--pidfd-socket")} {Short(place)}", scene =>
           {
               scene.Raw("/process/terminal", terminal ? "true" : "false");
               scene.Words = ["create", "--bundle", scene.Bundle, terminal ? "--console-socket" : "--pidfd-socket", Place(scene,
                   place), scene.Id];
           }),
        Bundled("--console-socket without a terminal", "console socket", "--console-socket", "/x"),
    ];

    private static IEnumerable<HostileInput> Logs() =>
        from place in (string[])["/no/such/log", "DIRECTORY", "SOCKET", "FIFO", "/proc/self/no", new string('l', 300)]
        select new HostileInput($"--log {Short(place)}", scene => scene.AllWords =
            ["--root", scene.StateRoot, "--log", Place(scene, place), "create", "--bundle", scene.Bundle, scene.Id]);

    private static IEnumerable<HostileInput> Roots() =>
        from place in (string[])["FILE", "FIFO", "SOCKET", "LINK", "/dev/null", "/dev/null/x", "/proc/x", "/proc/self/fd/x",
            new string('r', 300), "/" + new string('r', 5000)]
        from command in (string[])["create", "list", "state", "delete --force"]
        select new HostileInput($"--root {Short(place)} {command}", scene => scene.AllWords =
            ["--root", Place(scene, place), .. command == "create" ? (string[])["create", "--bundle", scene.Bundle, scene.Id]
                : command == "list" ? ["list"] : [.. command.Split(' '), scene.Id]])
        {
            // What is not there holds no containers.
            MayWork = command is "list" or "delete --force" && place is not ("FILE" or "FIFO" or "SOCKET" or "/dev/null"),
        };

    private static IEnumerable<HostileInput> Bundles() =>
        from place in (string[])["/no/such/bundle", "FILE", "FIFO", "LINK", "/dev/null", "/proc/self/fd/0", "/", "\n\e[31m",
            new string('b', 300), "/" + new string('b', 5000), "../../.."]
        from command in (string[])["create", "run", "explain", "explain --check"]
        select new HostileInput($"{command} --bundle {Short(place)}", scene => scene.Words =
            [.. command.Split(' '), "--bundle", Place(scene, place), .. command.StartsWith("explain",
            StringComparison.Ordinal) ? (string[])[] : [scene.Id]]);

    private static HostileInput Bundled(string name, string expected, params string[] flags) =>
        new(name, scene => scene.Words = ["create", "--bundle", scene.Bundle, .. flags, scene.Id], expected);

    private static int Code(string command) => command == "exec" ? 255 : 1;

    private static string Place(Scene scene, string place)
    {
        string path = scene.Home + "/" + place;
        switch (place)
        {
            case "DIRECTORY":
                return Directory.CreateDirectory(path).FullName;
            case "FILE":
                File.WriteAllText(path, "content");
                return path;
            case "FIFO":
                return Scene.Fifo(path);
            case "LINK":
                // A loop.
                return File.CreateSymbolicLink(path, path).FullName;
            case "SOCKET":
                return Scene.Socket(path);
            default:
                return place.StartsWith('/') || place.StartsWith('.') ? place : path;
        }
    }
}
