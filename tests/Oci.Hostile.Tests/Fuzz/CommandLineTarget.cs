using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using System.Text;
using Oci.Cli.Commands;
using Oci.Cli.Output;
using Oci.Cli.Parsing;

namespace Oci.Hostile.Tests.Fuzz;

/// <summary>The command line, a word a line, up to the point where something would be done.</summary>
internal static class CommandLineTarget
{
    public static FuzzTarget Target { get; } = new("commandLine", Run)
    {
        Seeds =
        [
            .. ((string[])
            [
                "--root /x --log y --log-format json --debug list -q", "create --bundle /b --pid-file=p --preserve-fds 3 id",
                "exec -t --env A=B -u 0:0 -g 5 --cap X id sh -c x", "kill id RTMIN+1",
                "kill -s 9 id", "update --memory 1.5g --cpu-quota -1 --pids-limit 5 --cpuset-cpus 0-3 id",
                "events --interval 1m30s id", "ps -f json id -o pid", "delete --force a b c", "help exec",
                "run -d --no-pivot --keep id", "--rootless auto --systemd-cgroup=false state id", "spec --rootless",
                "explain --format shell --check", "--version", "-h", "completion bash",
            ]).Select(static line => Encoding.UTF8.GetBytes(line.Replace(' ', '\n'))),
        ],
        Words = [.. CommandTable.All().SelectMany(static command => command.Options.Select(static option =>
        $"\n{option.Name}\n").Append(command.Name + "\n")), "--", "\n", "=", "-", "@x"],
    };

    private static string Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        ReadOnlySpan<string> words = text.Split('\n');
        var global = new GlobalFlags();
        NormalizedArguments first = ArgumentNormalizer.NormalizeLeadingFlags(global, words);
        if (first.WantsHelp)
            return "help";
        GlobalOptions globals = global.Read(CommandParser.Parse(global, first));
        words = words[first.Consumed..];
        RuntimeCommand command = CommandTable.Find(words.IsEmpty ? "help" : words[0]);
        ReadOnlySpan<string> rest = words.IsEmpty ? [] : words[1..];
        NormalizedArguments second = command.EndsFlagsAtArgument
            ? ArgumentNormalizer.NormalizeUpToOperand(command, rest)
            : ArgumentNormalizer.Normalize(command, rest);
        if (second.WantsHelp)
            return $"help of {command.Name}: {HelpText.Of(command).Length}";
        ParseResult given = CommandParser.Parse(command, second);
        foreach (Option option in command.Options)
            Read(given, option);
        if (command is ExecCommand exec)
            _ = exec.Read(given, globals);
        if (command is UpdateCommand)
            ReadLimits(second);
        string[] flags =
            [.. command.Options.Where(option => given.GetResult(option) is { Implicit: false }).Select(static option => option.Name)];
        return $"{command.Name} {string.Join(' ', flags)}";
    }

    private static void ReadLimits(NormalizedArguments arguments)
    {
        var command = new Command("update");
        command.Arguments.Add(Flags.ContainerId());
        var flags = new UpdateFlags(command);
        ParseResult given = CommandParser.Parse(command, arguments);
        // That would read a file.
        if (command.Options.Single(static option => option.Name == "--resources") is Option<string?> file && Flags.ValueOf(given,
            file) is null)
            _ = flags.Resources(given);
        _ = flags.Schemata(given);
    }

    private static void Read(ParseResult given, Option option)
    {
        switch (option)
        {
            case Option<bool> one: _ = given.GetValue(one); break;
            case Option<int> one: _ = given.GetValue(one); break;
            case Option<string[]?> one: _ = given.GetValue(one); break;
            case Option<string?> one:
                if (given.GetValue(one) is { Length: > 0 } text && one.Name is "--interval" or "--signal")
                    _ = one.Name == "--interval" ? GoDuration.Parse(given.GetValue(one)!,
                        one.Name).Ticks : SignalName.Parse(given.GetValue(one)!);
                break;
        }
    }
}
