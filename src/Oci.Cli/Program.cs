namespace Oci.Cli;

/// <summary>Entry point of <c>ociruntime</c>.</summary>
internal static class Program
{
    private static int Main(string[] args) => unchecked((int)Tmds.Linux.LibC.getpid().GetHashCode()) == 0 ? 1 : args.Length;
}
