using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace Oci.Cli.Output;

/// <summary>One flag as people read of it.</summary>
internal sealed record FlagText(IReadOnlyList<string> Names, string? ValueName, string Description)
{
    /// <summary>Each name, with its value: <c>--bundle DIR</c>.</summary>
    public IEnumerable<string> Spellings => Names.Select(name => ValueName is null ? name : $"{name} {ValueName}");
}

/// <summary>What help, the manual and the completions say alike of the program and its commands.</summary>
internal static class ProgramText
{
    public const string Description =
        """
        ociruntime creates and runs containers as the OCI runtime specification describes them. A container is made of a
        bundle: a directory with a config.json and a root file system. It is known by its id within one --root; every
        command that names it needs the same one.

        Global options stand before the command, all others after it. A flag may have one dash or two, and its value
        follows as the next word or after =; a flag that is given twice counts as it was given last. A switch may have a
        value after =, such as --force=false. Flags and arguments come in any order, and -- ends the flags.
        """;

    public static string[] Example { get; } =
    [
        "ociruntime spec --bundle /srv/web       # write a config.json beside /srv/web/rootfs",
        "ociruntime run --bundle /srv/web web    # run it, and wait for its end",
    ];

    /// <summary>The exit codes that all commands share.</summary>
    public static (string Code, string Meaning)[] ExitCodes { get; } =
    [
        ("0", "It is done."),
        ("1", "It is not. Standard error says why, in one line, and so does the file of --log."),
    ];

    public static (string Name, string Meaning)[] Variables { get; } =
    [
        ("XDG_RUNTIME_DIR", "Its directory ociruntime keeps the state for a user who is not root, or only inside a user namespace."),
        ("USER", "Tells, inside a user namespace, a container's own root (root) from a user who became root there."),
        ("PATH", "Where ps is looked for."),
        ("DBUS_SYSTEM_BUS_ADDRESS, DBUS_SESSION_BUS_ADDRESS", "Where systemd is reached for --systemd-cgroup."),
    ];

    public static (string Path, string Meaning)[] Files { get; } =
    [
        ("/run/ociruntime", "The state of the containers, a directory each, if --root names no other place."),
        ("config.json", "What a bundle's container is to be, as the OCI runtime specification has it."),
    ];

    /// <summary>All flags of a command, the last of which is help.</summary>
    public static IEnumerable<FlagText> FlagsOf(Command command) =>
    [
        .. command.Options.Select(static option =>
            new FlagText([option.Name, .. option.Aliases], option.HelpName, option.Description!)),
        new FlagText(["--help", "-h"], ValueName: null, "print this help"),
    ];

    /// <summary>An argument as usage lines have it.</summary>
    public static string Operand(Argument argument)
    {
        string name = argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}..." : argument.Name;
        return argument.Arity.MinimumNumberOfValues > 0 ? $"<{name}>" : $"[{name}]";
    }
}
