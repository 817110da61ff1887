using System;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Terminal;

namespace Oci.Runtime.Lifecycle;

/// <summary>Creates and starts a container; in the foreground also waits for it and deletes it.</summary>
public static class RunContainer
{
    /// <summary>
    /// Returns the exit code of the container's process, 128 + N when signal N ended it; 0 when detached.
    /// </summary>
    /// <exception cref="RuntimeFailure">It could not be made or started; nothing is left of it.</exception>
    public static int Run(RunOptions options)
    {
        if (!options.Detach && !options.NoSubreaper)
            _ = Processes.TryControl(Processes.SetChildSubreaper, 1);
        using LaunchContext context = Launcher.Launch(options.Create, startsAtOnce: true, options.Detach);
        using Foreground? foreground = options.Detach ? null : Foreground.Attach(context);
        context.StartedInit.Channel.Start();
        context.Rollback.Commit();
        if (foreground is null)
            return 0;
        return WaitAndDelete(foreground, options);
    }

    private static int WaitAndDelete(Foreground foreground, RunOptions options)
    {
        try
        {
            return foreground.WaitForEnd();
        }
        finally
        {
            if (!options.Keep)
                DeleteContainer.Run(options.Create.StateRoot, options.Create.Id, force: true);
        }
    }
}
