using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Oci.Cli.Completion;

/// <summary>The script for bash, which needs nothing but bash.</summary>
internal static class BashCompletion
{
    // Words are kept as they were typed, and --root=/x comes as three unless COMP_WORDBREAKS was changed: bash takes =
    // for a word of its own.
    private const string Functions = """
        # Sets $kind and $words to what the value of a flag is; a switch has none.
        _ociruntime_value() {
            kind= words=
            case "$1 $2" in
        @VALUES@
            esac
        }

        # The same for the argument of a command, by its number.
        _ociruntime_argument() {
            kind= words=
            case "$1 $2" in
        @ARGUMENTS@
            esac
        }

        _ociruntime_flags() {
            case $1 in
        @FLAGS@
            esac
        }

        _ociruntime() {
            local current=${COMP_WORDS[COMP_CWORD]} command= flag= after= word kind words i
            local -a root=()
            local -i number=0
            for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if [[ $word == = && ${COMP_WORDS[i - 1]} == -* ]]; then
                    flag=$after
                elif [[ -n $flag ]]; then
                    [[ $command/$flag != /root ]] || root=(--root "$(_ociruntime_unquoted "$word")")
                    flag= after=
                elif [[ -z $command && $word =~ ^--?root=(.*) ]]; then
                    root=(--root "$(_ociruntime_unquoted "${BASH_REMATCH[1]}")")
                elif [[ $word == -?* ]]; then
                    word=${word#-}
                    after=${word#-}
                    _ociruntime_value "$command" "$after"
                    flag=${kind:+$after}
                elif [[ -z $command ]]; then
                    command=$word after=
                else
                    number+=1 after=
                fi
            done
            if [[ $current == = && -n $after ]]; then
                flag=$after current=
            fi

            COMPREPLY=()
            if [[ -n $flag ]]; then
                _ociruntime_value "$command" "$flag"
            elif [[ $current == -* ]]; then
                kind=words words=$(_ociruntime_flags "$command")
            elif [[ -z $command ]]; then
                kind=words words='@COMMANDS@'
            else
                _ociruntime_argument "$command" "$number"
            fi
            case $kind in
                container) kind=words words=$(_ociruntime_containers "${root[@]}") ;;
                directory | file) compopt -o filenames 2>/dev/null ;;
            esac
            case $kind in
                words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
                directory) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
                file) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
            esac
        }

        _ociruntime_containers() {
            "$(_ociruntime_unquoted "${COMP_WORDS[0]}")" "$@" list --quiet 2>/dev/null
        }

        _ociruntime_unquoted() {
            local word=${1//[\\\'\"]/}
            [[ $word != \~/* ]] || word=$HOME/${word#\~/}
            printf '%s\n' "$word"
        }

        complete -F _ociruntime ociruntime

        """;

    public static string Script(CompletionTable table)
    {
        CompletedCommand[] all = [table.Program, .. table.Commands];
        return "# Completion of ociruntime for bash, as \"ociruntime completion bash\" prints it.\n\n" + Functions
            .Replace("@VALUES@", string.Join('\n', all.SelectMany(Values)), StringComparison.Ordinal)
            .Replace("@ARGUMENTS@", string.Join('\n', all.SelectMany(Arguments)), StringComparison.Ordinal)
            .Replace("@FLAGS@", string.Join('\n', all.Select(Flags)), StringComparison.Ordinal)
            .Replace("@COMMANDS@", string.Join(' ', table.Commands.Select(static command => command.Name)), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Values(CompletedCommand command) =>
        from flag in command.Flags
        where flag.Value is not null
        let patterns = flag.Names.Select(name => $"'{command.Name} {name.TrimStart('-')}'")
        select $"        {string.Join(" | ", patterns)}) {Assignment(flag.Value!)} ;;";

    private static IEnumerable<string> Arguments(CompletedCommand command)
    {
        for (int number = 0; number < command.Arguments.Count; number++)
        {
            bool isOpen = command.Repeats && number == command.Arguments.Count - 1;
            string pattern = isOpen ? $"'{command.Name} '*" : $"'{command.Name} {number}'";
            yield return $"        {pattern}) {Assignment(command.Arguments[number])} ;;";
        }
    }

    private static string Flags(CompletedCommand command)
    {
        var line = new StringBuilder($"        '{command.Name}') echo '");
        return line.AppendJoin(' ', command.Flags.SelectMany(static flag => flag.Names)).Append("' ;;").ToString();
    }

    private static string Assignment(CompletedValue value) => value.Kind switch
    {
        ValueKind.Words => $"kind=words words='{string.Join(' ', value.Words)}'",
        ValueKind.Anything => "kind=anything",
        _ => $"kind={value.Kind.ToString().ToLowerInvariant()}",
    };
}
