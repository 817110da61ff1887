using System.CommandLine;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>delete</c>: removes what is left of a container.</summary>
internal sealed class DeleteCommand : RuntimeCommand
{
    private readonly Argument<string[]> _ids = Flags.ContainerIds();

    private readonly Option<bool> _force = Flags.Switch(
        "--force", "kill a container that still runs; one that does not exist is no error", "-f");

    public DeleteCommand()
        : base("delete", "delete stopped containers")
    {
        Arguments.Add(_ids);
        Options.Add(_force);
    }

    public override string Details => "With several ids, those that can be deleted are, whatever becomes of the others.";

    public override string Example => "ociruntime delete --force web";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        RuntimeFailure? last = null;
        foreach (string id in given.GetRequiredValue(_ids))
        {
            try
            {
                DeleteContainer.Run(globals.StateRoot, id, given.GetValue(_force));
            }
            catch (RuntimeFailure failure)
            {
                // The others are deleted all the same, and every failure is told.
                if (last is not null)
                    Diagnostics.Warn?.Invoke(last.Message);
                last = failure;
            }
        }
        return last is null ? 0 : throw last;
    }
}
