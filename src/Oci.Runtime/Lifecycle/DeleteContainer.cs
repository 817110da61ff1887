using System;

namespace Oci.Runtime.Lifecycle;

/// <summary>Removes a stopped container, and with force a living one, or the remains of one.</summary>
public static class DeleteContainer
{
    public static void Run(string stateRoot, string id, bool force) => throw new NotSupportedException();
}
