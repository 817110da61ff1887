using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Oci.Cli.Commands;
using Xunit;

namespace Oci.Cli.Tests;

/// <summary>docs/commands.md says of every command and flag what it does.</summary>
public class CommandReferenceTests
{
    private static readonly string Document = File.ReadAllText($"{Root()}/docs/commands.md");

    public static TheoryData<string> Verbs => [.. CommandTable.Verbs];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_command_and_its_flags_are_in_the_reference(string verb)
    {
        RuntimeCommand command = CommandTable.Find(verb);

        Assert.Contains($"| [`{verb}`](#", Document, StringComparison.Ordinal);
        string section = Document.Split("\n## ").Single(part => Heads(part, verb));
        // run names the flags of create by a link.
        string text = section.Contains("Takes the options of [`create`](#create)", StringComparison.Ordinal)
            ? section + Document.Split("\n## ").Single(static part => Heads(part, "create"))
            : section;
        AssertNamed(command.Options, text);
    }

    [Fact]
    public void The_global_flags_are_in_the_reference() => AssertNamed(
        new GlobalFlags().Options, Document.Split("\n## ").Single(part => part.StartsWith("Global options", StringComparison.Ordinal)));

    // A section's title may name two commands.
    private static bool Heads(string section, string verb) =>
        section.Split('\n')[0].Split(' ').Contains(verb);

    private static void AssertNamed(IEnumerable<Option> options, string text) => Assert.All(
        options.SelectMany(static option => (string[])[option.Name, .. option.Aliases]),
        name => Assert.Matches($"`{name}[ `]", text));

    private static string Root()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "oci-runtime.sln")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("not in the repository");
    }
}
