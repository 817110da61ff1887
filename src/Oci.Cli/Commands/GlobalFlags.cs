using System;
using System.CommandLine;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary>The flags before the command.</summary>
internal sealed class GlobalFlags : Command
{
    private readonly Option<string?> _root = Flags.Text(
        "--root", "DIR", "where state is kept (default: /run/ociruntime or $XDG_RUNTIME_DIR/ociruntime)");

    private readonly Option<string?> _log = Flags.Text("--log", "FILE", "add errors and warnings to this file");

    private readonly ChoiceOption _logFormat = Flags.Choice("--log-format", "FORMAT", ["text", "json"]);

    private readonly Option<bool> _debug = Flags.Switch("--debug", "log what is being done");

    private readonly Option<string?> _trace = Flags.Text(
        "--trace", "FILE", "write a timeline of all steps to this file, for Perfetto or chrome://tracing");

    private readonly Option<bool> _systemdCgroup = Flags.Switch(
        "--systemd-cgroup", "have systemd make the cgroup; linux.cgroupsPath is then slice:prefix:name");

    private readonly ChoiceOption _cgroupManager = Flags.Choice(
        "--cgroup-manager", "MANAGER", ["cgroupfs", "systemd", "disabled"]);

    private readonly Option<string?> _rootless = Flags.Text(
        "--rootless", "BOOL", "whether a container may do without a cgroup: true, false or auto (default: auto)");

    private readonly Option<string?> _timeout = Flags.Text(
        "--timeout", "TIME", "give up when others keep the command waiting for longer, such as 10s; 0 is for ever");

    private readonly Option<string?> _criu = Flags.Text("--criu", "PATH", "has no effect; older engines give it");

    private readonly Option<bool> _version = Flags.Switch("--version", "print the version", "-v");

    public GlobalFlags()
        : base(VersionText.Program, "runs containers as the Open Container Initiative specifies them")
    {
        Options.Add(_root);
        Options.Add(_log);
        Options.Add(_logFormat);
        Options.Add(_debug);
        Options.Add(_trace);
        Options.Add(_systemdCgroup);
        Options.Add(_cgroupManager);
        Options.Add(_rootless);
        Options.Add(_timeout);
        Options.Add(_criu);
        Options.Add(_version);
    }

    public GlobalOptions Read(ParseResult given)
    {
        return new GlobalOptions
        {
            GivenRoot = given.GetValue(_root),
            LogFile = Flags.ValueOf(given, _log),
            LogFormat = ParseLogFormat(Flags.ValueOf(given, (Option<string?>)_logFormat)),
            Debug = given.GetValue(_debug),
            TraceFile = Flags.ValueOf(given, _trace),
            CgroupManager = ParseCgroupManager(
                Flags.ValueOf(given, (Option<string?>)_cgroupManager), given.GetValue(_systemdCgroup)),
            Rootless = ParseRootless(Flags.ValueOf(given, _rootless)),
            TimeLimit = ParseTimeLimit(Flags.ValueOf(given, _timeout)),
            ShowVersion = given.GetValue(_version),
        };
    }

    private static TimeSpan ParseTimeLimit(string? time)
    {
        TimeSpan limit = time is null ? TimeSpan.Zero : GoDuration.Parse(time, "--timeout");
        return limit >= TimeSpan.Zero ? limit : throw UsageException.InvalidValue(time!, "--timeout", "a time that is not negative");
    }

    private static LogFormat ParseLogFormat(string? format) => format switch
    {
        null or "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        _ => throw new UsageException($"invalid log-format: {format}", "use text or json"),
    };

    // podman gives this one, which crun has, to whatever is called crun.
    private static CgroupManager ParseCgroupManager(string? manager, bool isSystemd) => manager switch
    {
        null => isSystemd ? CgroupManager.Systemd : CgroupManager.Cgroupfs,
        "cgroupfs" => CgroupManager.Cgroupfs,
        "systemd" => CgroupManager.Systemd,
        "disabled" => CgroupManager.Disabled,
        _ => throw new UsageException($"invalid cgroup-manager: {manager}", "use cgroupfs, systemd or disabled"),
    };

    private static RootlessMode ParseRootless(string? rootless)
    {
        if (rootless is null or "auto")
            return RootlessMode.Auto;
        return ArgumentNormalizer.NormalizeBoolean(rootless, "--rootless") == "true" ? RootlessMode.Always : RootlessMode.Never;
    }
}
