using System.Collections.Generic;
using System.Linq;
using Oci.Cli.Parsing;
using Oci.Spec;

namespace Oci.Cli.Commands;

/// <summary>All commands, by name.</summary>
internal static class CommandTable
{
    /// <summary>The names in the order that help shows them.</summary>
    public static IReadOnlyList<string> Verbs { get; } =
        [
            "create", "start", "run", "exec", "state", "wait", "kill", "delete", "list", "pause", "resume", "update", "ps", "events",
            "spec", "explain", "features", "completion", "man", HelpCommand.Verb,
        ];

    /// <summary>Makes the command of this name, and no other.</summary>
    public static RuntimeCommand Find(string verb) => Make(verb) ?? throw Unknown(verb);

    public static IEnumerable<RuntimeCommand> All() => Verbs.Select(Find);

    private static RuntimeCommand? Make(string verb) => verb switch
    {
        "create" => new CreateCommand(),
        "start" => new StartCommand(),
        "run" => new RunCommand(),
        "exec" => new ExecCommand(),
        "state" => new StateCommand(),
        "wait" => new WaitCommand(),
        "kill" => new KillCommand(),
        "delete" => new DeleteCommand(),
        "list" => new ListCommand(),
        "pause" => new PauseCommand(),
        "resume" => new ResumeCommand(),
        "update" => new UpdateCommand(),
        "ps" => new PsCommand(),
        "events" => new EventsCommand(),
        "spec" => new SpecCommand(),
        "explain" => new ExplainCommand(),
        "features" => new FeaturesCommand(),
        "completion" => new CompletionCommand(),
        "man" => new ManCommand(),
        HelpCommand.Verb or "h" => new HelpCommand(),
        _ => null,
    };

    private static UsageException Unknown(string verb) =>
        new(
            $"No help topic for '{verb}': there is no such command",
            NearestName.HintFor(verb, Verbs) ?? "see ociruntime help");
}
