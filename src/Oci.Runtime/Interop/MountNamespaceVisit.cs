using System;

namespace Oci.Runtime.Interop;

/// <summary>
/// Puts the calling thread into the mount namespace of a process, with its own rights; disposal brings it back.
/// </summary>
/// <remarks>
/// setns(2) lets a thread change its mount namespace alone once it shares root and working directory with no other
/// (CLONE_FS). It sets both to the root of the namespace, so they are kept by descriptor.
/// </remarks>
internal sealed class MountNamespaceVisit : IDisposable
{
    private const int NewMountNamespace = 0x20000;
    private const int ShareNoDirectories = 0x200;

    private readonly Fd _home = Files.Open("/proc/thread-self/ns/mnt", Files.ReadOnly);
    private readonly Fd _root = Files.Open("/", Files.PathOnly | Files.Directory);
    private readonly Fd _workingDirectory = Files.Open(".", Files.PathOnly | Files.Directory);

    public MountNamespaceVisit(Fd proc, int pid)
    {
        if (SystemCall.Invoke(SystemCall.Unshare, ShareNoDirectories) != 0)
            throw KernelFailure.Last("unshare", "root and working directory");
        using Fd there = Files.TryOpenAt(proc.Value, $"{pid}/ns/mnt", Files.ReadOnly, 0, out int errno)
            ?? throw KernelFailure.Of(errno, "open", $"/proc/{pid}/ns/mnt");
        Enter(there, "the container's mount namespace");
    }

    private static void Enter(Fd mountNamespace, string subject)
    {
        if (SystemCall.Invoke(SystemCall.SetNs, mountNamespace.Value, NewMountNamespace) != 0)
            throw KernelFailure.Last("enter", subject);
    }

    public void Dispose()
    {
        Enter(_home, "the own mount namespace again");
        Mounts.ChangeDirectory(_root, "/");
        Mounts.ChangeRootToWorkingDirectory();
        Mounts.ChangeDirectory(_workingDirectory, "the working directory");
        _home.Dispose();
        _root.Dispose();
        _workingDirectory.Dispose();
    }
}
