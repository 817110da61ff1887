using System.CommandLine;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary>What <c>create</c> and <c>run</c> have in common.</summary>
internal sealed class CreateFlags
{
    private readonly Argument<string> _id = Flags.ContainerId();

    private readonly Option<string?> _bundle = Flags.Bundle();

    private readonly Option<string?> _consoleSocket = Flags.Text(
        "--console-socket", "PATH", "send the master of the container's terminal to this listening unix socket");

    private readonly Option<string?> _pidFile = Flags.Text(
        "--pid-file", "FILE", "write the pid of the container's process to this file");

    private readonly Option<string?> _pidfdSocket = Flags.Text(
        "--pidfd-socket", "PATH", "send a pidfd of the container's process to this listening unix socket");

    private readonly Option<bool> _noPivot = Flags.Switch(
        "--no-pivot", "change the root with MS_MOVE and chroot, for a root file system on the initial ramfs");

    private readonly Option<bool> _noNewKeyring = Flags.Switch(
        "--no-new-keyring", "leave the caller's session keyring to the container");

    private readonly Option<int> _preserveFds = Flags.Count(
        "--preserve-fds", "N", "pass the N descriptors after standard error to the container");

    public CreateFlags(Command command)
    {
        command.Arguments.Add(_id);
        command.Options.Add(_bundle);
        command.Options.Add(_consoleSocket);
        command.Options.Add(_pidFile);
        command.Options.Add(_pidfdSocket);
        command.Options.Add(_noPivot);
        command.Options.Add(_noNewKeyring);
        command.Options.Add(_preserveFds);
    }

    public CreateOptions Read(ParseResult given, GlobalOptions globals)
    {
        return new CreateOptions
        {
            Id = given.GetRequiredValue(_id),
            StateRoot = globals.StateRoot,
            Bundle = Flags.ValueOf(given, _bundle) ?? ".",
            PidFile = Flags.ValueOf(given, _pidFile),
            PidfdSocket = Flags.ValueOf(given, _pidfdSocket),
            ConsoleSocket = Flags.ValueOf(given, _consoleSocket),
            NoPivot = given.GetValue(_noPivot),
            NoNewKeyring = given.GetValue(_noNewKeyring),
            CgroupManager = globals.CgroupManager,
            Rootless = globals.Rootless,
            PreserveFds = given.GetValue(_preserveFds),
            Sockets = ServiceManager.Sockets,
            NotifySocket = ServiceManager.NotifySocket,
        };
    }
}
