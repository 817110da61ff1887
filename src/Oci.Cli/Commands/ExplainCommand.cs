using System.CommandLine;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>explain</c>: prints what <c>create</c> would do.</summary>
internal sealed class ExplainCommand : RuntimeCommand
{
    private readonly Option<string?> _bundle = Flags.Bundle();

    private readonly ChoiceOption _format = Flags.Choice("--format", "FORMAT", ["text", "json", "shell"], "-f");

    private readonly Option<bool> _check = Flags.Switch(
        "--check", "print what the bundle needs and this machine lacks instead; exit with 1 if there is any");

    public ExplainCommand()
        : base("explain", "print what create would do with a bundle, and do nothing")
    {
        Options.Add(_bundle);
        Options.Add(_format);
        Options.Add(_check);
    }

    public override string Details =>
        """
        Reads and checks config.json as create does, and prints the steps that would follow, each with the
        property it comes from. Nothing is made or changed. With --check, compares what the bundle needs
        with what this machine has, as create does before it begins, and prints all that is missing.
        """;

    public override string Example => "ociruntime explain --bundle /srv/web --check";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        string bundle = Flags.ValueOf(given, _bundle) ?? ".";
        ExplainFormat format = ParseFormat(Flags.ValueOf(given, _format));
        if (given.GetValue(_check))
            return Check(bundle, format, globals);
        StandardOutput.Write(ExplainBundle.Run(bundle, format, globals.CgroupManager, globals.Rootless));
        return 0;
    }

    private static int Check(string bundle, ExplainFormat format, GlobalOptions globals)
    {
        if (format == ExplainFormat.Shell)
            throw UsageException.InvalidValue("shell", "--format", "text or json with --check");
        (string text, bool isComplete) = CheckBundle.Run(bundle, format, globals.CgroupManager, globals.Rootless);
        StandardOutput.Write(text);
        return isComplete ? 0 : 1;
    }

    private static ExplainFormat ParseFormat(string format) => format switch
    {
        "json" => ExplainFormat.Json,
        "shell" => ExplainFormat.Shell,
        _ => ExplainFormat.Text,
    };
}
