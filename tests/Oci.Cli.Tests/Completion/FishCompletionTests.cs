using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Oci.Cli.Tests.Completion;

public sealed class FishCompletionTests(CompletionFixture fixture) : IClassFixture<CompletionFixture>
{
    [Theory]
    [InlineData("sta", "start state")]
    [InlineData("--ro", "--root --rootless")]
    [InlineData("--debug create --no", "--no-new-keyring --no-pivot")]
    [InlineData("start ", "db web")]
    [InlineData("--root /x start ", "other")]
    [InlineData("--root=/x start ", "other")]
    [InlineData("--log-format ", "json text")]
    [InlineData("list --format=", "--format=json --format=table")]
    [InlineData("list -f ", "json table")]
    [InlineData("kill --signal KI", "KILL")]
    [InlineData("update -r completion.b", "completion.bash")]
    [InlineData("completion ", "bash fish zsh")]
    [InlineData("help ev", "events")]
    public async Task Fish_completes(string typed, string expected)
    {
        string script = $"source ./completion.fish; complete -C 'ociruntime {typed}'";

        string completed = await Shell.RunOrSkip("fish", ["--no-config", "-c", script], fixture.Path);

        // After each word stands what it means.
        string[] lines = completed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, string.Join(' ', lines.Select(static line => line.Split('\t')[0])));
    }
}
