using Oci.Runtime.Launch;

namespace Oci.Runtime.Lifecycle;

/// <summary>Makes a container that is ready to start: everything is in place and its process waits.</summary>
public static class CreateContainer
{
    /// <exception cref="RuntimeFailure">Something could not be made; nothing is left of the container.</exception>
    /// <exception cref="Oci.Spec.InvalidSpecException">config.json is not what the specification asks for.</exception>
    public static void Run(CreateOptions options)
    {
        using LaunchContext context = Launcher.Launch(options, startsAtOnce: false, detaches: true);
        context.Rollback.Commit();
    }
}
