using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;
using Oci.Cli.Commands;
using Oci.Cli.Output;
using Xunit;

namespace Oci.Cli.Tests.Output;

public class ManPageTests
{
    public static TheoryData<string> Pages => ["", .. CommandTable.Verbs];

    private static Command CommandOf(string verb) => verb.Length == 0 ? new GlobalFlags() : CommandTable.Find(verb);

    private static string Page(string verb) => verb.Length == 0
        ? ManPage.Of(new GlobalFlags(), [.. CommandTable.All()])
        : ManPage.Of(CommandTable.Find(verb));

    [Fact]
    public void A_page_begins_with_what_the_command_is()
    {
        string[] lines = Page("start").Split('\n');

        Assert.Equal($".TH OCIRUNTIME\\-START 8 \"\" \"ociruntime {VersionText.Version}\" \"System Manager\\(aqs Manual\"", lines[0]);
        Assert.Contains("ociruntime\\-start \\- run the process of a created container", lines);
        Assert.Contains("\\fBociruntime\\fR [\\fIglobal options\\fR] \\fBstart\\fR [\\fIoptions\\fR] <container\\-id>", lines);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Groff_has_nothing_to_say_against_a_page(string verb)
    {
        string text = await Shell.RunOrSkip("groff", ["-ww", "-b", "-man", "-Tascii", "-P-cbou"], "/tmp", Page(verb));

        IEnumerable<string> flags = CommandOf(verb).Options.SelectMany(option => (string[])[option.Name, .. option.Aliases]);
        Assert.All(flags, flag => Assert.Contains($"{flag}", text, StringComparison.Ordinal));
        string[] sections = ["NAME", "SYNOPSIS", "EXIT STATUS", "EXAMPLE", "SEE ALSO"];
        Assert.All(sections, section => Assert.Contains($"\n{section}\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_of_the_program_leads_to_every_command()
    {
        string page = Page("");

        Assert.All(CommandTable.Verbs, verb => Assert.Contains($".BR ociruntime\\-{verb} (8)", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_of_run_tells_whose_exit_code_it_is() =>
        Assert.Contains("\n\\fIother\\fR\nWithout \\-\\-detach: what the container", Page("run"), StringComparison.Ordinal);
}
