using System;
using System.IO;
using Xunit;

namespace Oci.Integration.Tests.Packaging;

/// <summary>The packages, made once, and the sample published with them and nothing from the network.</summary>
public sealed class NuGetPackages : IDisposable
{
    private const string Configuration = "Release";

    private readonly Sandbox _sandbox = new();
    private string? _program;

    public NuGetPackages()
    {
        foreach (string name in (string[])["Oci.Spec", "Oci.Runtime"])
            DotNet("pack", $"{Sandbox.Repository}/src/{name}", "--configuration", Configuration, "--output", Packages);
    }

    private string Packages => $"{_sandbox.Path}/packages";

    /// <summary>The path of a package.</summary>
    public string PathOf(string name) => Assert.Single(Directory.GetFiles(Packages, $"{name}.*.nupkg"));

    /// <summary>The sample as a program of its own, compiled once.</summary>
    public string Publish()
    {
        if (_program is not null)
            return _program;
        // Elsewhere, so that it has nothing of this repository but its version and the settings of its compiler.
        string sample = Directory.CreateDirectory($"{_sandbox.Path}/sample").FullName;
        string[] sources =
        [
            "samples/RunContainer/Program.cs", "samples/RunContainer/RunContainer.csproj", "Directory.Build.props",
            "Directory.Packages.props",
        ];
        Array.ForEach(sources, source => File.Copy($"{Sandbox.Repository}/{source}", $"{sample}/{Path.GetFileName(source)}"));
        // What this repository was built with is there already; what is in no folder cannot be had.
        string known = DotNet("nuget", "locals", "global-packages", "--list").Split(": ")[^1].TrimEnd('/', '\n');
        DotNet(
            "publish", sample, "--configuration", Configuration, "--output", $"{_sandbox.Path}/program", "-p:OciFromPackages=true",
            $"-p:RestoreSources={Packages}", $"-p:RestorePackagesPath={_sandbox.Path}/unpacked",
            $"-p:RestoreFallbackFolders={known}");
        return _program = $"{_sandbox.Path}/program/RunContainer";
    }

    public void Dispose() => _sandbox.Dispose();

    // The SDK needs a home, and what was said of it to this process; it must leave no server behind.
    private static string DotNet(params string[] arguments)
    {
        string[] names = ["PATH", "HOME", "DOTNET_ROOT", "NUGET_PACKAGES"];
        string[] given = [.. Array.ConvertAll(
            Array.FindAll(names, static name => Environment.GetEnvironmentVariable(name) is not null),
            static name => $"{name}={Environment.GetEnvironmentVariable(name)}")];
        return Sandbox.Run(
        [
            "env", .. given, "DOTNET_NOLOGO=1", "DOTNET_CLI_TELEMETRY_OPTOUT=1", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1",
            "MSBUILDDISABLENODEREUSE=1", "DOTNET_CLI_USE_MSBUILD_SERVER=0", "UseSharedCompilation=false", "dotnet", .. arguments,
        ]);
    }
}
