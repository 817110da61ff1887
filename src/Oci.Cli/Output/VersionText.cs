namespace Oci.Cli.Output;

/// <summary>What <c>--version</c> prints; engines read the beginning of each line.</summary>
internal static class VersionText
{
    public const string Program = "ociruntime";
    public const string Version = BuildInfo.Version;

    /// <summary>The version of the specification that we implement.</summary>
    public const string Spec = "1.3.0";

    public const string Full = $"{Program} version {Version}\ncommit: {BuildInfo.Commit}\nspec: {Spec}\n";
}
