using Oci.Runtime.State;
using Oci.Spec;

namespace Oci.Runtime.Hooks;

/// <summary>What a hook is told of its container on stdin (runtime.md, State).</summary>
internal sealed record HookState(string Id, string Bundle, ValueList<NamedValue> Annotations)
{
    public static HookState Of(ContainerRecord record) => new(record.Id, record.Bundle, record.Annotations);

    /// <summary>The state document on one line.</summary>
    /// <param name="pid">As the namespace shows it that the hook runs in; 0 when the container has ended.</param>
    public ContainerState At(ContainerStatus status, int pid) => new()
    {
        OciVersion = SpecVersion.Newest,
        Id = Id,
        Pid = pid,
        Status = status,
        Bundle = Bundle,
        Annotations = Annotations,
    };
}
