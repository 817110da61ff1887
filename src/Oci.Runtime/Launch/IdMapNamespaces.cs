using System;
using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Launch;

/// <summary>
/// User namespaces that nobody lives in: mount_setattr(2) takes an id map only in the form of one. Equal maps share one.
/// </summary>
internal sealed class IdMapNamespaces : IDisposable
{
    private readonly List<(ValueList<IdMapping> Users, ValueList<IdMapping> Groups, Fd Namespace)> _made = [];

    /// <summary>The namespace with these maps; it stays open until this is disposed of.</summary>
    /// <param name="pointer">The mount that wants it.</param>
    public Fd Of(Fd proc, ValueList<IdMapping> users, ValueList<IdMapping> groups, string pointer)
    {
        foreach ((ValueList<IdMapping> madeUsers, ValueList<IdMapping> madeGroups, Fd made) in _made)
        {
            if (madeUsers.Equals(users) && madeGroups.Equals(groups))
                return made;
        }
        Fd fresh = Make(proc, users, groups, pointer);
        _made.Add((users, groups, fresh));
        return fresh;
    }

    private static Fd Make(Fd proc, ValueList<IdMapping> users, ValueList<IdMapping> groups, string pointer)
    {
        (Fd parentEnd, Fd childEnd) = Sockets.Pair();
        using (parentEnd)
        using (childEnd)
        {
            (int pid, Fd process) = Start(parentEnd, childEnd);
            using (process)
            {
                try
                {
                    MapIds.WriteMap(proc, $"{pid}/gid_map", groups, $"{pointer}/gidMappings");
                    MapIds.WriteMap(proc, $"{pid}/uid_map", users, $"{pointer}/uidMappings");
                    return Files.OpenAt(proc.Value, $"{pid}/ns/user", Files.ReadOnly);
                }
                finally
                {
                    parentEnd.Dispose();
                    Processes.WaitForChild(process);
                }
            }
        }
    }

    // A handler of ours that ran in the child would write into the pipes that it shares with us.
    private static unsafe (int Pid, Fd Process) Start(Fd parentEnd, Fd childEnd)
    {
        const int BlockSignals = 0;
        const int SetMask = 2;
        ulong all = ulong.MaxValue;
        ulong before;
        SystemCall.Invoke(SystemCall.RtSigProcMask, BlockSignals, (long)(&all), (long)(&before), sizeof(ulong));
        int pidfd;
        int pid = HolderStage.Start(parentEnd.Value, childEnd.Value, &pidfd);
        SystemCall.Invoke(SystemCall.RtSigProcMask, SetMask, (long)(&before), 0, sizeof(ulong));
        return pid > 0 ? (pid, new Fd(pidfd)) : throw KernelFailure.Of(-pid, "make a user namespace", "for an id map");
    }

    public void Dispose()
    {
        foreach ((_, _, Fd made) in _made)
            made.Dispose();
    }
}
