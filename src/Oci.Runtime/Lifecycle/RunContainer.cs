using System;

namespace Oci.Runtime.Lifecycle;

/// <summary>Creates and starts a container; in the foreground also waits for it and deletes it. Returns the exit code.</summary>
public static class RunContainer
{
    public static int Run(RunOptions options) => throw new NotSupportedException();
}
