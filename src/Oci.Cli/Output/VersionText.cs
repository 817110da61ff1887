using Oci.Spec;

namespace Oci.Cli.Output;

/// <summary>What <c>--version</c> prints; engines read the beginning of each line.</summary>
internal static class VersionText
{
    public const string Program = "ociruntime";
    public const string Version = BuildInfo.Version;
    public const string Commit = BuildInfo.Commit;

    /// <summary>The version of the specification that we implement.</summary>
    public const string Spec = SpecVersion.Newest;

    public const string Full = $"{Program} version {Version}\ncommit: {Commit}\nspec: {Spec}\n";
}
