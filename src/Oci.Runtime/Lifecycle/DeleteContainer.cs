using System;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Hooks;
using Oci.Runtime.Interop;
using Oci.Runtime.Resctrl;
using Oci.Runtime.State;
using Oci.Runtime.Systemd;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>Removes a stopped container, and with <c>force</c> a living one, or the remains of one.</summary>
public static class DeleteContainer
{
    private const int LongestDeathMilliseconds = 10_000;

    /// <exception cref="RuntimeFailure">The container runs and force is not given, or something cannot be
    /// removed.</exception>
    public static void Run(string stateRoot, string id, bool force)
    {
        using ContainerHandle? container = force
            ? ContainerHandle.TryOpenRemains(stateRoot, id)
            : ContainerHandle.Open(stateRoot, id);
        if (container is null || !container.TryLock())
        {
            if (force)
                return;
            throw StateDirectory.DoesNotExist(id);
        }
        ContainerStatus status = container.Status();
        // A created container runs nothing of the user's yet: runc deletes it too, and engines rely on that.
        if (!force && status is not (ContainerStatus.Stopped or ContainerStatus.Created))
        {
            throw new RuntimeFailure(
                "delete container", id, $"cannot delete container {id} that is not stopped: {status.SpecName()}",
                null, "kill it first, or use --force") { Code = FailureCode.ContainerState };
        }
        Remove(container, id, force);
    }

    /// <summary>Destroys a container that is locked, and runs its poststop hooks.</summary>
    /// <param name="force">Also when systemd does not answer.</param>
    internal static void Remove(ContainerHandle container, string id, bool force)
    {
        EndProcesses(container, id);
        HostMounts.Remove(container.Record?.RootMount);
        RemoveUnit(container.Record?.Unit, force);
        CgroupDirectories.Remove(container.Record?.Cgroups ?? []);
        ResctrlGroup.Remove(container.Record?.Resctrl ?? []);
        container.StateDirectory.Remove();
        if (container.Record is not { Hooks.Poststop.Count: > 0 } record)
            return;
        // There is nothing to lock any more, and hooks may take long.
        container.StateDirectory.Unlock();
        PoststopHooks.Run(record);
    }

    // Before its directories: while the unit is there, they are in systemd's hands.
    private static void RemoveUnit(UnitRecord? unit, bool force)
    {
        try
        {
            if (unit is not null)
                ContainerUnit.Remove(unit);
        }
        catch (RuntimeFailure failure) when (force)
        {
            // Without processes it ends by itself, as soon as its systemd is back.
            Diagnostics.Warning(failure.Message);
        }
    }

    internal static void EndProcesses(ContainerHandle container, string id)
    {
        // Before anything is killed. Of a container with a pid namespace only init is, and systemd kills all in a unit.
        if (container.Record is { SharesPids: true } or { Unit: not null } or { Init: null }
            && container.CgroupOfProcesses is { } cgroup)
            CgroupSignals.CheckNotOurs(cgroup);
        using Fd? init = container.TryOpenInit();
        if (container is { HasNoCgroup: true, Record.SharesPids: true })
            KillContainer.SignalAll(container, Processes.SigKill);
        if (init is not null && Processes.Signal(init, Processes.SigKill, $"container {id}"))
        {
            KillContainer.LetDie(container, Processes.SigKill);
            WaitForEnd(init, id);
        }
        // In a pid namespace of its own all the others have died with init. One that is being made may not be recorded yet.
        long deadline = Environment.TickCount64 + LongestDeathMilliseconds;
        while (container.Record is { SharesPids: true } or { Init: null } && container.ProcessesInCgroups() is [int first, ..])
        {
            if (Environment.TickCount64 > deadline)
                throw StillAlive(id);
            KillContainer.SignalAll(container, Processes.SigKill);
            KillContainer.LetDie(container, Processes.SigKill);
            using Fd? process = Processes.TryOpen(first);
            if (process is not null)
                WaitForEnd(process, id);
        }
    }

    // A pidfd becomes readable when the process has ended, reaped or not.
    private static void WaitForEnd(Fd process, string id)
    {
        long longest = Deadline.Before(Environment.TickCount64 + LongestDeathMilliseconds) - Environment.TickCount64;
        if (Polling.WaitReadable(process, (int)Math.Max(longest, 0)))
            return;
        Deadline.Check($"the processes of container {id} to die");
        throw StillAlive(id);
    }

    private static RuntimeFailure StillAlive(string id) => new(
        "delete container", id, $"a process has not ended {LongestDeathMilliseconds / 1000} s after SIGKILL", null,
        "it may wait for a device or a network file system") { Code = FailureCode.Timeout };
}
