using System.Collections.Generic;
using Oci.Runtime.Interop;
using Oci.Runtime.State;

namespace Oci.Runtime.Cgroups;

/// <summary>Sends a signal to every process in a container's cgroup and in those below it.</summary>
internal static class CgroupSignals
{
    private const int MostDescriptors = 256;
    private const int FreezeMilliseconds = 2_000;

    /// <param name="cgroup">Proven to be the one that was made for the container.</param>
    /// <param name="freezer">Null where nothing can stop its processes.</param>
    /// <exception cref="RuntimeFailure">We are in it ourselves. Nobody has been sent anything then.</exception>
    public static void Send(CgroupDirectory cgroup, Freezer? freezer, int signal)
    {
        CheckNotOurs(cgroup);
        if (signal == Processes.SigKill && TryKill(cgroup))
            return;
        bool mustThaw = freezer is not null && TryFreeze(freezer);
        try
        {
            SendToEach(cgroup.Path, signal);
        }
        finally
        {
            if (mustThaw)
                freezer!.Thaw();
        }
    }

    /// <summary>
    /// A cgroup that we are in is the root, one above ours, or one that has been given other processes than the
    /// container's: whoever signals all of them hits the runtime, its caller or the whole machine.
    /// </summary>
    public static void CheckNotOurs(CgroupDirectory cgroup)
    {
        if (!CgroupDirectories.ProcessesIn(cgroup.Path).Contains(Processes.OwnId))
            return;
        throw new RuntimeFailure(
            "signal the processes in", cgroup.Path, "the runtime itself is one of them", null,
            "run the command in another cgroup");
    }

    /// <summary>All at once, and also those that are just being made (cgroup-v2.rst, "cgroup.kill", Linux 5.14).</summary>
    /// <remarks>
    /// Not a cgroup that outlives the container: up to Linux 6.18 at least, what is cloned into it afterwards with
    /// CLONE_INTO_CGROUP dies at once.
    /// </remarks>
    private static bool TryKill(CgroupDirectory cgroup) =>
        cgroup.Role != CgroupRole.Foreign
        && Files.TryWriteControlFile(Fd.WorkingDirectory, $"{cgroup.Path}/cgroup.kill", "1"u8, out _);

    // A process that is made after the list was read would be missed; while all stand still, none is made.
    private static bool TryFreeze(Freezer freezer)
    {
        if (freezer.IsFrozen())
            return false;
        try
        {
            freezer.Freeze(FreezeMilliseconds);
            return true;
        }
        catch (RuntimeFailure)
        {
            return false; // one waits for a device; it runs again, and is sent the signal like the others
        }
    }

    private static void SendToEach(string path, int signal)
    {
        List<int> pids = CgroupDirectories.ProcessesIn(path);
        for (int first = 0; first < pids.Count; first += MostDescriptors)
            SendTo(pids.GetRange(first, int.Min(MostDescriptors, pids.Count - first)), path, signal);
    }

    // What is opened may by now be another process of the same number; it is the right one if it is in the cgroup.
    private static void SendTo(List<int> pids, string path, int signal)
    {
        List<(int Pid, Fd? Process)> opened = pids.ConvertAll(static pid => (pid, Processes.TryOpen(pid)));
        var there = new HashSet<int>(CgroupDirectories.ProcessesIn(path));
        foreach ((int pid, Fd? process) in opened)
        {
            using (process)
            {
                if (process is not null && there.Contains(pid))
                    Processes.Signal(process, signal, $"process {pid}");
            }
        }
    }
}
