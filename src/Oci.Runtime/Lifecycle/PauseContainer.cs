using Oci.Runtime.Cgroups;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>Suspends all processes of a container, and lets them go on.</summary>
public static class PauseContainer
{
    /// <exception cref="RuntimeFailure">Nothing runs in it, or its cgroup cannot be frozen.</exception>
    public static void Run(string stateRoot, string id)
    {
        using ContainerHandle container = OpenLocked(stateRoot, id);
        ContainerStatus status = container.Status();
        if (status is not (ContainerStatus.Running or ContainerStatus.Created))
            throw new RuntimeFailure("pause container", id, $"container not running or created: {status.SpecName()}")
                .As(FailureCode.ContainerState);
        FreezerOf(container, "pause", id).Freeze();
    }

    /// <exception cref="RuntimeFailure">It is not paused.</exception>
    public static void Resume(string stateRoot, string id)
    {
        using ContainerHandle container = OpenLocked(stateRoot, id);
        if (container.Status() != ContainerStatus.Paused)
            throw new RuntimeFailure("resume container", id, "container not paused")
                .As(FailureCode.ContainerState);
        FreezerOf(container, "resume", id).Thaw();
    }

    private static ContainerHandle OpenLocked(string stateRoot, string id)
    {
        ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        if (container.TryLock())
            return container;
        container.Dispose();
        throw StateDirectory.DoesNotExist(id);
    }

    private static Freezer FreezerOf(ContainerHandle container, string operation, string id) =>
        container.Freezer ?? throw new RuntimeFailure(
            $"{operation} container", id, "it has no cgroup that can be frozen", null,
            "that takes a cgroup2 or freezer hierarchy, and the right to make cgroups in it")
            .As(FailureCode.HostLacks);
}
