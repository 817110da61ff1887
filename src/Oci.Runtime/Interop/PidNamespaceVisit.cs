using System;

namespace Oci.Runtime.Interop;

/// <summary>
/// Lets the calling thread's children be born in the pid namespace of a process; disposal ends that. Until then the thread
/// can start no other thread (clone(2), EINVAL).
/// </summary>
internal sealed class PidNamespaceVisit : IDisposable
{
    private const int NewPidNamespace = 0x20000000;

    private readonly Fd _home;

    private PidNamespaceVisit(Fd home) => _home = home;

    /// <summary>
    /// Null where we have no right to it in our own user namespace (setns(2)): a child may have it in another. Null too
    /// where we could not come back: in a user namespace, our pid namespace may belong to the one outside.
    /// </summary>
    public static PidNamespaceVisit? TryEnter(Fd process)
    {
        Fd home = Files.Open("/proc/thread-self/ns/pid", Files.ReadOnly);
        if (SystemCall.Invoke(SystemCall.SetNs, home.Value, NewPidNamespace) == 0
            && SystemCall.Invoke(SystemCall.SetNs, process.Value, NewPidNamespace) == 0)
            return new PidNamespaceVisit(home);
        int errno = Errno.Last;
        home.Dispose();
        return errno == Errno.EPERM ? null : throw KernelFailure.Of(errno, "join", "the container's pid namespace");
    }

    public void Dispose()
    {
        if (SystemCall.Invoke(SystemCall.SetNs, _home.Value, NewPidNamespace) != 0)
            throw KernelFailure.Last("enter", "the own pid namespace again");
        _home.Dispose();
    }
}
