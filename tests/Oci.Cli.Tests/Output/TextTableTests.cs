using Oci.Cli.Output;
using Xunit;

namespace Oci.Cli.Tests.Output;

public class TextTableTests
{
    [Fact]
    public void Columns_are_at_least_twelve_wide() =>
        Assert.Equal("a           b           c\n", TextTable.Format([["a", "b", "c"]]));

    [Fact]
    public void A_column_is_three_wider_than_its_longest_cell() => Assert.Equal(
        "ID            END\n1234567890a   x\n",
        TextTable.Format([["ID", "END"], ["1234567890a", "x"]]));

    [Fact]
    public void A_character_counts_once_however_it_is_encoded() => Assert.Equal(
        "\U0001F40B           x\né           x\n",
        TextTable.Format([["\U0001F40B", "x"], ["é", "x"]]));
}
