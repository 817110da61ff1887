using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text;
using Oci.Cli.Commands;

namespace Oci.Cli.Output;

/// <summary>Help, written from the commands' own flags and arguments, in the sections that runc's users know.</summary>
internal static class HelpText
{
    public const int Width = 100;

    private const string Indent = "   ";

    /// <summary>The whole program.</summary>
    public static string Of(GlobalFlags program, IReadOnlyList<RuntimeCommand> commands)
    {
        var text = new StringBuilder();
        Section(text, "NAME", [$"{program.Name} - {program.Description}"]);
        Section(text, "USAGE", [$"{program.Name} [global options] <command> [options] [arguments]"]);
        Section(text, "VERSION", [$"{VersionText.Version} (specification {VersionText.Spec})"]);
        Section(text, "COMMANDS", Columns([.. commands.Select(command => (command.Name, command.Description!))]));
        Section(text, "GLOBAL OPTIONS", Columns(Described(program)));
        Section(text, "EXAMPLE", ProgramText.Example);
        Section(text, "MORE", [$"{program.Name} <command> --help"]);
        return text.ToString();
    }

    /// <summary>One command.</summary>
    public static string Of(RuntimeCommand command)
    {
        var text = new StringBuilder();
        Section(text, "NAME", [$"{VersionText.Program} {command.Name} - {command.Description}"]);
        Section(text, "USAGE", [$"{VersionText.Program} {command.Name} [options]{Operands(command)}"]);
        if (command.Details is { } details)
            Section(text, "DESCRIPTION", Prose(details));
        Section(text, "OPTIONS", Columns(Described(command)));
        if (command.OtherExitCodes is { } codes)
            Section(text, "EXIT CODE", Prose(codes));
        if (command.Example is { } example)
            Section(text, "EXAMPLE", [example]);
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, IEnumerable<string> lines)
    {
        if (text.Length > 0)
            text.Append('\n');
        text.Append(title).Append(":\n");
        foreach (string line in lines)
            text.Append(line.Length == 0 ? "" : Indent).Append(line).Append('\n');
    }

    private static string Operands(Command command) =>
        string.Concat(command.Arguments.Select(static argument => $" {ProgramText.Operand(argument)}"));

    private static IEnumerable<string> Prose(string text)
    {
        bool isFirst = true;
        foreach (string paragraph in TextWrap.Paragraphs(text))
        {
            if (!isFirst)
                yield return "";
            isFirst = false;
            foreach (string line in TextWrap.Lines(paragraph, Width - Indent.Length))
                yield return line;
        }
    }

    private static (string Name, string Description)[] Described(Command command) =>
        [.. ProgramText.FlagsOf(command).Select(static flag => (string.Join(", ", flag.Spellings), flag.Description))];

    private static IEnumerable<string> Columns((string Name, string Description)[] rows)
    {
        int width = rows.Max(static row => row.Name.Length) + Indent.Length;
        foreach ((string name, string description) in rows)
        {
            string margin = name.PadRight(width);
            foreach (string line in TextWrap.Lines(description, Width - Indent.Length - width))
            {
                yield return margin + line;
                margin = new string(' ', width);
            }
        }
    }
}
