using System.CommandLine;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>kill</c>: sends a signal.</summary>
internal sealed class KillCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    private readonly Argument<int?> _signal = new("signal")
    {
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => SignalName.Parse(Flags.Last(result)),
    };

    private readonly Option<string?> _signalFlag = Flags.Text(
        "--signal", "SIGNAL", "another way to give the signal", "-s");

    private readonly Option<bool> _all = Flags.Switch("--all", "signal every process in the container's cgroup", "-a");

    public KillCommand()
        : base("kill", "send a signal to the process of a container")
    {
        Arguments.Add(_id);
        Arguments.Add(_signal);
        Options.Add(_signalFlag);
        Options.Add(_all);
    }

    public override string Details =>
        "The signal is a number or a name: 9, KILL, SIGKILL, kill, RTMIN+1. Without one it is TERM.";

    public override string Example => "ociruntime kill web TERM";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        KillContainer.Run(globals.StateRoot, given.GetRequiredValue(_id), SignalOf(given), given.GetValue(_all));
        return 0;
    }

    private int SignalOf(ParseResult given) => (given.GetValue(_signal), Flags.ValueOf(given, _signalFlag)) switch
    {
        (null, null) => SignalName.Terminate,
        ({ } signal, null) => signal,
        (null, { } name) => SignalName.Parse(name),
        _ => throw new UsageException("the signal is given twice", "use --signal or the argument"),
    };
}
