using System;
using System.CommandLine;
using System.Linq;
using Oci.Cli.Commands;
using Oci.Cli.Output;
using Oci.Cli.Parsing;
using Xunit;

namespace Oci.Cli.Tests.Output;

public class HelpTextTests
{
    [Fact]
    public void Help_of_a_command_names_its_arguments_and_flags() => Assert.Equal(
        """
        NAME:
           ociruntime delete - delete stopped containers

        USAGE:
           ociruntime delete [options] <container-id...>

        DESCRIPTION:
           With several ids, those that can be deleted are, whatever becomes of the others.

        OPTIONS:
           --force, -f   kill a container that still runs; one that does not exist is no error
           --help, -h    print this help

        EXAMPLE:
           ociruntime delete --force web

        """,
        HelpText.Of(new DeleteCommand()));

    [Fact]
    public void An_optional_argument_stands_in_brackets() => Assert.Contains(
        "ociruntime kill [options] <container-id> [signal]\n",
        HelpText.Of(new KillCommand()), StringComparison.Ordinal);

    [Fact]
    public void A_flag_shows_the_value_it_takes() => Assert.Contains(
        "   --bundle DIR, -b DIR    the bundle,", HelpText.Of(new CreateCommand()), StringComparison.Ordinal);

    [Fact]
    public void Help_of_the_program_names_every_command_and_global_flag()
    {
        string help = HelpText.Of(new GlobalFlags(), [.. CommandTable.All()]);

        Assert.StartsWith("NAME:\n   ociruntime - ", help, StringComparison.Ordinal);
        Symbol[] named = [.. CommandTable.All(), .. new GlobalFlags().Options];
        Assert.All(named, symbol => Assert.Contains($"\n   {symbol.Name}", help, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_flag_is_described()
    {
        Option[] flags = [.. new GlobalFlags().Options, .. CommandTable.All().SelectMany(command => command.Options)];

        Assert.All(flags, flag => Assert.False(string.IsNullOrEmpty(flag.Description), flag.Name));
    }

    [Fact]
    public void Every_command_has_an_example_of_itself() => Assert.All(
        CommandTable.All(),
        command => Assert.Contains($"ociruntime {command.Name}", command.Example ?? "", StringComparison.Ordinal));

    [Fact]
    public void The_example_of_every_command_makes_sense() => Assert.All(CommandTable.All(), command =>
    {
        string[] words = command.Example!.TrimEnd(')').Split('|')[0].Split("ociruntime ")[1].Trim().Split(' ')[1..];
        NormalizedArguments arguments = command.EndsFlagsAtArgument
            ? ArgumentNormalizer.NormalizeUpToOperand(command, words)
            : ArgumentNormalizer.Normalize(command, words);
        Assert.Empty(CommandParser.Parse(command, arguments).Errors);
    });

    [Fact]
    public void A_long_description_is_wrapped_below_itself() => Assert.Contains(
        """
           --no-pivot              change the root with MS_MOVE and chroot, for a root file system on the
                                   initial ramfs

        """,
        HelpText.Of(new CreateCommand()), StringComparison.Ordinal);

    [Fact]
    public void Other_exit_codes_than_0_and_1_are_explained() => Assert.Contains(
        "EXIT CODE:\n   Without --detach: what the container's process ended with,",
        HelpText.Of(new RunCommand()), StringComparison.Ordinal);

    [Fact]
    public void Lines_fit_a_terminal()
    {
        string program = HelpText.Of(new GlobalFlags(), [.. CommandTable.All()]);
        string[] texts = [program, .. CommandTable.All().Select(HelpText.Of)];

        Assert.All(texts.SelectMany(text => text.Split('\n')), line => Assert.True(line.Length <= HelpText.Width, line));
    }
}
