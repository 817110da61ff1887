using System.CommandLine;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>delete</c>: removes what is left of a container.</summary>
internal sealed class DeleteCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    private readonly Option<bool> _force = Flags.Switch(
        "--force", "kill a container that still runs; one that does not exist is no error", "-f");

    public DeleteCommand()
        : base("delete", "delete a stopped container")
    {
        Arguments.Add(_id);
        Options.Add(_force);
    }

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        DeleteContainer.Run(globals.StateRoot, given.GetRequiredValue(_id), given.GetValue(_force));
        return 0;
    }
}
