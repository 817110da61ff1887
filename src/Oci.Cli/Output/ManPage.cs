using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text;
using Oci.Cli.Commands;

namespace Oci.Cli.Output;

/// <summary>The manual, written from the commands' own flags and arguments, in the language of man(7).</summary>
internal static class ManPage
{
    private const string Name = VersionText.Program;

    /// <summary>The whole program.</summary>
    public static string Of(GlobalFlags program, IReadOnlyList<RuntimeCommand> commands)
    {
        StringBuilder text = Begin(Name, program.Description!);
        Line(text, $"\\fB{Name}\\fR [\\fIglobal options\\fR] \\fIcommand\\fR [\\fIoptions\\fR] [\\fIarguments\\fR]");
        Section(text, "DESCRIPTION", ProgramText.Description);
        Line(text, ".SH COMMANDS");
        foreach (RuntimeCommand command in commands)
            Entry(text, $"\\fB{Name}\\-{Escape(command.Name)}\\fR(8)", command.Description!);
        Flags(text, "GLOBAL OPTIONS", program);
        Entries(text, "EXIT STATUS", ProgramText.ExitCodes);
        Entries(text, "ENVIRONMENT", ProgramText.Variables);
        Entries(text, "FILES", ProgramText.Files);
        Example(text, ProgramText.Example);
        return End(text, commands.Select(static command => $"{Name}-{command.Name}"));
    }

    /// <summary>One command.</summary>
    public static string Of(RuntimeCommand command)
    {
        StringBuilder text = Begin($"{Name}-{command.Name}", command.Description!);
        var operands = new StringBuilder();
        foreach (Argument argument in command.Arguments)
            operands.Append(' ').Append(Escape(ProgramText.Operand(argument)));
        Line(text, $"\\fB{Name}\\fR [\\fIglobal options\\fR] \\fB{Escape(command.Name)}\\fR [\\fIoptions\\fR]{operands}");
        if (command.Details is { } details)
            Section(text, "DESCRIPTION", details);
        Flags(text, "OPTIONS", command);
        Entries(text, "EXIT STATUS", ProgramText.ExitCodes);
        if (command.OtherExitCodes is { } codes)
            Entry(text, "\\fIother\\fR", codes);
        if (command.Example is { } example)
            Example(text, [example]);
        return End(text, [Name]);
    }

    private static StringBuilder Begin(string name, string description)
    {
        var text = new StringBuilder();
        Line(text, $".TH {Escape(name.ToUpperInvariant())} 8 \"\" \"{Name} {VersionText.Version}\" \"System Manager\\(aqs Manual\"");
        // Words are neither broken, which would spoil what is copied, nor spread out.
        Line(text, ".nh\n.ad l\n.SH NAME");
        Line(text, $"{Escape(name)} \\- {Escape(description)}");
        Line(text, ".SH SYNOPSIS");
        return text;
    }

    private static string End(StringBuilder text, IEnumerable<string> others)
    {
        Line(text, ".SH SEE ALSO");
        string[] references = [.. others.Select(static name => $".BR {Escape(name)} (8)")];
        Line(text, string.Join(",\n", references));
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, string prose)
    {
        Line(text, $".SH {title}");
        bool isFirst = true;
        foreach (string paragraph in TextWrap.Paragraphs(prose))
        {
            if (!isFirst)
                Line(text, ".PP");
            isFirst = false;
            Prose(text, paragraph);
        }
    }

    private static void Flags(StringBuilder text, string title, Command command)
    {
        Line(text, $".SH {title}");
        foreach (FlagText flag in ProgramText.FlagsOf(command))
        {
            string value = flag.ValueName is { } name ? $" \\fI{Escape(name)}\\fR" : "";
            Entry(text, string.Join(", ", flag.Names.Select(name => $"\\fB{Escape(name)}\\fR{value}")), flag.Description);
        }
    }

    private static void Entries(StringBuilder text, string title, IEnumerable<(string Name, string Meaning)> entries)
    {
        Line(text, $".SH {title}");
        foreach ((string name, string meaning) in entries)
            Entry(text, $"\\fB{Escape(name)}\\fR", meaning);
    }

    private static void Entry(StringBuilder text, string head, string prose)
    {
        Line(text, $".TP\n{head}");
        Prose(text, prose);
    }

    private static void Example(StringBuilder text, IEnumerable<string> lines)
    {
        Line(text, ".SH EXAMPLE\n.nf");
        foreach (string line in lines)
            Line(text, Escape(line));
        Line(text, ".fi");
    }

    // A short line of source never begins with what groff would take for a request.
    private static void Prose(StringBuilder text, string paragraph)
    {
        foreach (string line in TextWrap.Lines(paragraph, width: 80))
            Line(text, line is ['.' or '\'', ..] ? $"\\&{Escape(line)}" : Escape(line));
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    /// <summary>The characters that groff reads in its own way, or prints as others.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (char letter in text)
        {
            escaped.Append(letter switch
            {
                '\\' => "\\e",
                '-' => "\\-",
                '\'' => "\\(aq",
                '`' => "\\(ga",
                '^' => "\\(ha",
                '~' => "\\(ti",
                _ => letter.ToString(),
            });
        }
        return escaped.ToString();
    }
}
