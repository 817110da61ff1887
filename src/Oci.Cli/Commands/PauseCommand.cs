using System.CommandLine;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>pause</c>: suspends all processes of a container.</summary>
internal sealed class PauseCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    public PauseCommand()
        : base("pause", "suspend all processes of a container")
    {
        Arguments.Add(_id);
    }

    public override string Example => "ociruntime pause web";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        PauseContainer.Run(globals.StateRoot, given.GetRequiredValue(_id));
        return 0;
    }
}

/// <summary><c>resume</c>: lets the processes of a paused container go on.</summary>
internal sealed class ResumeCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    public ResumeCommand()
        : base("resume", "let the processes of a paused container go on")
    {
        Arguments.Add(_id);
    }

    public override string Example => "ociruntime resume web";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        PauseContainer.Resume(globals.StateRoot, given.GetRequiredValue(_id));
        return 0;
    }
}
