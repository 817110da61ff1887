using System.CommandLine;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>update</c>: changes the limits of a container.</summary>
internal sealed class UpdateCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    private readonly UpdateFlags _flags;

    public UpdateCommand()
        : base("update", "change the resource limits of a container")
    {
        Arguments.Add(_id);
        _flags = new UpdateFlags(this);
    }

    public override string Details =>
        """
        What is not given stays as it is. The file holds a JSON object like linux.resources of config.json,
        and - is the standard input; with it, all flags but --l3-cache-schema and --mem-bw-schema are ignored.
        """;

    public override string Example => "ociruntime update --memory 512M --pids-limit 100 web";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        UpdateContainer.Run(globals.StateRoot, given.GetRequiredValue(_id), _flags.Resources(given), _flags.Schemata(given));
        return 0;
    }
}
