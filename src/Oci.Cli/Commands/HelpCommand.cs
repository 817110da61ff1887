using System.CommandLine;
using Oci.Cli.Output;
using Oci.Cli.Parsing;

namespace Oci.Cli.Commands;

/// <summary><c>help</c>: prints what the program, or one command, can do.</summary>
internal sealed class HelpCommand : RuntimeCommand
{
    public const string Verb = "help";

    private readonly Argument<string?> _topic = new("command")
    {
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = Flags.Last,
    };

    public HelpCommand()
        : base(Verb, "print the commands, or the flags of one command")
    {
        Arguments.Add(_topic);
    }

    public override string Example => "ociruntime help create";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        string? topic = given.GetValue(_topic);
        StandardOutput.Write(topic is null
            ? HelpText.Of(new GlobalFlags(), [.. CommandTable.All()])
            : HelpText.Of(CommandTable.Find(topic)));
        return 0;
    }
}
