using System;

namespace Oci.Hostile.Tests.Harness;

/// <summary>One malformed input.</summary>
/// <param name="Name">What a failure names it by.</param>
/// <param name="Arrange">Puts it into its place.</param>
/// <param name="Expected">A part of the message.</param>
internal sealed record HostileInput(string Name, Action<Scene> Arrange, string Expected = "")
{
    public int ExitCode { get; init; } = 1;

    /// <summary>Whether there is something to delete whatever the answer was; of that the runtime may warn.</summary>
    public bool LeavesState { get; init; }

    /// <summary>Whether a machine may also take it; then what was made must be deleted without a word.</summary>
    public bool MayWork { get; init; }
}
