using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>Lets the process of a created container run.</summary>
public static class StartContainer
{
    /// <exception cref="RuntimeFailure">The container is not created, or its program could not be executed.</exception>
    public static void Run(string stateRoot, string id)
    {
        using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        if (!container.TryLock())
            throw StateDirectory.DoesNotExist(id);
        CheckCreated(container, id);

        using Fd? line = Sockets.TryConnect(container.StateDirectory.Directory, StateDirectory.StartSocket, out int errno);
        if (line is null)
            throw KernelFailure.Of(errno, "start container", id, "its init has ended");
        // Gone before the program runs: from here on the container counts as running.
        int removed = Files.TryRemove(container.StateDirectory.Directory.Value, StateDirectory.StartSocket, isDirectory: false);
        if (removed != 0)
            throw KernelFailure.Of(removed, "remove", $"{container.StateDirectory.Path}/{StateDirectory.StartSocket}");
        using var starter = new Channel(line);
        starter.Start();
    }

    private static void CheckCreated(ContainerHandle container, string id)
    {
        string? reason = container.Status() switch
        {
            ContainerStatus.Created => null,
            ContainerStatus.Stopped => "cannot start a container that has stopped",
            ContainerStatus.Paused => "cannot start a container that is paused",
            ContainerStatus.Creating => "cannot start a container that is still being created",
            _ => "cannot start an already running container",
        };
        if (reason is not null)
            throw new RuntimeFailure("start container", id, reason);
    }
}
