namespace Oci.Spec;

/// <summary>The container process state (config-linux.md): what goes to a seccomp agent with the listener.</summary>
public sealed record ContainerProcessState
{
    /// <summary>The name of the one descriptor that is sent along.</summary>
    public const string SeccompDescriptor = "seccompFd";

    /// <summary>The filtered process, as the runtime sees it.</summary>
    public required int Pid { get; init; }

    /// <summary><c>seccomp.listenerMetadata</c>.</summary>
    public string? Metadata { get; init; }
    public required ContainerState State { get; init; }
}
