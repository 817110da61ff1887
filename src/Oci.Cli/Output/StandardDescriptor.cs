using Oci.Runtime.Interop;

namespace Oci.Cli.Output;

/// <summary>The descriptors that every process has; never closed.</summary>
internal static class StandardDescriptor
{
    public static Fd Input { get; } = new(0);

    public static Fd Output { get; } = new(1);

    public static Fd Error { get; } = new(2);
}
