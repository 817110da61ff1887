using System;
using Oci.Cli.Output;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli.Commands;

/// <summary>What the flags before the command say.</summary>
internal sealed record GlobalOptions
{
    public static GlobalOptions Default { get; } = new();

    /// <summary>The state root as it was given; null for the default.</summary>
    public string? GivenRoot { get; init; }

    public string? LogFile { get; init; }
    public LogFormat LogFormat { get; init; }
    public bool Debug { get; init; }

    /// <summary>Where to write a timeline; null for none.</summary>
    public string? TraceFile { get; init; }
    public CgroupManager CgroupManager { get; init; }
    public RootlessMode Rootless { get; init; }
    public TimeSpan TimeLimit { get; init; }
    public bool ShowVersion { get; init; }

    /// <summary>The directory with the state of all containers.</summary>
    public string StateRoot => StateRootPath.Resolve(GivenRoot);

    public Log OpenLog() => Log.Open(LogFile, LogFormat, Debug);
}
