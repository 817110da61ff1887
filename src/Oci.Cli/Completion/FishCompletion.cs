using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Oci.Cli.Completion;

/// <summary>The script for fish.</summary>
internal static class FishCompletion
{
    private const string Functions = """
        # Completion of ociruntime for fish, as "ociruntime completion fish" prints it.

        # Whether the command is one of these; without arguments, whether there is none yet.
        function __ociruntime_command_is
            set -l words (commandline -opc)
            set -l skip 0
            for word in $words[2..]
                if test $skip = 1
                    set skip 0
                else if contains -- $word @VALUEFLAGS@
                    set skip 1
                else if not string match -q -- '-*' $word
                    contains -- $word $argv
                    return
                end
            end
            test (count $argv) = 0
        end

        # The containers under the --root that is typed.
        function __ociruntime_containers
            set -l words (commandline -opc)
            set -l root
            set -l index 2
            while test $index -le (count $words)
                switch $words[$index]
                    case '--root=*' '-root=*'
                        set root --root (string replace -r '^--?root=' '' -- $words[$index])
                    case --root -root
                        set index (math $index + 1)
                        test $index -le (count $words); and set root --root $words[$index]
                    case '-*'
                    case '*'
                        break
                end
                set index (math $index + 1)
            end
            $words[1] $root list --quiet 2>/dev/null
        end

        complete -c ociruntime -f

        """;

    public static string Script(CompletionTable table)
    {
        IEnumerable<string> globals = table.Program.Flags
            .Where(static flag => flag.Value is not null)
            .SelectMany(static flag => flag.Names);
        var script = new StringBuilder(
            Functions.Replace("@VALUEFLAGS@", string.Join(' ', globals), StringComparison.Ordinal));
        foreach (CompletedCommand command in table.Commands)
            script.Append($"complete -c ociruntime -n __ociruntime_command_is -a {command.Name} -d {Quoted(command.Description)}\n");
        AppendFlags(script, "__ociruntime_command_is", table.Program);
        foreach (CompletedCommand command in table.Commands)
        {
            string condition = $"'__ociruntime_command_is {command.Name}'";
            AppendFlags(script, condition, command);
            foreach (CompletedValue argument in command.Arguments)
                script.Append($"complete -c ociruntime -n {condition}{Values(argument)}\n");
        }
        return script.ToString();
    }

    private static void AppendFlags(StringBuilder script, string condition, CompletedCommand command)
    {
        foreach (CompletedFlag flag in command.Flags)
        {
            script.Append($"complete -c ociruntime -n {condition}");
            foreach (string name in flag.Names)
                script.Append(name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name[1..]}");
            if (flag.Value is { } value)
                script.Append(value.Kind == ValueKind.File ? " -r -F" : $" -x{Values(value)}");
            script.Append($" -d {Quoted(flag.Description)}\n");
        }
    }

    private static string Values(CompletedValue value) => value.Kind switch
    {
        ValueKind.Container => " -a '(__ociruntime_containers)'",
        ValueKind.Words => $" -a '{string.Join(' ', value.Words)}'",
        ValueKind.Directory => " -a '(__fish_complete_directories)'",
        _ => "",
    };

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
