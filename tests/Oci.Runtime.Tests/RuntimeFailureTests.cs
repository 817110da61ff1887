using Xunit;

namespace Oci.Runtime.Tests;

public sealed class RuntimeFailureTests
{
    [Theory]
    [InlineData(null, null, null, "mount: busy")]
    [InlineData("/a", null, null, "mount /a: busy")]
    [InlineData("/a", "/mounts/0", null, "/mounts/0: mount /a: busy")]
    [InlineData("/a", "/mounts/0", "wait", "/mounts/0: mount /a: busy (wait)")]
    [InlineData(null, null, "wait", "mount: busy (wait)")]
    public void The_message_is_composed_of_what_is_known(string? subject, string? pointer, string? hint, string message) =>
        Assert.Equal(message, new RuntimeFailure("mount", subject, "busy", pointer, hint).Message);

    [Fact]
    public void A_failure_learns_which_property_asked_for_the_work()
    {
        RuntimeFailure failure = new RuntimeFailure("mount", "/a", "busy", hint: "wait") { Errno = 16 }.For("/mounts/0");

        Assert.Equal("/mounts/0: mount /a: busy (wait)", failure.Message);
        Assert.Equal(("mount", "/a", "busy", "/mounts/0", "wait", 16), (
            failure.Operation, failure.Subject, failure.Reason, failure.Pointer, failure.Hint, failure.Errno));
    }

    [Fact]
    public void A_failure_keeps_the_property_that_it_knows_already()
    {
        var failure = new RuntimeFailure("mount", "/a", "busy", "/mounts/0");

        Assert.Same(failure, failure.For("/root"));
    }

    [Fact]
    public void No_property_changes_nothing()
    {
        var failure = new RuntimeFailure("mount", "/a", "busy");

        Assert.Same(failure, failure.For(null));
    }
}
