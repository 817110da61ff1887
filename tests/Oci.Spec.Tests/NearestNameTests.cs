using Xunit;

namespace Oci.Spec.Tests;

public class NearestNameTests
{
    private static readonly string[] Known = ["create", "start", "state", "delete"];

    [Theory]
    [InlineData("craete", "create")]
    [InlineData("creat", "create")]
    [InlineData("strat", "start")]
    [InlineData("sate", "state")]
    [InlineData("deleted", "delete")]
    public void A_slip_of_the_finger_is_recognised(string wrong, string right) =>
        Assert.Equal($"did you mean {right}?", NearestName.HintFor(wrong, Known));

    [Theory]
    [InlineData("foo")]
    [InlineData("checkpoint")]
    [InlineData("x")]
    public void Nothing_is_guessed_at_random(string wrong) => Assert.Null(NearestName.HintFor(wrong, Known));
}
