using System.Collections.Generic;

namespace Oci.Runtime.Lifecycle;

/// <summary>Finds the processes of a container.</summary>
public static class ListProcesses
{
    /// <summary>Their ids on the host; none when the container has stopped.</summary>
    /// <exception cref="RuntimeFailure">There is no such container.</exception>
    public static List<int> Run(string stateRoot, string id)
    {
        using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        return container.AllProcesses();
    }
}
