using System;

namespace Oci.Runtime.Lifecycle;

/// <summary>Makes a container that is ready to start: everything is in place and its process waits.</summary>
public static class CreateContainer
{
    public static void Run(CreateOptions options) => throw new NotSupportedException();
}
