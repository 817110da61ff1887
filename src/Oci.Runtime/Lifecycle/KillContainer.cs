using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>Sends a signal to the container's init, or with <c>all</c> to every process in it.</summary>
public static class KillContainer
{
    /// <exception cref="RuntimeFailure">There is no such container, or nothing runs in it.</exception>
    public static void Run(string stateRoot, string id, int signal, bool all)
    {
        using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        if (all)
        {
            // Also what is left after init has ended, which a shared pid namespace allows; nothing left is no error.
            SignalAll(container, signal);
            LetDie(container, signal);
            return;
        }
        // Without a pid namespace of its own the others would outlive init; without a cgroup only init leads to them.
        bool endsOthers = signal == Processes.SigKill && container.Record is { SharesPids: true };
        if (endsOthers && container.CgroupOfProcesses is { } cgroup)
            CgroupSignals.CheckNotOurs(cgroup);
        if (endsOthers && container.HasNoCgroup && container.Status() != ContainerStatus.Stopped)
        {
            SignalAll(container, signal);
            return;
        }
        using Fd? init = container.TryOpenInit();
        bool sent = init is not null && Processes.Signal(init, signal, $"container {id}");
        if (!sent)
            throw new RuntimeFailure("kill container", id, "container not running") { Errno = Errno.ESRCH }
                .As(FailureCode.ContainerState);
        if (endsOthers)
            SignalAll(container, signal);
        LetDie(container, signal);
    }

    /// <summary>Thaws a paused container that has been sent SIGKILL, where that takes it.</summary>
    /// <remarks>A frozen process of version 2 dies at once; one of version 1 only when it is thawed (cgroups(7)).</remarks>
    internal static void LetDie(ContainerHandle container, int signal)
    {
        if (signal == Processes.SigKill && container.Freezer is { IsV2: false } freezer && freezer.IsFrozen())
            freezer.Thaw();
    }

    internal static void SignalAll(ContainerHandle container, int signal)
    {
        if (container.CgroupOfProcesses is { } cgroup)
        {
            CgroupSignals.Send(cgroup, container.Freezer, signal);
            return;
        }
        foreach (int pid in container.AllProcesses())
        {
            using Fd? process = pid == Processes.OwnId ? null : Processes.TryOpen(pid);
            if (process is not null)
                Processes.Signal(process, signal, $"process {pid}");
        }
    }
}
