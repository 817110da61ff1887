using System;

namespace Oci.Runtime.Lifecycle;

/// <summary>Lets the process of a created container run.</summary>
public static class StartContainer
{
    public static void Run(string stateRoot, string id) => throw new NotSupportedException();
}
