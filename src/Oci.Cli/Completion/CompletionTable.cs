using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Oci.Cli.Commands;
using Oci.Cli.Output;
using Oci.Cli.Parsing;

namespace Oci.Cli.Completion;

/// <summary>What a value can be completed to.</summary>
internal enum ValueKind
{
    Anything,
    File,
    Directory,
    Container,
    Words,
}

/// <summary>A value of a flag, or an argument.</summary>
/// <param name="Words">The words to choose from, where there are such.</param>
internal sealed record CompletedValue(ValueKind Kind, string Name, IReadOnlyList<string> Words);

/// <param name="Names">With their dashes.</param>
/// <param name="Value">Null for a switch.</param>
internal sealed record CompletedFlag(IReadOnlyList<string> Names, string Description, CompletedValue? Value);

/// <param name="Repeats">Whether the last argument may be given again and again.</param>
internal sealed record CompletedCommand(
    string Name, string Description, IReadOnlyList<CompletedFlag> Flags, IReadOnlyList<CompletedValue> Arguments, bool Repeats);

/// <summary>The command table as the shells need it.</summary>
internal sealed record CompletionTable(CompletedCommand Program, IReadOnlyList<CompletedCommand> Commands)
{
    public static CompletionTable Make() => new(
        Of(new GlobalFlags()) with { Name = "" },
        [.. CommandTable.All().Select(Of)]);

    private static CompletedCommand Of(Command command) => new(
        command.Name,
        command.Description!,
        [.. ProgramText.FlagsOf(command).Zip([.. command.Options, null], FlagOf)],
        [.. command.Arguments.Select(static argument => ValueOf(argument.Name))],
        command.Arguments is [.., { Arity.MaximumNumberOfValues: > 1 }]);

    private static CompletedFlag FlagOf(FlagText text, Option? option)
    {
        CompletedValue? value = option is ChoiceOption choice ? Words(choice.HelpName!, choice.Choices)
            : text.ValueName is { } name ? ValueOf(name)
            : null;
        return new(text.Names, text.Description, value);
    }

    /// <summary>Flags' values and arguments tell by their names what they are.</summary>
    private static CompletedValue ValueOf(string name) => name switch
    {
        "DIR" => new(ValueKind.Directory, name, []),
        "FILE" or "PATH" => new(ValueKind.File, name, []),
        "BOOL" => Words(name, ["true", "false", "auto"]),
        "SIGNAL" or "signal" => Words(name, [.. SignalName.Common]),
        "SHELL" or "shell" => Words(name, CompletionCommand.Shells),
        "command" => Words(name, [.. CommandTable.Verbs]),
        Parsing.Flags.ContainerIdName => new(ValueKind.Container, name, []),
        _ => new(ValueKind.Anything, name, []),
    };

    private static CompletedValue Words(string name, IReadOnlyList<string> words) => new(ValueKind.Words, name, words);
}
