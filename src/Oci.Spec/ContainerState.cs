using System;

namespace Oci.Spec;

/// <summary>The state document (runtime.md, State), with the fields that runc adds and engines read.</summary>
public sealed record ContainerState
{
    /// <summary>The version of the specification that our state documents follow.</summary>
    public const string Version = "1.3.0";

    public required string OciVersion { get; init; }
    public required string Id { get; init; }

    /// <summary>0 when no process runs.</summary>
    public required int Pid { get; init; }
    public required ContainerStatus Status { get; init; }
    public required string Bundle { get; init; }
    public string Rootfs { get; init; } = "";
    public DateTimeOffset Created { get; init; }
    public string Owner { get; init; } = "";
    public ValueList<NamedValue> Annotations { get; init; } = [];

    /// <summary>Of a stopped container, where it is known: 128 + N when signal N ended the process.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When the process of a stopped container ended, where it is known.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>The states of runtime.md, and <c>paused</c>, which runc adds.</summary>
public enum ContainerStatus
{
    Creating,
    Created,
    Running,
    Paused,
    Stopped,
}
