using System.Collections.Generic;

namespace Oci.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    /// <summary>NAME=PATH, the runtime in question first.</summary>
    public required IReadOnlyList<string> Runtimes { get; init; }

    /// <summary>The only measurement to do.</summary>
    public string? Only { get; init; }

    public required int Rounds { get; init; }

    public required int WarmUp { get; init; }

    public required int Seed { get; init; }

    /// <summary>The runtime whose default configuration all are given.</summary>
    public string? ConfigOf { get; init; }

    public bool Wants(string measurement) => Only is null || Only == measurement;
}
