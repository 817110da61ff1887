using Oci.Cli.Output;
using Xunit;

namespace Oci.Cli.Tests.Output;

public class VersionTextTests
{
    [Fact]
    public void Three_lines_begin_as_engines_expect_them() => Assert.Matches(
        @"\Aociruntime version [0-9]+\.[0-9]+\.[0-9]+\ncommit: ([0-9a-f]{40}|unknown)\nspec: 1\.3\.0\n\z",
        VersionText.Full);
}
