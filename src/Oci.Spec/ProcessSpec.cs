namespace Oci.Spec;

/// <summary><c>process</c>: what runs in the container, and as whom.</summary>
public sealed record ProcessSpec
{
    public bool Terminal { get; init; }
    public ConsoleSize? ConsoleSize { get; init; }
    public required string Cwd { get; init; }
    public ValueList<string> Env { get; init; } = [];
    public ValueList<string> Args { get; init; } = [];
    public ValueList<Rlimit> Rlimits { get; init; } = [];
    public string? ApparmorProfile { get; init; }

    /// <summary>Null: no capability set is named, so the process gets none.</summary>
    public CapabilitiesSpec? Capabilities { get; init; }
    public bool NoNewPrivileges { get; init; }

    /// <summary>-1000 to 1000; null leaves the inherited value alone, as the specification demands.</summary>
    public int? OomScoreAdj { get; init; }
    public SchedulerSpec? Scheduler { get; init; }
    public string? SelinuxLabel { get; init; }
    public IoPrioritySpec? IoPriority { get; init; }
    public CpuAffinitySpec? ExecCpuAffinity { get; init; }
    public UserSpec User { get; init; } = new();
}

/// <summary><c>process.consoleSize</c>, in characters.</summary>
public sealed record ConsoleSize(ushort Height, ushort Width);

/// <summary>
/// One entry of <c>process.rlimits</c>; the type is the name in getrlimit(2), such as <c>RLIMIT_NOFILE</c>.
/// </summary>
public sealed record Rlimit(string Type, ulong Soft, ulong Hard);

/// <summary><c>process.capabilities</c>: names as in capabilities(7), such as <c>CAP_KILL</c>.</summary>
public sealed record CapabilitiesSpec
{
    public ValueList<string> Bounding { get; init; } = [];
    public ValueList<string> Effective { get; init; } = [];
    public ValueList<string> Inheritable { get; init; } = [];
    public ValueList<string> Permitted { get; init; } = [];
    public ValueList<string> Ambient { get; init; } = [];
}

/// <summary><c>process.user</c>: ids as seen in the container.</summary>
public sealed record UserSpec
{
    public uint Uid { get; init; }
    public uint Gid { get; init; }
    public uint? Umask { get; init; }
    public ValueList<uint> AdditionalGids { get; init; } = [];
}

/// <summary><c>process.scheduler</c>; times are nanoseconds, as in sched_setattr(2).</summary>
public sealed record SchedulerSpec
{
    public required string Policy { get; init; }
    public int? Nice { get; init; }
    public int? Priority { get; init; }
    public ValueList<string> Flags { get; init; } = [];
    public ulong? Runtime { get; init; }
    public ulong? Deadline { get; init; }
    public ulong? Period { get; init; }
}

/// <summary><c>process.ioPriority</c>, as in ioprio_set(2).</summary>
public sealed record IoPrioritySpec(string Class, int Priority);

/// <summary><c>process.execCPUAffinity</c>: lists such as <c>0-3,7</c>.</summary>
public sealed record CpuAffinitySpec(string? Initial, string? Final);
