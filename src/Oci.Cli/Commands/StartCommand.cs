using System.CommandLine;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>start</c>: lets the process of a created container run.</summary>
internal sealed class StartCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    public StartCommand()
        : base("start", "run the process of a created container")
    {
        Arguments.Add(_id);
    }

    public override string Example => "ociruntime start web";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        StartContainer.Run(globals.StateRoot, given.GetRequiredValue(_id), ServiceManager.NotifySocket);
        return 0;
    }
}
