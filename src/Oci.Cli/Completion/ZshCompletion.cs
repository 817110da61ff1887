using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Oci.Cli.Completion;

/// <summary>The script for zsh: a function for a directory of <c>$fpath</c>, or to be sourced.</summary>
internal static class ZshCompletion
{
    private const string Beginning = """
        #compdef ociruntime
        # Completion of ociruntime for zsh, as "ociruntime completion zsh" prints it.

        # The containers under the --root that is typed.
        _ociruntime_containers() {
            local -a ids
            ids=(${(f)"$(_call_program containers ${(q)program} ${root:+--root} ${root:+${(q)root}} list --quiet 2>/dev/null)"})
            compadd "$@" -a ids
        }

        _ociruntime_commands() {
            local -a commands
            commands=(

        """;

    private const string Middle = """
            )
            _describe command commands
        }

        _ociruntime() {
            local curcontext=$curcontext program=$words[1] root state line
            local -A opt_args
            _arguments -C \

        """;

    private const string Inside = """
                '1:command:_ociruntime_commands' '*::argument:->argument'
            [[ $state == argument ]] || return
            root=${(Q)opt_args[--root]}
            case $words[1] in

        """;

    private const string End = """
            esac
        }

        if [[ $funcstack[1] == _ociruntime ]]; then
            _ociruntime "$@"
        else
            compdef _ociruntime ociruntime
        fi

        """;

    public static string Script(CompletionTable table)
    {
        var script = new StringBuilder(Beginning);
        foreach (CompletedCommand command in table.Commands)
            script.Append($"        {Quoted($"{command.Name}:{command.Description.Replace(":", "\\:", StringComparison.Ordinal)}")}\n");
        script.Append(Middle);
        foreach (string flag in table.Program.Flags.Select(Flag))
            script.Append($"        {flag} \\\n");
        script.Append(Inside);
        foreach (CompletedCommand command in table.Commands)
        {
            script.Append($"        {command.Name})\n            _arguments");
            foreach (string part in command.Flags.Select(Flag).Concat(Arguments(command)))
                script.Append($" \\\n                {part}");
            script.Append(" ;;\n");
        }
        return script.Append(End).ToString();
    }

    private static string Flag(CompletedFlag flag)
    {
        string explanation = flag.Description
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal)
            .Replace("]", "\\]", StringComparison.Ordinal);
        string exclusive = flag.Names.Count > 1 ? $"({string.Join(' ', flag.Names)})" : "";
        IEnumerable<string> specifications = flag.Names.Select(name =>
        {
            string joined = flag.Value is not null && name.StartsWith("--", StringComparison.Ordinal) ? "=" : "";
            return Quoted($"{exclusive}{name}{joined}[{explanation}]{(flag.Value is { } value ? Action(value) : "")}");
        });
        return string.Join(' ', specifications);
    }

    private static IEnumerable<string> Arguments(CompletedCommand command)
    {
        for (int index = 0; index < command.Arguments.Count; index++)
        {
            bool isOpen = command.Repeats && index == command.Arguments.Count - 1;
            yield return Quoted((isOpen ? "*" : $"{index + 1}") + Action(command.Arguments[index]));
        }
    }

    private static string Action(CompletedValue value) => $":{value.Name}:" + value.Kind switch
    {
        ValueKind.Container => "_ociruntime_containers",
        ValueKind.Words => $"({string.Join(' ', value.Words)})",
        ValueKind.Directory => "_files -/",
        ValueKind.File => "_files",
        _ => "",
    };

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
