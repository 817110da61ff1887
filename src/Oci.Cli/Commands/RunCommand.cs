using System.CommandLine;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>run</c>: create and start in one.</summary>
internal sealed class RunCommand : RuntimeCommand
{
    private readonly CreateFlags _flags;

    private readonly Option<bool> _detach = Flags.Switch("--detach", "return once the process runs", "-d");

    private readonly Option<bool> _keep = Flags.Switch(
        "--keep", "do not delete the container when its process has ended");

    private readonly Option<bool> _noSubreaper = Flags.Switch("--no-subreaper", "do not reap the container's orphans");

    public RunCommand()
        : base("run", "create and start a container")
    {
        _flags = new CreateFlags(this);
        Options.Add(_detach);
        Options.Add(_keep);
        Options.Add(_noSubreaper);
    }

    public override string Details =>
        """
        Without --detach, waits for the container's process, passes on the signals that it is sent, and deletes the
        container at the end.
        """;

    public override string OtherExitCodes =>
        "Without --detach: what the container's process ended with, or 128 + N when signal N ended it.";

    public override string Example => "ociruntime run --bundle /srv/web --detach web";

    public override string FirstPhase => Phases.Load;

    public override int Run(ParseResult given, GlobalOptions globals) => RunContainer.Run(new RunOptions
    {
        Create = _flags.Read(given, globals),
        Detach = given.GetValue(_detach),
        Keep = given.GetValue(_keep),
        NoSubreaper = given.GetValue(_noSubreaper),
    });
}
