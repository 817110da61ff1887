using System.CommandLine;
using Oci.Cli.Output;
using Oci.Cli.Parsing;

namespace Oci.Cli.Commands;

/// <summary><c>man</c>: prints the manual.</summary>
internal sealed class ManCommand : RuntimeCommand
{
    private readonly Argument<string?> _topic = new("command")
    {
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = Flags.Last,
    };

    public ManCommand()
        : base("man", "print the manual page of the program or of one command")
    {
        Arguments.Add(_topic);
    }

    public override string Details => "The page is source for man(1) and groff(1).";

    public override string Example => "ociruntime man create | man -l -";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        string? topic = given.GetValue(_topic);
        StandardOutput.Write(topic is null
            ? ManPage.Of(new GlobalFlags(), [.. CommandTable.All()])
            : ManPage.Of(CommandTable.Find(topic)));
        return 0;
    }
}
