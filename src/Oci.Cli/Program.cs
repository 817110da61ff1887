using Oci.Runtime.Init;

namespace Oci.Cli;

/// <summary>Entry point of <c>ociruntime</c>, which is also the first program of every container.</summary>
internal static class Program
{
    // The name we were called by is of no interest: engines install runtimes under each other's names.
    private static int Main(string[] args) =>
        args is ["init", [>= '0' and <= '9', ..]] ? InitEntry.Run(args) : Invocation.Run(args);
}
