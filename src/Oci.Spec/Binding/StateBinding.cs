using System;
using Oci.Spec.Json;

namespace Oci.Spec.Binding;

/// <summary>Binds the state document. The fields that runc adds may be missing: other runtimes write it, too.</summary>
internal static class StateBinding
{
    public static ContainerState State(JsonValue state) => new()
    {
        OciVersion = state["ociVersion"u8].Text(),
        Id = state["id"u8].Text(),
        Pid = state["pid"u8].Int32(),
        Status = Status(state["status"u8]),
        Bundle = state["bundle"u8].Text(),
        Rootfs = state["rootfs"u8].Text(),
        Created = state["created"u8] is { Exists: true } created ? created.GetTime() : DateTimeOffset.UnixEpoch,
        Annotations = state["annotations"u8].NamedValues(),
        Owner = state["owner"u8].Text(),
        ExitCode = state["exitCode"u8] is { Exists: true } code ? (int)code.Int64() : null,
        FinishedAt = state["finishedAt"u8] is { Exists: true } finished ? finished.GetTime() : null,
    };

    /// <summary>runtime.md lets a runtime add states; of those we know only <c>paused</c>.</summary>
    private static ContainerStatus Status(JsonValue status)
    {
        if (status.Kind != JsonKind.String)
            return default;
        return ContainerStatusNames.Find(status.Text())
            ?? throw status.Tape.Fail(status.Index, $"is no state known here: {FoundValue.Describe(status)}");
    }
}
