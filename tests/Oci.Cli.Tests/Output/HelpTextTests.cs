using System;
using System.CommandLine;
using System.Linq;
using Oci.Cli.Commands;
using Oci.Cli.Output;
using Xunit;

namespace Oci.Cli.Tests.Output;

public class HelpTextTests
{
    private const int Width = 120;

    [Fact]
    public void Help_of_a_command_names_its_arguments_and_flags() => Assert.Equal(
        """
        NAME:
           ociruntime delete - delete a stopped container

        USAGE:
           ociruntime delete [options] <container-id>

        OPTIONS:
           --force, -f   kill a container that still runs; one that does not exist is no error
           --help, -h    print this help

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
        string help = HelpText.Of(new GlobalFlags(), CommandTable.All());

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
    public void Lines_fit_a_terminal()
    {
        string program = HelpText.Of(new GlobalFlags(), CommandTable.All());
        string[] texts = [program, .. CommandTable.All().Select(HelpText.Of)];

        Assert.All(texts.SelectMany(text => text.Split('\n')), line => Assert.True(line.Length <= Width, line));
    }
}
