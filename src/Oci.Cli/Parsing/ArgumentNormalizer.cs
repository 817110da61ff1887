using System;
using System.Collections.Generic;
using System.CommandLine;
using Oci.Spec;

namespace Oci.Cli.Parsing;

/// <summary>A command line that System.CommandLine can read.</summary>
/// <param name="Words">The command's name, its flags as <c>--flag=value</c>, <c>--</c>, and its operands.</param>
/// <param name="Consumed">How many of the given words were used.</param>
/// <param name="WantsHelp">Help was asked for; the words were not looked at any further.</param>
internal sealed record NormalizedArguments(IReadOnlyList<string> Words, int Consumed, bool WantsHelp);

/// <summary>
/// Translates from the conventions of Go's flag package, which engines were written against, to one plain form: a flag
/// may have one dash or two, its value may follow or be joined by <c>=</c>, a switch may have a value, and flags and
/// operands may come in any order.
/// </summary>
internal static class ArgumentNormalizer
{
    /// <summary>The flags and operands of a command.</summary>
    public static NormalizedArguments Normalize(Command command, ReadOnlySpan<string> words) =>
        Normalize(command, words, untilOperand: false);

    /// <summary>The same, but all from the first operand on are operands, whatever they look like.</summary>
    public static NormalizedArguments NormalizeUpToOperand(Command command, ReadOnlySpan<string> words)
    {
        NormalizedArguments flags = Normalize(command, words, untilOperand: true);
        if (flags.WantsHelp)
            return flags;
        string[] operands = words[flags.Consumed..].ToArray();
        CheckCount(command, operands.Length);
        return flags with { Words = [.. flags.Words, "--", .. operands], Consumed = words.Length };
    }

    /// <summary>The flags up to the first operand, which is left to the caller.</summary>
    public static NormalizedArguments NormalizeLeadingFlags(Command command, ReadOnlySpan<string> words) =>
        Normalize(command, words, untilOperand: true);

    private static NormalizedArguments Normalize(Command command, ReadOnlySpan<string> words, bool untilOperand)
    {
        // The name comes first: the library would otherwise take an operand that equals it for the command itself.
        var normalized = new List<string>(words.Length + 2) { command.Name };
        var operands = new List<string>();
        int index = 0;
        while (index < words.Length)
        {
            string word = words[index];
            bool isOperand = word.Length < 2 || word[0] != '-';
            if (isOperand && untilOperand)
                break;
            index++;
            if (isOperand)
                operands.Add(word);
            else if (word == "--")
                break;
            else if (!TakeFlag(command, word, words, ref index, normalized))
                return new(normalized, index, WantsHelp: true);
        }
        if (!untilOperand)
        {
            operands.AddRange(words[index..]);
            index = words.Length;
            CheckCount(command, operands.Count);
            normalized.Add("--");
            normalized.AddRange(operands);
        }
        return new(normalized, index, WantsHelp: false);
    }

    /// <summary>Adds one flag and its value; false when the flag asks for help.</summary>
    private static bool TakeFlag(
        Command command, string word, ReadOnlySpan<string> words, ref int index, List<string> normalized)
    {
        string name = word[(word[1] == '-' ? 2 : 1)..];
        if (name[0] is '-' or '=')
            throw new UsageException($"bad flag syntax: {word}");
        string? value = null;
        int equals = name.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
            (name, value) = (name[..equals], name[(equals + 1)..]);

        Option? option = Find(command, name);
        if (option is null)
            return name is "help" or "h" ? false : throw Unknown(command, name);
        if (option.ValueType == typeof(bool))
            value = NormalizeBoolean(value ?? "true", option.Name);
        else if (value is null)
        {
            value = index < words.Length
                ? words[index++]
                : throw new UsageException($"flag needs an argument: {option.Name}");
        }
        Add(normalized, option.Name, value);
        return true;
    }

    private static void Add(List<string> normalized, string flag, string value)
    {
        // Joined, a value that looks like a flag stays a value; but the library loses an empty one.
        if (value.Length > 0)
        {
            normalized.Add($"{flag}={value}");
            return;
        }
        normalized.Add(flag);
        normalized.Add("");
    }

    private static Option? Find(Command command, string name)
    {
        foreach (Option option in command.Options)
        {
            if (IsNamed(option.Name, name))
                return option;
            foreach (string alias in option.Aliases)
            {
                if (IsNamed(alias, name))
                    return option;
            }
        }
        return null;
    }

    /// <summary>Is it the same name, apart from the dashes?</summary>
    private static bool IsNamed(string flag, string name) => flag.AsSpan().TrimStart('-').SequenceEqual(name);

    /// <summary>The words that Go's strconv.ParseBool takes.</summary>
    public static string NormalizeBoolean(string value, string flag) => value switch
    {
        "1" or "t" or "T" or "true" or "True" or "TRUE" => "true",
        "0" or "f" or "F" or "false" or "False" or "FALSE" => "false",
        _ => throw new UsageException($"invalid boolean value \"{value}\" for {flag}", "use true or false"),
    };

    private static UsageException Unknown(Command command, string name)
    {
        var known = new List<string>();
        foreach (Option option in command.Options)
            known.Add(option.Name);
        return new($"flag provided but not defined: -{name}", NearestName.HintFor($"--{name}", known));
    }

    private static void CheckCount(Command command, int count)
    {
        int least = 0, most = 0;
        foreach (Argument argument in command.Arguments)
        {
            least += argument.Arity.MinimumNumberOfValues;
            most += argument.Arity.MaximumNumberOfValues;
        }
        if (count >= least && count <= most)
            return;
        string rule = least == most ? $"exactly {least}"
            : count < least ? $"a minimum of {least}"
            : $"a maximum of {most}";
        throw new UsageException($"\"ociruntime {command.Name}\" requires {rule} argument(s)");
    }
}
