using System.Threading.Tasks;
using Xunit;

namespace Oci.Cli.Tests.Completion;

public sealed class ZshCompletionTests(CompletionFixture fixture) : IClassFixture<CompletionFixture>
{
    // zsh completes only on a terminal: an inner shell has one, and its tab key lists. Both reads wait for what they
    // look for, which stands in no line that was typed.
    private const string Script = """
        zmodload zsh/zpty
        zpty inner 'zsh -f -i'
        zpty -w inner "PS1= PS2=; $1; autoload -Uz compinit; compinit -u; $2; stty cols 200 -echo
            bindkey '^I' list-choices; LISTMAX=0; zstyle ':completion:*' insert-tab false; print REA''DY"
        zpty -r -m inner output '*READY*'
        zpty -w -n inner "ociruntime $3"$'\t'
        output=
        for expected in "${@:4}"; do
            [[ $output == *$expected* ]] || { zpty -r -m inner more "*$expected*"; output+=$more }
        done
        zpty -d inner
        print complete
        """;

    [Theory]
    [InlineData("sta", "start", "state")]
    [InlineData("--ro", "--root", "--rootless")]
    [InlineData("create --no", "--no-new-keyring", "--no-pivot")]
    [InlineData("start ", "db", "web")]
    [InlineData("--root /x start ", "other")]
    [InlineData("--root=/x delete --force ", "other")]
    [InlineData("--log-format ", "json", "text")]
    [InlineData("list -f ", "json", "table")]
    [InlineData("kill web TT", "TTIN", "TTOU")]
    [InlineData("update --resources completion.", "bash", "zsh")]
    public Task Zsh_completes(string typed, params string[] expected) =>
        Complete("", "source ./completion.zsh", typed, expected);

    [Fact]
    public Task Zsh_finds_the_script_where_it_looks_for_functions() =>
        Complete("fpath=($PWD/functions $fpath)", "", "--log-format ", "json", "text");

    private async Task Complete(string before, string after, string typed, params string[] expected)
    {
        string[] arguments = ["-f", "-c", Script, "zsh", before, after, typed, .. expected];
        Assert.Equal("complete\n", await Shell.RunOrSkip("zsh", arguments, fixture.Path));
    }
}
