using System;
using System.Collections.Generic;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>An existing container: its record on disk and its init in the kernel, brought together.</summary>
internal sealed class ContainerHandle : IDisposable
{
    private readonly Fd _proc = ProcFs.OpenHost();
    private bool _isDamaged;

    private ContainerHandle(StateDirectory state, ContainerRecord? record) => (StateDirectory, Record) = (state, record);

    public StateDirectory StateDirectory { get; }

    /// <summary>Null while the maker has not come so far, or died before it did.</summary>
    public ContainerRecord? Record { get; private set; }

    /// <summary>Takes the lock and reads the record again: what it said before may be over.</summary>
    /// <returns>False when another one has removed the container meanwhile.</returns>
    public bool TryLock()
    {
        if (!StateDirectory.TryLock())
            return false;
        try
        {
            Record = StateDirectory.TryRead() ?? Record;
        }
        catch (RuntimeFailure) when (_isDamaged)
        {
            // It is known to be; what is left of it was read when it was opened.
        }
        return true;
    }

    public static ContainerHandle Open(string stateRoot, string id)
    {
        StateDirectory state = StateDirectory.Open(stateRoot, id);
        try
        {
            return new ContainerHandle(state, state.TryRead());
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Opens it whatever is left of it; null when there is nothing.</summary>
    public static ContainerHandle? TryOpenRemains(string stateRoot, string id)
    {
        StateDirectory? state = StateDirectory.TryOpen(stateRoot, id);
        if (state is null)
            return null;
        try
        {
            return new ContainerHandle(state, state.TryRead());
        }
        catch (RuntimeFailure damaged) when (damaged.Errno != ContainerRecord.LaterFormat && !Errno.SaysNothing(damaged.Errno))
        {
            Diagnostics.Warning(damaged.Message);
            return new ContainerHandle(state, ProvenRemains(state)) { _isDamaged = true };
        }
    }

    // A cgroup of the same name that somebody else has made since is not even to be tried.
    private static ContainerRecord? ProvenRemains(StateDirectory state)
    {
        if (state.TryReadRemains() is not { } remains)
            return null;
        var cgroups = new List<CgroupDirectory>();
        foreach (CgroupDirectory cgroup in remains.Cgroups)
        {
            if (CgroupDirectories.IsStillOurs(cgroup))
                cgroups.Add(cgroup);
        }
        return remains with { Cgroups = [.. cgroups] };
    }

    /// <summary>The container's init, open, if it lives: the right start time, and not a zombie.</summary>
    public Fd? TryOpenInit() => Record?.Init is { } init ? TryOpen(init, orZombie: false) : null;

    /// <summary>The same, also when it has ended and its parent has not waited for it yet.</summary>
    public Fd? TryOpenInitOrZombie() => Record?.Init is { } init ? TryOpen(init, orZombie: true) : null;

    private Fd? TryOpen(ProcessIdentity identity, bool orZombie)
    {
        // Opened first: what is read of /proc afterwards is of the process that the descriptor holds, or it has ended.
        Fd? process = Processes.TryOpen(identity.Pid);
        if (process is null)
            return null;
        if (orZombie ? IsThere(identity) : Lives(identity))
            return process;
        process.Dispose();
        return null;
    }

    /// <summary>How init ended, if its parent has not asked yet; null also where the caller may not know.</summary>
    public ProcessEnd? EndOfZombie() => Record?.Init is { } init ? ProcFs.TryReadEnd(_proc, init.Pid, init.StartTime) : null;

    private bool IsThere(ProcessIdentity identity) =>
        ProcFs.TryReadStat(_proc, identity.Pid) is (ulong start, _) && start == identity.StartTime;

    private bool Lives(ProcessIdentity identity) =>
        ProcFs.TryReadStat(_proc, identity.Pid) is (ulong start, char state)
        && start == identity.StartTime && state is not ('Z' or 'X' or 'x');

    /// <summary>The state as runtime.md has it.</summary>
    public ContainerStatus Status()
    {
        if (Record is null)
            return ContainerStatus.Creating;
        if (Record.Init is null || !Lives(Record.Init))
            return Record.Phase == RecordPhase.Creating && Lives(Record.Maker) ? ContainerStatus.Creating : ContainerStatus.Stopped;
        if (Record.Phase == RecordPhase.Creating)
            return ContainerStatus.Creating;
        if (Freezer is { } freezer && freezer.IsFrozen())
            return ContainerStatus.Paused;
        return StateDirectory.HasStartSocket || (Record.Hooks is { HasStartContainer: true } && StateDirectory.IsStarting)
            ? ContainerStatus.Created
            : ContainerStatus.Running;
    }

    /// <summary>What can stop all its processes at once; null without a cgroup that can.</summary>
    public Freezer? Freezer => Freezer.Find(Record?.Cgroups ?? []);

    /// <summary>Whether it runs in the cgroups of its caller, as an ordinary user's container may.</summary>
    public bool HasNoCgroup => Record is { Cgroups.Count: 0 };

    /// <summary>
    /// The container's processes: those in its cgroups, or without one those that init has begun. Where the pid namespace is
    /// not its own, that may not be all, and without init there are none.
    /// </summary>
    public List<int> AllProcesses()
    {
        if (!HasNoCgroup)
            return ProcessesInCgroups();
        using Fd? init = TryOpenInit();
        return init is null ? [] : ProcessTree.Of(_proc, Record!.Init!.Pid);
    }

    /// <summary>
    /// The cgroup that tells the container's processes. None where a cgroup is not provably the one that was made.
    /// </summary>
    public CgroupDirectory? CgroupOfProcesses
    {
        get
        {
            foreach (CgroupDirectory cgroup in Record?.Cgroups ?? [])
            {
                if (cgroup.Role != CgroupRole.Parent && cgroup.Inode != 0 && CgroupDirectories.IsStillOurs(cgroup))
                    return cgroup;
            }
            return null;
        }
    }

    /// <summary>Processes in the container's cgroups.</summary>
    public List<int> ProcessesInCgroups() =>
        CgroupOfProcesses is { } cgroup ? CgroupDirectories.ProcessesIn(cgroup.Path) : [];

    public void Dispose()
    {
        StateDirectory.Dispose();
        _proc.Dispose();
    }
}
