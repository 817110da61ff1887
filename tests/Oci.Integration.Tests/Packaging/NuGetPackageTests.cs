using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Xml.Linq;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Packaging;

/// <summary>The NuGet packages, and a program that has nothing else of this repository.</summary>
public sealed class NuGetPackageTests(NuGetPackages packages) : IClassFixture<NuGetPackages>
{
    [Theory]
    [InlineData("Oci.Spec", "")]
    [InlineData("Oci.Runtime", "Oci.Spec Tmds.LibC")]
    public void A_package_has_what_its_users_need_and_asks_for_nothing_else(string name, string dependencies)
    {
        using ZipArchive package = ZipFile.OpenRead(packages.PathOf(name));
        string[] files = [.. package.Entries.Select(static entry => entry.FullName)];
        Assert.All([$"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml", "README.md"], file => Assert.Contains(file, files));
        Assert.DoesNotContain(files, static file => file.StartsWith("analyzers/", StringComparison.Ordinal));

        using Stream stream = package.GetEntry($"{name}.nuspec")!.Open();
        XElement[] elements = [.. XDocument.Load(stream).Descendants()];
        string TextOf(string element) => elements.Single(found => found.Name.LocalName == element).Value;
        Assert.Equal("Apache-2.0", TextOf("license"));
        Assert.Equal("README.md", TextOf("readme"));
        string[] named =
            [.. elements.Where(static found => found.Name.LocalName == "dependency").Select(static found => found.Attribute("id")!.Value)];
        Assert.Equal(dependencies, string.Join(' ', named.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_program_runs_a_container_by_the_packages()
    {
        string runtime = RuntimeUnderTest.PathOrSkip();
        string program = packages.Publish();
        using var container = new ContainerFixture(runtime, BundleKind.Usual);

        ChildResult result = Child.Run(program, runtime, container.Bundle);

        Assert.Equal("args: /bin/true\nstatus: created\nstatus: stopped\nexit code: 0\n", result.Output);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.All(container.CgroupParents, parent => Assert.Empty(Directory.GetDirectories(parent)));
    }

    [Fact]
    public void A_program_that_cannot_be_init_is_told_so()
    {
        string runtime = RuntimeUnderTest.PathOrSkip();
        string program = packages.Publish();
        using var container = new ContainerFixture(runtime, BundleKind.Usual);

        ChildResult result = Child.Run(program, "/nowhere/ociruntime", container.Bundle);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("/nowhere/ociruntime: no such file or directory (ENOENT)", result.Errors, StringComparison.Ordinal);
    }
}
