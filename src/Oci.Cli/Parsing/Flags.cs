using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Linq;

namespace Oci.Cli.Parsing;

/// <summary>The kinds of flags and arguments that commands are made of.</summary>
/// <remarks>
/// Every kind reads its value itself, from words that <see cref="ArgumentNormalizer"/> has prepared. The library's
/// converters would bring a table of all types and messages from resources, and refuse a flag that is given twice;
/// for Go's flag package, which engines were written against, the last one counts.
/// </remarks>
internal static class Flags
{
    /// <summary>What the argument is called that names a container.</summary>
    public const string ContainerIdName = "container-id";

    /// <summary>A flag that takes a value.</summary>
    public static Option<string?> Text(string name, string valueName, string description, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = valueName,
            Arity = ArgumentArity.ExactlyOne,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = Last,
        };

    /// <summary>A flag that takes one of these words, the first of which stands when it is not given.</summary>
    public static ChoiceOption Choice(string name, string valueName, string[] choices, params string[] aliases)
    {
        var option = new ChoiceOption(name, choices, aliases)
        {
            HelpName = valueName,
            Arity = ArgumentArity.ExactlyOne,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = Last,
        };
        option.Description = $"{option.Sentence} (default: {choices[0]})";
        return option;
    }

    /// <summary>A flag that takes a value and may be given several times.</summary>
    public static Option<string[]?> Texts(string name, string valueName, string description, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = valueName,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            CustomParser = static result => [.. result.Tokens.Select(static token => token.Value)],
        };

    /// <summary>A flag that is on when it is there.</summary>
    public static Option<bool> Switch(string name, string description, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            Arity = ArgumentArity.ExactlyOne,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = result => Last(result) == "true",
        };

    /// <summary>A flag that takes a number, zero or more.</summary>
    public static Option<int> Count(string name, string valueName, string description) =>
        new(name)
        {
            Description = description,
            HelpName = valueName,
            Arity = ArgumentArity.ExactlyOne,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = result => ParseCount(Last(result), name),
        };

    /// <summary>The container that a command works on.</summary>
    public static Argument<string> ContainerId() =>
        new(ContainerIdName) { Arity = ArgumentArity.ExactlyOne, CustomParser = Last };

    /// <summary>The containers that a command works on, one after the other.</summary>
    public static Argument<string[]> ContainerIds() => new(ContainerIdName)
    {
        Arity = ArgumentArity.OneOrMore,
        CustomParser = static result => [.. result.Tokens.Select(static token => token.Value)],
    };

    /// <summary>The bundle that a command works on.</summary>
    public static Option<string?> Bundle() =>
        Text("--bundle", "DIR", "the bundle, a directory with config.json (default: the working directory)", "-b");

    /// <summary>The value of the last time the flag was given.</summary>
    public static string Last(ArgumentResult result) => result.Tokens[^1].Value;

    /// <summary>The value of a flag; null when it was not given, or given without content, which engines do.</summary>
    public static string? ValueOf(ParseResult given, Option<string?> option) =>
        given.GetValue(option) is { Length: > 0 } value ? value : null;

    /// <summary>The chosen word.</summary>
    public static string ValueOf(ParseResult given, ChoiceOption option)
    {
        string value = ValueOf(given, (Option<string?>)option) ?? option.Choices[0];
        return option.Choices.Contains(value)
            ? value
            : throw UsageException.InvalidValue(value, option.Name, option.Sentence);
    }

    private static int ParseCount(string value, string flag) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? count
            : throw UsageException.InvalidValue(value, flag, "a number, zero or more");
}
