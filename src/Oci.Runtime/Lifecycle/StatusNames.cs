using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>The words of runtime.md for the states.</summary>
internal static class StatusNames
{
    public static string Of(ContainerStatus status) => status switch
    {
        ContainerStatus.Creating => "creating",
        ContainerStatus.Created => "created",
        ContainerStatus.Running => "running",
        ContainerStatus.Paused => "paused",
        _ => "stopped",
    };
}
