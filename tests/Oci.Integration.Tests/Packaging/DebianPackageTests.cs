using System;
using System.IO;
using System.Linq;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Packaging;

/// <summary>The Debian package, made of the executable under test and installed into a directory of its own.</summary>
public sealed class DebianPackageTests
{
    private static readonly string Script = $"{Sandbox.Repository}/packaging/deb.sh";

    private static string Make(Sandbox sandbox, string runtime, string umask = "022")
    {
        Assert.SkipUnless(File.Exists("/usr/bin/dpkg-deb"), "there is no dpkg-deb, this is no Debian");
        string[] command = ["env", "SOURCE_DATE_EPOCH=1700000000", Script, runtime, "1.2.3", $"{sandbox.Path}/out"];
        return Sandbox.Run(["sh", "-c", $"umask {umask}; exec \"$@\"", "sh", .. command]);
    }

    [Fact]
    public void The_same_program_gives_the_same_package()
    {
        string runtime = RuntimeUnderTest.PathOrSkip();
        using Sandbox first = new(), second = new();

        Assert.Equal(File.ReadAllBytes(Make(first, runtime)), File.ReadAllBytes(Make(second, runtime, umask: "077")));
    }

    [Fact]
    public void The_package_can_be_installed_used_and_removed()
    {
        string runtime = RuntimeUnderTest.PathOrSkip();
        using var sandbox = new Sandbox();
        string package = Make(sandbox, runtime);
        Assert.Equal("ociruntime 1.2.3", Sandbox.Run("dpkg-deb", "--show", "--showformat=${Package} ${Version}", package));
        using var system = new Sandbox();
        Directory.CreateDirectory($"{system.Path}/var/lib/dpkg");
        File.WriteAllText($"{system.Path}/var/lib/dpkg/status", "");

        Sandbox.Run("dpkg", $"--root={system.Path}", "--install", package);

        // dpkg names every file that differs from what the package's own list of sums says.
        Assert.Equal("", Sandbox.Run("dpkg", $"--root={system.Path}", "--verify", "ociruntime"));
        string[] files = system.Files();
        string[] expected = ["usr/bin/ociruntime", "usr/share/doc/ociruntime/copyright", "usr/share/man/man8/ociruntime-create.8.gz"];
        Assert.All(expected, file => Assert.Contains($"{system.Path}/{file}", files));
        Assert.All(files.Where(file => File.ResolveLinkTarget(file, false) is null), AssertReadableForAll);
        using (var container = new ContainerFixture($"{system.Path}/usr/bin/ociruntime", BundleKind.UserNamespace))
            Sandbox.Run(container.RunCommand);

        Sandbox.Run("dpkg", $"--root={system.Path}", "--purge", "ociruntime");
        Assert.Empty(system.Files());
    }

    private static void AssertReadableForAll(string file)
    {
        UnixFileMode mode = File.GetUnixFileMode(file);
        Assert.True(mode.HasFlag(UnixFileMode.OtherRead) && !mode.HasFlag(UnixFileMode.GroupWrite), $"{file}: {mode}");
    }
}
