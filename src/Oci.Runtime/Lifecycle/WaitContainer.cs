using Oci.Runtime.Interop;

namespace Oci.Runtime.Lifecycle;

/// <summary>Waits until a container's process has ended.</summary>
public static class WaitContainer
{
    private const int LongestPoll = int.MaxValue;

    /// <summary>
    /// Its exit code, 128 + N when signal N ended it; null when another process created the container, or has waited
    /// for it: the kernel tells an exit code once, and only to the parent.
    /// </summary>
    /// <exception cref="RuntimeFailure">There is no such container.</exception>
    public static int? Run(string stateRoot, string id)
    {
        using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        using Fd? process = container.TryOpenInitOrZombie();
        if (process is null)
            return null;
        if (Processes.TryWaitForEnd(process) is { } end)
            return end.ExitCode;
        while (!Polling.WaitReadable(process, LongestPoll))
        {
        }
        return null;
    }
}
