using System;
using System.Collections.Generic;
using System.Text.Json;
using Oci.Spec.Binding;
using Oci.Spec.Schema;
using Oci.Spec.Writing;

namespace Oci.Spec;

/// <summary>
/// Reads and writes the state document (runtime.md, State): <c>state</c> prints it with the fields that runc adds,
/// <c>list</c> prints an array of them, hooks get it on stdin.
/// </summary>
public static class StateJson
{
    /// <summary>Over several lines, indented by two spaces, as <c>state</c> prints it.</summary>
    public static byte[] WriteIndented(ContainerState state) =>
        JsonOutput.Document(state, WriteObject, JsonLayout.Spaces);

    /// <summary>On one line and without what runc adds, as hooks and the seccomp agent receive it.</summary>
    public static byte[] WriteCompact(ContainerState state) =>
        JsonOutput.Document(state, static (json, value) => json.Object(value, WriteSpecified), JsonLayout.Compact);

    /// <summary>An array on one line, as <c>list --format json</c> prints it.</summary>
    public static byte[] WriteArray(IReadOnlyList<ContainerState> states) =>
        JsonOutput.Document(states, WriteArray, JsonLayout.Compact);

    /// <summary>What a seccomp agent receives (config-linux.md, The Container Process State).</summary>
    public static byte[] WriteProcessState(ContainerProcessState state) =>
        JsonOutput.Document(state, static (json, value) => json.Object(value, WriteFields), JsonLayout.Compact);

    /// <summary>Writes a state as a value of a larger document.</summary>
    public static void WriteObject(Utf8JsonWriter json, ContainerState state) => json.Object(state, WriteFields);

    /// <exception cref="InvalidSpecException">The document is not a state.</exception>
    public static ContainerState Read(ReadOnlyMemory<byte> utf8, string document) =>
        DocumentReader.Read(utf8, document, StateSchema.Document, StateBinding.State);

    private static void WriteArray(Utf8JsonWriter json, IReadOnlyList<ContainerState> states)
    {
        json.WriteStartArray();
        for (int i = 0; i < states.Count; i++)
            WriteObject(json, states[i]);
        json.WriteEndArray();
    }

    private static void WriteFields(Utf8JsonWriter json, ContainerProcessState state)
    {
        json.WriteString("ociVersion"u8, state.State.OciVersion);
        json.WriteStartArray("fds"u8);
        json.WriteStringValue(ContainerProcessState.SeccompDescriptor);
        json.WriteEndArray();
        json.WriteNumber("pid"u8, state.Pid);
        json.Field("metadata"u8, state.Metadata);
        json.WritePropertyName("state"u8);
        json.Object(state.State, WriteSpecified);
    }

    private static void WriteSpecified(Utf8JsonWriter json, ContainerState state)
    {
        json.WriteString("ociVersion"u8, state.OciVersion);
        json.WriteString("id"u8, state.Id);
        json.WriteNumber("pid"u8, state.Pid);
        json.WriteString("status"u8, state.Status.SpecName());
        json.WriteString("bundle"u8, state.Bundle);
        json.Map("annotations"u8, state.Annotations);
    }

    private static void WriteFields(Utf8JsonWriter json, ContainerState state)
    {
        json.WriteString("ociVersion"u8, state.OciVersion);
        json.WriteString("id"u8, state.Id);
        json.WriteNumber("pid"u8, state.Pid);
        json.WriteString("status"u8, state.Status.SpecName());
        json.WriteString("bundle"u8, state.Bundle);
        json.WriteString("rootfs"u8, state.Rootfs);
        json.WriteString("created"u8, state.Created.UtcDateTime);
        json.Map("annotations"u8, state.Annotations);
        json.WriteString("owner"u8, state.Owner);
        if (state.ExitCode is { } code)
            json.WriteNumber("exitCode"u8, code);
        if (state.FinishedAt is { } finished)
            json.WriteString("finishedAt"u8, finished.UtcDateTime);
    }
}
