using System.CommandLine;
using Oci.Cli.Output;
using Oci.Runtime.Interop;
using Oci.Runtime.Lifecycle;
using Oci.Spec;

namespace Oci.Cli.Commands;

/// <summary><c>features</c>: prints what this program implements, whatever the machine offers.</summary>
internal sealed class FeaturesCommand() : RuntimeCommand("features", "print what the runtime implements as JSON")
{
    public override string Details =>
        """
        Prints the features structure of the specification: the names that config.json may use, and which
        optional parts are implemented. It is the same on every machine, but for supportedFlags of seccomp:
        those are the flags that the kernel knows.
        """;

    public override string Example => "ociruntime features";

    public override int Run(ParseResult given, GlobalOptions globals)
    {
        StandardOutput.WriteLine(FeaturesJson.Write(Document()));
        return 0;
    }

    public static FeaturesDocument Document() => DescribeFeatures.Document(
    [
        new NamedValue($"{VersionText.Program}.version", VersionText.Version),
        new NamedValue($"{VersionText.Program}.commit", VersionText.Commit),
        new NamedValue($"{VersionText.Program}.libseccomp", LibSeccomp.Version),
    ]);
}
