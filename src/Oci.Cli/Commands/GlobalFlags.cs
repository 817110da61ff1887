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

    private readonly Option<string?> _rootless = Flags.Text(
        "--rootless", "BOOL", "whether a container may do without a cgroup: true, false or auto (default: auto)");

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
        Options.Add(_rootless);
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
            SystemdCgroup = given.GetValue(_systemdCgroup),
            Rootless = ParseRootless(Flags.ValueOf(given, _rootless)),
            ShowVersion = given.GetValue(_version),
        };
    }

    private static LogFormat ParseLogFormat(string? format) => format switch
    {
        null or "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        _ => throw new UsageException($"invalid log-format: {format}", "use text or json"),
    };

    private static RootlessMode ParseRootless(string? rootless)
    {
        if (rootless is null or "auto")
            return RootlessMode.Auto;
        return ArgumentNormalizer.NormalizeBoolean(rootless, "--rootless") == "true" ? RootlessMode.Always : RootlessMode.Never;
    }
}
