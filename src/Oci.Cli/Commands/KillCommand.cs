using System.CommandLine;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>kill</c>: sends a signal.</summary>
internal sealed class KillCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    private readonly Argument<int> _signal = new("signal")
    {
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => SignalName.Parse(Flags.Last(result)),
        DefaultValueFactory = _ => SignalName.Terminate,
    };

    private readonly Option<bool> _all = Flags.Switch("--all", "signal every process in the container's cgroup", "-a");

    public KillCommand()
        : base("kill", "send a signal to the process of a container")
    {
        Arguments.Add(_id);
        Arguments.Add(_signal);
        Options.Add(_all);
    }

    public override string Details =>
        "The signal is a number or a name: 9, KILL, SIGKILL, kill, RTMIN+1. Without one it is TERM.";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        int signal = given.GetValue(_signal);
        KillContainer.Run(globals.StateRoot, given.GetRequiredValue(_id), signal, given.GetValue(_all));
        return 0;
    }
}
