using System;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Lifecycle;

/// <summary>What the caller of <c>exec</c> asks for.</summary>
public sealed record ExecOptions
{
    /// <summary>The container's id, not yet checked.</summary>
    public required string Id { get; init; }

    /// <summary>The state root, such as <c>/run/ociruntime</c>.</summary>
    public required string StateRoot { get; init; }

    /// <summary>A file with a <c>process</c> object, in place of all that begins with Args.</summary>
    public string? ProcessFile { get; init; }

    /// <summary>Return once the process runs, instead of waiting for its end.</summary>
    public bool Detach { get; init; }

    /// <summary>Where to write the pid of the process, in decimal, without a newline.</summary>
    public string? PidFile { get; init; }

    /// <summary>A listening unix socket that receives the master of the process's terminal.</summary>
    public string? ConsoleSocket { get; init; }

    /// <summary>A listening unix socket that receives a pidfd of the process.</summary>
    public string? PidfdSocket { get; init; }

    /// <summary>How many descriptors after stderr (3, 4, …), and after the sockets, the process inherits.</summary>
    public int PreserveFds { get; init; }

    /// <summary>Sockets that the process inherits as descriptors 3, 4, …; null when there are none.</summary>
    public SocketActivation? Sockets { get; init; }

    /// <summary>Cgroups below the container's, each <c>[CONTROLLERS:]PATH</c>.</summary>
    public ValueList<string> Cgroups { get; init; } = [];

    /// <summary>Start the process also where the container is paused; it then runs once the container is resumed.</summary>
    public bool IgnorePaused { get; init; }

    /// <summary>The command; without one it is that of config.json.</summary>
    public ValueList<string> Args { get; init; } = [];

    /// <summary>Give the process a terminal.</summary>
    public bool Terminal { get; init; }

    /// <summary>The working directory, absolute in the container; null for that of config.json.</summary>
    public string? Cwd { get; init; }

    /// <summary>Added to the environment, each <c>NAME=value</c>.</summary>
    public ValueList<string> Env { get; init; } = [];

    /// <summary><c>UID[:GID]</c>, or names from the container's own files.</summary>
    public string? User { get; init; }

    /// <summary>Groups that are added to those of the user.</summary>
    public ValueList<uint> AdditionalGids { get; init; } = [];

    /// <summary>Added to those that the container's process has.</summary>
    public ValueList<string> Capabilities { get; init; } = [];

    /// <summary>Null for what config.json says.</summary>
    public bool? NoNewPrivileges { get; init; }

    /// <summary>The AppArmor profile; null for that of config.json.</summary>
    public string? ApparmorProfile { get; init; }

    /// <summary>The SELinux context; null for that of config.json.</summary>
    public string? SelinuxLabel { get; init; }
}
