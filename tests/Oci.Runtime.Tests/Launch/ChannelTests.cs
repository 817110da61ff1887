using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Xunit;

namespace Oci.Runtime.Tests.Launch;

/// <summary>The line between the runtime and init.</summary>
public sealed class ChannelTests
{
    [Theory]
    [InlineData("/a", "/mounts/0", "wait", "mountFileSystem", FailureCode.KernelRefused)]
    [InlineData(null, null, null, null, FailureCode.Internal)]
    public void A_failure_of_init_arrives_whole(string? subject, string? pointer, string? hint, string? step, FailureCode code)
    {
        (Fd parent, Fd child) = Sockets.Pair();
        using var runtime = new Channel(parent);
        using var init = new Channel(child);
        init.SendFailure(new RuntimeFailure("mount", subject, "busy", pointer, hint)
        {
            Errno = 16, Code = code, Phase = Phases.Init, Step = step,
        });

        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => runtime.Expect(Signal.Ready));

        Assert.Equal(("mount", subject, "busy", pointer, hint, 16), (
            failure.Operation, failure.Subject, failure.Reason, failure.Pointer, failure.Hint, failure.Errno));
        Assert.Equal((code, Phases.Init, step), (failure.Code, failure.Phase, failure.Step));
    }
}
