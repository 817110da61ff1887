using System.Collections.Generic;
using System.Linq;
using Oci.Hostile.Tests.Harness;
using static Oci.Hostile.Tests.Inputs.Edits;

namespace Oci.Hostile.Tests.Inputs;

/// <summary>Ids that are none, given to every command that takes one.</summary>
internal static class Ids
{
    private static readonly string[] Bad =
    [
        "", ".", "..", "...", "/", "a/b", "../x", "/etc", "-x", "--", "-", " ", "a b", " a", "a ", "a\nb", "\n", "\t", "a\eb",
        "\e[2J", "ü", "容器", "a\u202eb",
        "a\u2028b", "a\u0085b", "a:b", "a@b", "a*", "a?b", "a\\b", "a'b", "a\"b", "$(true)", "`true`", "a;b", "a|b", "a%b", "a,b",
        "a=b", "a#b", "~", ".seccomp-cache",
        ".hidden", new('a', 256), new('a', 4096), new('a', 100_000), new('/', 1000), "a/", "./a", "\ud83d\ude00",
    ];

    public static IEnumerable<HostileInput> All() =>
    [
        .. Bad.Select(static id => Id(id)),
        .. from id in Bad
           from command in (string[])["state", "start", "kill", "delete", "delete --force", "pause", "resume", "update", "ps",
               "events --stats", "run", "exec"]
           where IsSample(id) || command is "delete --force" or "run"
           select Command(command, id),
        .. from command in (string[])["state", "start", "kill", "delete", "pause", "resume", "update", "ps", "events --stats",
           "events", "exec"]
           select Command(command, "no-such-container", "does not exist"),
    ];

    private static bool IsSample(string id) => id is "" or ".." or "a/b" or "a\nb" or "\e[2J" || id.Length == 256;

    private static HostileInput Command(string command, string id, string expected = "invalid container ID format") => new(
        $"{command} {Short(id)}",
        scene => scene.Words = command switch
        {
            "run" => ["run", "--bundle", scene.Bundle, "--", id],
            "exec" => ["exec", "--", id, "true"],
            _ => [.. command.Split(' '), "--", id],
        },
        expected)
    {
        ExitCode = command == "exec" ? 255 : 1,
    };
}
