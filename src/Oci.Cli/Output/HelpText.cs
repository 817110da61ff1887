using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text;
using Oci.Cli.Commands;

namespace Oci.Cli.Output;

/// <summary>Help, written from the commands' own flags and arguments, in the sections that runc's users know.</summary>
internal static class HelpText
{
    private const string Indent = "   ";

    private static (string Name, string Description) HelpFlag => ("--help, -h", "print this help");

    /// <summary>The whole program.</summary>
    public static string Of(GlobalFlags program, IEnumerable<RuntimeCommand> commands)
    {
        var text = new StringBuilder();
        Section(text, "NAME", $"{program.Name} - {program.Description}");
        Section(text, "USAGE", $"{program.Name} [global options] <command> [options] [arguments]");
        Section(text, "VERSION", $"{VersionText.Version} (specification {VersionText.Spec})");
        Section(text, "COMMANDS", Columns([.. commands.Select(command => (command.Name, command.Description!))]));
        Section(text, "GLOBAL OPTIONS", Columns([.. program.Options.Select(Describe), HelpFlag]));
        return text.ToString();
    }

    /// <summary>One command.</summary>
    public static string Of(RuntimeCommand command)
    {
        var text = new StringBuilder();
        Section(text, "NAME", $"{VersionText.Program} {command.Name} - {command.Description}");
        Section(text, "USAGE", $"{VersionText.Program} {command.Name} [options]{Operands(command)}");
        if (command.Details is { } details)
            Section(text, "DESCRIPTION", details);
        Section(text, "OPTIONS", Columns([.. command.Options.Select(Describe), HelpFlag]));
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, string body)
    {
        if (text.Length > 0)
            text.Append('\n');
        text.Append(title).Append(":\n");
        foreach (string line in body.Split('\n'))
            text.Append(Indent).Append(line).Append('\n');
    }

    private static string Operands(Command command) => string.Concat(command.Arguments.Select(argument =>
        argument.Arity.MinimumNumberOfValues > 0 ? $" <{argument.Name}>" : $" [{argument.Name}]"));

    private static (string Name, string Description) Describe(Option option)
    {
        string value = option.HelpName is { } name ? $" {name}" : "";
        IEnumerable<string> names = [option.Name, .. option.Aliases];
        return (string.Join(", ", names.Select(flag => flag + value)), option.Description!);
    }

    private static string Columns(IReadOnlyList<(string Name, string Description)> rows)
    {
        int width = rows.Max(row => row.Name.Length) + Indent.Length;
        return string.Join('\n', rows.Select(row => row.Name.PadRight(width) + row.Description));
    }
}
