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

    [Fact]
    public void Where_nothing_is_said_the_one_who_refused_is_the_kind()
    {
        Assert.Equal(FailureCode.KernelRefused, new RuntimeFailure("mount", "/a", "busy") { Errno = 16 }.Code);
        Assert.Equal(FailureCode.RuntimeRefused, new RuntimeFailure("mount", "/a", "no").Code);
        Assert.Equal(FailureCode.Usage, new RuntimeFailure("mount", "/a", "no") { Code = FailureCode.Usage, Errno = 16 }.Code);
    }

    [Fact]
    public void What_is_learnt_later_changes_nothing_else()
    {
        RuntimeFailure failure = new RuntimeFailure("exec", "/a", "busy", hint: "wait") { Errno = 16, Phase = "init" }
            .As(FailureCode.ProcessNotExecutable).In("execute").For("/process/args");

        Assert.Equal("/process/args: exec /a: busy (wait)", failure.Message);
        Assert.Equal((FailureCode.ProcessNotExecutable, "init", "execute", 16), (
            failure.Code, failure.Phase, failure.Step, failure.Errno));
    }

    [Fact]
    public void The_innermost_step_counts()
    {
        RuntimeFailure failure = new RuntimeFailure("mount", "/a", "busy").In("mountFileSystem");

        Assert.Equal("mountFileSystem", failure.In("recordCreated").Step);
    }
}
