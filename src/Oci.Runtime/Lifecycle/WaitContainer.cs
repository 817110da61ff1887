using System;
using Oci.Runtime.Interop;
using Oci.Runtime.State;

namespace Oci.Runtime.Lifecycle;

/// <summary>Waits until a container's process has ended.</summary>
public static class WaitContainer
{
    /// <summary>
    /// Its exit code, 128 + N when signal N ended it; null when the kernel does not tell. It always tells the parent, tells
    /// everybody until the parent has asked, and since Linux 6.15 also those who waited already when the process ended.
    /// </summary>
    /// <remarks>What is learnt is kept, and shown by <see cref="QueryContainers"/>.</remarks>
    /// <exception cref="RuntimeFailure">There is no such container, or it is still being created.</exception>
    public static int? Run(string stateRoot, string id)
    {
        using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        if (container.Record?.Init is null)
            throw new RuntimeFailure("wait for container", id, "it is still being created, or never was created completely")
            {
                Code = FailureCode.ContainerState,
            };
        if (container.StateDirectory.ReadEnd() is { } known)
            return known.ExitCode;
        using Fd? process = container.TryOpenInitOrZombie();
        return process is null ? null : Await(container, process, id);
    }

    private static int? Await(ContainerHandle container, Fd process, string id)
    {
        bool lives = !Polling.WaitReadable(process, 0);
        if (lives)
            AwaitEnd(process, id);
        DateTimeOffset? finished = lives ? DateTimeOffset.UtcNow : null;
        if (EndOf(container, process) is not { } end)
            return null;
        Keep(container, new KeptEnd(end.ExitCode, finished));
        return end.ExitCode;
    }

    private static void AwaitEnd(Fd process, string id)
    {
        Deadline.AwaitReadable(process, $"container {id} to end");
        while (!Polling.WaitReadable(process, int.MaxValue))
        {
        }
    }

    // As a child; as a zombie, which the parent has yet to ask for; as what the kernel keeps for our descriptor.
    private static ProcessEnd? EndOf(ContainerHandle container, Fd process) =>
        Processes.TryWaitForEnd(process) ?? container.EndOfZombie() ?? Processes.TryReadEnd(process);

    /// <summary>Keeps how the container's process ended, unless the container is deleted meanwhile.</summary>
    private static void Keep(ContainerHandle container, KeptEnd end)
    {
        try
        {
            if (container.TryLock())
                container.StateDirectory.WriteEnd(end);
        }
        catch (RuntimeFailure failure)
        {
            // On a full disk, say: the exit code is what was asked for, and it is known.
            Diagnostics.Warning(failure.Message);
        }
    }

    /// <summary>The same, of a container that has ended just now.</summary>
    internal static void Keep(string stateRoot, string id, int exitCode)
    {
        using ContainerHandle? container = ContainerHandle.TryOpenRemains(stateRoot, id);
        if (container is not null)
            Keep(container, new KeptEnd(exitCode, DateTimeOffset.UtcNow));
    }
}
