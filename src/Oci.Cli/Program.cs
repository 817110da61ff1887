using Oci.Runtime;
using Oci.Runtime.Init;

namespace Oci.Cli;

/// <summary>Entry point of <c>ociruntime</c>, which is also the first program of every container.</summary>
internal static class Program
{
    // The name we were called by is of no interest: engines install runtimes under each other's names.
    private static int Main(string[] args)
    {
        if (args is ["init", [>= '0' and <= '9', ..], ..])
            return InitEntry.Run(args);
        RuntimeHost.IsInit = true;
        return Invocation.Run(args);
    }
}
