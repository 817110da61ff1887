using System;

namespace Oci.Runtime.Lifecycle;

/// <summary>Sends a signal to the container init, or with all to every process in its cgroup.</summary>
public static class KillContainer
{
    public static void Run(string stateRoot, string id, int signal, bool all) => throw new NotSupportedException();
}
