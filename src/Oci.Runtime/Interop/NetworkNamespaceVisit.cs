using System;

namespace Oci.Runtime.Interop;

/// <summary>
/// Puts the calling thread into a network namespace; disposal brings it back. A socket that is made meanwhile stays
/// there.
/// </summary>
internal sealed class NetworkNamespaceVisit : IDisposable
{
    private const int NewNetworkNamespace = 0x40000000;

    private readonly Fd _home = OpenOwn();

    public NetworkNamespaceVisit(Fd there) => Enter(there, "the container's network namespace");

    /// <summary>The network namespace of the calling thread.</summary>
    public static Fd OpenOwn() => Files.Open("/proc/thread-self/ns/net", Files.ReadOnly);

    private static void Enter(Fd networkNamespace, string subject)
    {
        if (SystemCall.Invoke(SystemCall.SetNs, networkNamespace.Value, NewNetworkNamespace) != 0)
            throw KernelFailure.Last("enter", subject);
    }

    public void Dispose()
    {
        Enter(_home, "the own network namespace again");
        _home.Dispose();
    }
}
