using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>exec</c>: another process in a container.</summary>
internal sealed class ExecCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    private readonly Argument<string[]> _args = new("command")
    {
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = static result => [.. result.Tokens.Select(static token => token.Value)],
    };

    private readonly Option<string?> _process = Flags.Text(
        "--process", "FILE", "a file with the process, as in config.json, in place of a command", "-p");

    private readonly Option<bool> _tty = Flags.Switch("--tty", "give the process a terminal", "-t");

    private readonly Option<string?> _consoleSocket = Flags.Text(
        "--console-socket", "PATH", "send the master of the process's terminal to this listening unix socket");

    private readonly Option<bool> _detach = Flags.Switch("--detach", "return once the process runs", "-d");

    private readonly Option<string?> _pidFile = Flags.Text("--pid-file", "FILE", "write the pid of the process to this file");

    private readonly Option<string?> _pidfdSocket = Flags.Text(
        "--pidfd-socket", "PATH", "send a pidfd of the process to this listening unix socket");

    private readonly Option<string?> _cwd = Flags.Text("--cwd", "DIR", "the working directory");

    private readonly Option<string[]?> _env = Flags.Texts("--env", "NAME=VALUE", "set a variable; may be repeated", "-e");

    private readonly Option<string?> _user = Flags.Text(
        "--user", "USER[:GROUP]", "ids, or names from the container's /etc/passwd and /etc/group", "-u");

    private readonly Option<string[]?> _gids = Flags.Texts(
        "--additional-gids", "GID", "add a supplementary group; may be repeated", "-g");

    private readonly Option<string[]?> _caps = Flags.Texts("--cap", "CAP", "add a capability; may be repeated", "-c");

    private readonly Option<bool> _noNewPrivs = Flags.Switch("--no-new-privs", "execve shall give no new privileges");

    private readonly Option<string?> _apparmor = Flags.Text("--apparmor", "PROFILE", "the AppArmor profile");

    private readonly Option<string?> _label = Flags.Text("--process-label", "LABEL", "the SELinux context");

    private readonly Option<int> _preserveFds = Flags.Count(
        "--preserve-fds", "N", "pass the N descriptors after standard error to the process");

    private readonly Option<string[]?> _cgroup = Flags.Texts(
        "--cgroup", "[CONTROLLERS:]PATH", "run in a cgroup below the container's; may be repeated");

    private readonly Option<bool> _ignorePaused = Flags.Switch(
        "--ignore-paused", "go on in a paused container, and wait until it is resumed");

    public ExecCommand()
        : base("exec", "start another process in a container")
    {
        Arguments.Add(_id);
        Arguments.Add(_args);
        foreach (Option option in (Option[])
        [
            _process, _tty, _consoleSocket, _detach, _pidFile, _pidfdSocket, _cwd, _env, _user, _gids, _caps, _noNewPrivs,
            _apparmor, _label, _preserveFds, _cgroup, _ignorePaused,
        ])
            Options.Add(option);
    }

    public override bool EndsFlagsAtArgument => true;

    /// <summary>Engines tell by it that the exit code is not the process's.</summary>
    public override int FailureCode => 255;

    public override string Details =>
        """
        The process is the one of config.json with another command and what the flags change, or the one
        that --process gives.
        """;

    public override string OtherExitCodes =>
        "255 when the process could not be started. Without --detach: what it ended with, or 128 + N when signal N ended it.";

    public override string Example => "ociruntime exec --tty --env TERM=xterm web sh";

    public override string FirstPhase => Phases.Load;

    public override int Run(ParseResult given, GlobalOptions globals) => ExecInContainer.Run(Read(given, globals));

    public ExecOptions Read(ParseResult given, GlobalOptions globals)
    {
        string? file = Flags.ValueOf(given, _process);
        if (file is not null)
            WarnOfIgnored(given);
        return new ExecOptions
        {
            Id = given.GetRequiredValue(_id),
            StateRoot = globals.StateRoot,
            ProcessFile = file,
            Detach = given.GetValue(_detach),
            PidFile = Flags.ValueOf(given, _pidFile),
            ConsoleSocket = Flags.ValueOf(given, _consoleSocket),
            PidfdSocket = Flags.ValueOf(given, _pidfdSocket),
            PreserveFds = given.GetValue(_preserveFds),
            Sockets = ServiceManager.Sockets,
            Cgroups = [.. given.GetValue(_cgroup) ?? []],
            IgnorePaused = given.GetValue(_ignorePaused),
            Args = [.. given.GetValue(_args) ?? []],
            Terminal = given.GetValue(_tty),
            Cwd = Flags.ValueOf(given, _cwd),
            Env = [.. (given.GetValue(_env) ?? []).Select(CheckVariable)],
            User = Flags.ValueOf(given, _user),
            AdditionalGids = [.. (given.GetValue(_gids) ?? []).Select(ParseGid)],
            Capabilities = [.. given.GetValue(_caps) ?? []],
            NoNewPrivileges = IsGiven(given, _noNewPrivs) ? given.GetValue(_noNewPrivs) : null,
            ApparmorProfile = Flags.ValueOf(given, _apparmor),
            SelinuxLabel = Flags.ValueOf(given, _label),
        };
    }

    // Without a word of --tty, which engines send beside a process that has a terminal.
    private void WarnOfIgnored(ParseResult given)
    {
        foreach (Option option in (Option[])[_cwd, _env, _user, _gids, _caps, _noNewPrivs, _apparmor, _label])
        {
            if (IsGiven(given, option))
                Diagnostics.Warn?.Invoke($"ignoring {option.Name}: the process is the one that --process gives");
        }
    }

    private static bool IsGiven(ParseResult given, Option option) => given.GetResult(option) is { Implicit: false };

    private string CheckVariable(string variable) => variable.IndexOf('=', StringComparison.Ordinal) > 0
        ? variable
        : throw UsageException.InvalidValue(variable, _env.Name, "NAME=VALUE");

    private uint ParseGid(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint gid) && gid != uint.MaxValue
            ? gid
            : throw UsageException.InvalidValue(text, _gids.Name, "the id of a group");
}
