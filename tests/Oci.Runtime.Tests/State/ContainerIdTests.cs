using System;
using Oci.Runtime.State;
using Xunit;

namespace Oci.Runtime.Tests.State;

public sealed class ContainerIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("_a")]
    [InlineData("+a")]
    [InlineData("A-b.c_d+9")]
    [InlineData("a..")]
    public void Names_of_a_few_safe_characters_are_ids(string id)
    {
        Assert.True(ContainerId.IsValid(id));
        ContainerId.Check(id);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("-a")]
    [InlineData(".a")]
    [InlineData("a/b")]
    [InlineData("a\0")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a:b")]
    [InlineData("ä")]
    [InlineData("١")]
    public void What_could_be_a_path_an_option_or_a_riddle_is_none(string id)
    {
        Assert.False(ContainerId.IsValid(id));
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => ContainerId.Check(id));
        Assert.Contains("invalid container ID format", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_is_as_long_as_a_file_name_at_most()
    {
        Assert.True(ContainerId.IsValid(new string('a', 255)));
        Assert.False(ContainerId.IsValid(new string('a', 256)));
    }
}
