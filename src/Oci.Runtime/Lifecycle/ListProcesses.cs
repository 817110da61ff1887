using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>Finds the processes of a container.</summary>
public static class ListProcesses
{
    /// <summary>Their ids on the host; none when the container has stopped.</summary>
    /// <exception cref="RuntimeFailure">There is no such container, or it has no cgroup that would tell.</exception>
    public static List<int> Run(string stateRoot, string id)
    {
        using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        bool hasCgroup = container.Record is { Cgroups.Count: > 0 };
        if (!hasCgroup && container.Status() != ContainerStatus.Stopped)
            throw new RuntimeFailure("list the processes of", id, "it has no cgroup", null, "that takes the right to make cgroups");
        return container.ProcessesInCgroups();
    }
}
