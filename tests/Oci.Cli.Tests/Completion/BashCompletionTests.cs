using System;
using System.Threading.Tasks;
using Xunit;

namespace Oci.Cli.Tests.Completion;

public sealed class BashCompletionTests(CompletionFixture fixture) : IClassFixture<CompletionFixture>
{
    // The words as bash itself hands them over; the last one is being typed.
    private const string Script = """
        source ./completion.bash
        [[ $(complete -p ociruntime) == 'complete -F _ociruntime ociruntime' ]] || exit 9
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _ociruntime
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    [Theory]
    [InlineData("ociruntime|sta", "start state")]
    [InlineData("ociruntime|--ro", "--root --rootless")]
    [InlineData("ociruntime|create|--no", "--no-pivot --no-new-keyring")]
    [InlineData("ociruntime|start|", "web db")]
    [InlineData("ociruntime|start|w", "web")]
    [InlineData("ociruntime|--debug|start|", "web db")]
    [InlineData("ociruntime|start|web|", "")]
    [InlineData("ociruntime|delete|--force|web|", "web db")]
    [InlineData("ociruntime|--root|/x|start|", "other")]
    [InlineData("ociruntime|--root|=|/x|start|", "other")]
    [InlineData("ociruntime|--root=/x|start|", "other")]
    [InlineData("ociruntime|-root|/x|start|", "other")]
    [InlineData("ociruntime|--root|'/x'|start|", "other")]
    [InlineData("ociruntime|--log-format|", "text json")]
    [InlineData("ociruntime|--log-format|=", "text json")]
    [InlineData("ociruntime|--log-format|=|j", "json")]
    [InlineData("ociruntime|list|-f|", "table json")]
    [InlineData("ociruntime|delete|--force|=|false|", "web db")]
    [InlineData("ociruntime|kill|web|TT", "TTIN TTOU")]
    [InlineData("ociruntime|kill|--signal|KI", "KILL")]
    [InlineData("ociruntime|explain|--format|s", "shell")]
    [InlineData("ociruntime|create|--bundle|comp", "")]
    [InlineData("ociruntime|update|-r|completion.b", "completion.bash")]
    [InlineData("ociruntime|update|--memory|", "")]
    [InlineData("ociruntime|completion|", "bash zsh fish")]
    [InlineData("ociruntime|help|e", "exec events explain")]
    [InlineData("./ociruntime|pause|", "web db")]
    public async Task Bash_completes(string typed, string expected)
    {
        string[] words = ["--norc", "-c", Script, "bash", .. typed.Split('|')];

        string completed = await Shell.RunOrSkip("bash", words, fixture.Path);

        Assert.Equal(expected, string.Join(' ', completed.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }
}
