using System.CommandLine;
using Oci.Cli.Completion;
using Oci.Cli.Output;
using Oci.Cli.Parsing;

namespace Oci.Cli.Commands;

/// <summary><c>completion</c>: prints a script that completes command lines.</summary>
internal sealed class CompletionCommand : RuntimeCommand
{
    private readonly Argument<string> _shell = new("shell") { Arity = ArgumentArity.ExactlyOne, CustomParser = Flags.Last };

    public CompletionCommand()
        : base("completion", "print a script with which a shell completes command lines")
    {
        Arguments.Add(_shell);
    }

    public static string[] Shells { get; } = ["bash", "zsh", "fish"];

    public override string Details =>
        """
        The shell is bash, zsh or fish. The script knows commands, flags and the words that a flag takes; container
        ids it asks the program for, under the --root that is typed.
        """;

    public override string Example => "source <(ociruntime completion bash)";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        string shell = given.GetRequiredValue(_shell);
        StandardOutput.Write(shell switch
        {
            "bash" => BashCompletion.Script(CompletionTable.Make()),
            "zsh" => ZshCompletion.Script(CompletionTable.Make()),
            "fish" => FishCompletion.Script(CompletionTable.Make()),
            _ => throw new UsageException($"there is no completion for the shell \"{shell}\"", $"use {Sentences.Or(Shells)}"),
        });
        return 0;
    }
}
