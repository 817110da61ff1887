using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>ps</c>: shows the processes of a container.</summary>
internal sealed class PsCommand : RuntimeCommand
{
    private readonly Argument<string> _id = Flags.ContainerId();

    private readonly Argument<string[]> _options = new("ps-options")
    {
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = static result => [.. result.Tokens.Select(static token => token.Value)],
    };

    private readonly ChoiceOption _format = Flags.Choice("--format", "FORMAT", ["table", "json"], "-f");

    public PsCommand()
        : base("ps", "show the processes of a container")
    {
        Arguments.Add(_id);
        Arguments.Add(_options);
        Options.Add(_format);
    }

    public override bool EndsFlagsAtArgument => true;

    public override string Details =>
        """
        The table is what the host's ps prints of them, with the options after the container's id, or -ef.
        As JSON it is an array of their process ids on the host.
        """;

    public override string Example => "ociruntime ps web -o pid,stat,cmd";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        string format = Flags.ValueOf(given, _format);
        List<int> pids = ListProcesses.Run(globals.StateRoot, given.GetRequiredValue(_id));
        string[] options = given.GetValue(_options) is { Length: > 0 } words ? words : ["-ef"];
        StandardOutput.Write(format == "json" ? ProcessTable.Json(pids) : ProcessTable.Filter(HostPs.Run(options), pids));
        return 0;
    }
}
