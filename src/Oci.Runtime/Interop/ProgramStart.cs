namespace Oci.Runtime.Interop;

/// <summary>A program to start, with the only descriptors that it gets.</summary>
internal sealed record ProgramStart(string Path, string[] Arguments, string[] Environment)
{
    public required Fd Input { get; init; }
    public required Fd Output { get; init; }
    public required Fd Errors { get; init; }

    /// <summary>Its working directory; null for ours.</summary>
    public Fd? Directory { get; init; }
}
