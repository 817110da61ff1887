using Oci.Runtime.Interop;

namespace Oci.Runtime.State;

/// <summary>Removes what a container without a mount namespace has mounted on the host.</summary>
internal static class HostMounts
{
    /// <summary>Detaches a mount with all that is below it, if it is still the one that was recorded.</summary>
    public static void Remove(HostMount? recorded)
    {
        if (recorded is null)
            return;
        using Fd? top = Files.TryOpen(recorded.Path, Files.PathOnly | Files.Directory | Files.NoFollow, out int errno);
        if (Errno.SaysNothing(errno))
            throw KernelFailure.Of(errno, "open", recorded.Path);
        if (top is null || Mounts.IdOf(top, recorded.Path) != recorded.Id)
            return;
        // What the container shares with the host would take the host's mounts along.
        Mounts.SetAttributes(top, 0, 0, MountPropagation.Private, recursive: true, recorded.Path);
        Mounts.Detach(recorded.Path);
    }
}
