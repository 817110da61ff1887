using System.CommandLine;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary><c>explain</c>: prints what <c>create</c> would do.</summary>
internal sealed class ExplainCommand : RuntimeCommand
{
    private readonly Option<string?> _bundle = Flags.Bundle();

    private readonly Option<string?> _format = Flags.Text(
        "--format", "FORMAT", "text, json or shell (default: text)", "-f");

    public ExplainCommand()
        : base("explain", "print what create would do with a bundle, and do nothing")
    {
        Options.Add(_bundle);
        Options.Add(_format);
    }

    public override string Details =>
        """
        Reads and checks config.json as create does, and prints the steps that would follow, each with the
        property it comes from. Nothing is made or changed.
        """;

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        ExplainFormat format = ParseFormat(Flags.ValueOf(given, _format));
        StandardOutput.Write(ExplainBundle.Run(Flags.ValueOf(given, _bundle) ?? ".", format, globals.SystemdCgroup));
        return 0;
    }

    private static ExplainFormat ParseFormat(string? format) => format switch
    {
        null or "text" => ExplainFormat.Text,
        "json" => ExplainFormat.Json,
        "shell" => ExplainFormat.Shell,
        _ => throw UsageException.InvalidValue(format, "--format", "text, json or shell"),
    };
}
