using System.CommandLine;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;
using Oci.Spec;

namespace Oci.Cli.Commands;

/// <summary><c>state</c>: prints the state document of a container.</summary>
internal sealed class StateCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    public StateCommand()
        : base("state", "print the state of a container as JSON")
    {
        Arguments.Add(_id);
    }

    public override string Example => "ociruntime state web";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        ContainerState state = QueryContainers.State(globals.StateRoot, given.GetRequiredValue(_id));
        StandardOutput.WriteLine(StateJson.WriteIndented(state));
        return 0;
    }
}
