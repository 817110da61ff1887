using System;
using System.Linq;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Packaging;

/// <summary>What packaging/install.sh puts into a system, and takes away again.</summary>
public sealed class InstallTests
{
    private static readonly string Script = $"{Sandbox.Repository}/packaging/install.sh";

    [Fact]
    public void What_is_installed_runs_and_is_removed_without_a_rest()
    {
        string runtime = RuntimeUnderTest.PathOrSkip();
        using var sandbox = new Sandbox();

        Sandbox.Run(Script, "install", runtime, "--prefix", "/opt/oci", "--destdir", sandbox.Path);

        string root = $"{sandbox.Path}/opt/oci";
        Assert.Equal(Sandbox.Run(runtime, "--version"), Sandbox.Run($"{root}/bin/ociruntime", "--version"));
        string[] files = sandbox.Files();
        string[] completions =
        [
            $"{root}/share/bash-completion/completions/ociruntime",
            $"{root}/share/fish/vendor_completions.d/ociruntime.fish",
            $"{root}/share/zsh/site-functions/_ociruntime",
        ];
        Assert.All(completions, completion => Assert.Contains(completion, files));
        Assert.Equal(Sandbox.Run(runtime, "completion", "bash"), Sandbox.Run("cat", completions[0]));
        // Every name that the pages refer to has its page.
        string page = Sandbox.Run("zcat", $"{root}/share/man/man8/ociruntime.8.gz").Replace("\\-", "-", StringComparison.Ordinal);
        string[] named =
            [.. page.Split('\n').Where(line => line.StartsWith(".BR ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains($"{root}/share/man/man8/{name}.8.gz", files));

        Sandbox.Run(Script, "uninstall", "--prefix", "/opt/oci", "--destdir", sandbox.Path);

        Assert.Empty(sandbox.Files());
    }

    [Fact]
    public void A_container_runs_by_the_installed_program()
    {
        string runtime = RuntimeUnderTest.PathOrSkip();
        using var sandbox = new Sandbox();
        Sandbox.Run(Script, "install", runtime, "--prefix=/usr", $"--destdir={sandbox.Path}");
        using var container = new ContainerFixture($"{sandbox.Path}/usr/bin/ociruntime", BundleKind.Usual);

        Sandbox.Run(container.RunCommand);
    }

    [Theory]
    [InlineData("there is no option '--nonsense'", "install", "/bin/true", "--nonsense", "x")]
    [InlineData("--prefix needs a value", "install", "/bin/true", "--prefix")]
    [InlineData("--prefix must be an absolute path", "install", "/bin/true", "--prefix", "usr")]
    [InlineData("there is no program /nowhere/ociruntime", "install", "/nowhere/ociruntime")]
    [InlineData("install or uninstall?", "remove")]
    public void A_mistake_is_told_before_anything_is_written(string message, params string[] arguments)
    {
        using var sandbox = new Sandbox();

        ChildResult result = Child.Run(["env", "-C", sandbox.Path, Script, .. arguments]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
        Assert.Empty(sandbox.Files());
    }
}
