using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.State;

namespace Oci.Runtime.Steps;

/// <summary>
/// Makes the directory that the container will find its notification socket in. The socket follows when it is started, made
/// by whoever listens.
/// </summary>
internal sealed record MakeNotifyDirectory() : ParentStep("")
{
    /// <summary>Where it is.</summary>
    public static string PathOf(LaunchRequest request) =>
        $"{request.StateRoot}/{request.Id}/{StateDirectory.NotifyDirectory}";

    public override string Kind => "makeNotifyDirectory";

    public override string Describe() => "make a directory for the container's notification socket";

    public override void Run(LaunchContext context) => context.State.MakeNotifyDirectory();
}
