using System;
using System.CommandLine;
using Oci.Cli.Parsing;
using Xunit;

namespace Oci.Cli.Tests.Parsing;

public class ArgumentNormalizerTests
{
    private static Command Sample() => new("sample")
    {
        Flags.Text("--bundle", "DIR", "a text", "-b"),
        Flags.Switch("--force", "a switch", "-f"),
        Flags.ContainerId(),
        new Argument<string>("signal") { Arity = ArgumentArity.ZeroOrOne },
    };

    private static string Normalize(params string[] words) =>
        string.Join(' ', ArgumentNormalizer.Normalize(Sample(), words).Words);

    [Theory]
    [InlineData("--bundle /b c1")]
    [InlineData("-bundle /b c1")]
    [InlineData("--bundle=/b c1")]
    [InlineData("-bundle=/b c1")]
    [InlineData("-b /b c1")]
    [InlineData("--b /b c1")]
    [InlineData("-b=/b c1")]
    [InlineData("c1 --bundle /b")]
    [InlineData("--bundle /b -- c1")]
    public void A_flag_with_a_value_is_understood_in_every_spelling(string line) =>
        Assert.Equal("sample --bundle=/b -- c1", Normalize(line.Split(' ')));

    [Theory]
    [InlineData("--force c1", "true")]
    [InlineData("-f c1", "true")]
    [InlineData("--force=true c1", "true")]
    [InlineData("-force=1 c1", "true")]
    [InlineData("--force=T c1", "true")]
    [InlineData("--force=false c1", "false")]
    [InlineData("-f=F c1", "false")]
    [InlineData("--force=0 c1", "false")]
    public void A_switch_may_have_a_value_as_Go_spells_it(string line, string value) =>
        Assert.Equal($"sample --force={value} -- c1", Normalize(line.Split(' ')));

    [Fact]
    public void A_switch_does_not_take_the_next_word() =>
        Assert.Equal("sample --force=true -- false", Normalize("--force", "false"));

    [Theory]
    [InlineData("-1")]
    [InlineData("--force")]
    [InlineData("--")]
    [InlineData("-")]
    public void A_value_may_look_like_a_flag(string value) =>
        Assert.Equal($"sample --bundle={value} -- c1", Normalize("--bundle", value, "c1"));

    [Fact]
    public void An_empty_value_is_kept_as_a_word_of_its_own() => Assert.Equal(
        ["sample", "--bundle", "", "--", "c1"],
        ArgumentNormalizer.Normalize(Sample(), ["--bundle=", "c1"]).Words);

    [Fact]
    public void Everything_after_two_dashes_is_an_operand() =>
        Assert.Equal("sample -- --force -b", Normalize("--", "--force", "-b"));

    [Theory]
    [InlineData("-b /b c1 -ef", "sample --bundle=/b -- c1 -ef")]
    [InlineData("c1 --force", "sample -- c1 --force")]
    [InlineData("-- c1 -ef", "sample -- c1 -ef")]
    public void Flags_may_end_at_the_first_operand(string line, string normalized) => Assert.Equal(
        normalized, string.Join(' ', ArgumentNormalizer.NormalizeUpToOperand(Sample(), line.Split(' ')).Words));

    [Fact]
    public void Operands_are_counted_also_where_they_end_the_flags() =>
        Assert.Throws<UsageException>(() => ArgumentNormalizer.NormalizeUpToOperand(Sample(), ["--force"]));

    [Fact]
    public void An_equals_sign_in_a_value_belongs_to_it() =>
        Assert.Equal("sample --bundle=a=b:c -- c1", Normalize("--bundle=a=b:c", "c1"));

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-help")]
    public void Help_is_asked_for_before_anything_is_counted(string flag) =>
        Assert.True(ArgumentNormalizer.Normalize(Sample(), [flag]).WantsHelp);

    [Theory]
    [InlineData("--bundel x c1", "flag provided but not defined: -bundel (did you mean --bundle?)")]
    [InlineData("-x c1", "flag provided but not defined: -x")]
    [InlineData("-bf c1", "flag provided but not defined: -bf")]
    [InlineData("c1 --bundle", "flag needs an argument: --bundle")]
    [InlineData("---force c1", "bad flag syntax: ---force")]
    [InlineData("--=x c1", "bad flag syntax: --=x")]
    [InlineData("--force=maybe c1", "invalid boolean value \"maybe\" for --force (use true or false)")]
    [InlineData("--force", "\"ociruntime sample\" requires a minimum of 1 argument(s)")]
    [InlineData("a b c", "\"ociruntime sample\" requires a maximum of 2 argument(s)")]
    public void A_mistake_is_named_as_runc_names_it(string line, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Normalize(line.Split(' '))).Message);

    [Fact]
    public void A_command_without_choice_says_how_many_arguments_it_requires()
    {
        var command = new Command("start") { Flags.ContainerId() };

        var failure = Assert.Throws<UsageException>(() => ArgumentNormalizer.Normalize(command, []));

        Assert.Equal("\"ociruntime start\" requires exactly 1 argument(s)", failure.Message);
    }

    [Theory]
    [InlineData("--bundle /b create c1 --force", 2)]
    [InlineData("--bundle=/b create c1", 1)]
    [InlineData("--force -- create", 2)]
    [InlineData("create --force", 0)]
    public void Leading_flags_end_at_the_first_operand(string line, int consumed) =>
        Assert.Equal(consumed, ArgumentNormalizer.NormalizeLeadingFlags(Sample(), line.Split(' ')).Consumed);
}
