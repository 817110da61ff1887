using System;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;

namespace Oci.Runtime.Steps;

/// <summary>
/// Lets a process be born in a cgroup of version 2 (CLONE_INTO_CGROUP): the one way in that does not wait for an RCU grace
/// period. Whatever is in its way (the rules of cgroup-v2.rst, a kernel before 5.7), the process can still be moved.
/// </summary>
internal static class CloneIntoCgroup
{
    /// <summary>The process; null when it has to be made elsewhere and moved.</summary>
    public static InitProcess? Try(string cgroup, Fd proc, Func<Fd, InitProcess> clone)
    {
        InitProcess process;
        try
        {
            using Fd directory = Files.Open(cgroup, Files.ReadOnly | Files.Directory);
            process = clone(directory);
        }
        catch (RuntimeFailure failure)
        {
            return WillBeMoved(cgroup, failure.Message);
        }
        if (!ProcFs.IsBeingKilled(proc, process.Pid))
            return process;
        // The kernel kills at birth when the caller's own cgroup has ever seen a write to cgroup.kill: it compares the
        // count of that cgroup with the count of the new one (cgroup_css_set_fork; seen in 6.18).
        process.Kill();
        process.Dispose();
        return WillBeMoved(cgroup, "the kernel killed it there");
    }

    public static InitProcess? WillBeMoved(string cgroup, string reason)
    {
        Diagnostics.Debug?.Invoke($"the process cannot be born in {cgroup}, and will be moved there: {reason}");
        return null;
    }
}
