namespace Oci.Spec;

/// <summary>The whole of <c>config.json</c> (config.md), as far as it concerns Linux.</summary>
/// <remarks>Absent lists and maps are empty; absent objects and scalars without a default are null.</remarks>
public sealed record ContainerSpec
{
    public required string OciVersion { get; init; }
    public RootSpec? Root { get; init; }
    public ValueList<MountSpec> Mounts { get; init; } = [];
    public ProcessSpec? Process { get; init; }
    public string? Hostname { get; init; }
    public string? Domainname { get; init; }
    public HooksSpec? Hooks { get; init; }
    public ValueList<NamedValue> Annotations { get; init; } = [];
    public LinuxSpec? Linux { get; init; }
}

/// <summary><c>root</c>.</summary>
public sealed record RootSpec
{
    public required string Path { get; init; }
    public bool Readonly { get; init; }
}

/// <summary>One entry of <c>mounts</c>.</summary>
public sealed record MountSpec
{
    public required string Destination { get; init; }
    public string? Type { get; init; }
    public string? Source { get; init; }
    public ValueList<string> Options { get; init; } = [];
    public ValueList<IdMapping> UidMappings { get; init; } = [];
    public ValueList<IdMapping> GidMappings { get; init; } = [];
}

/// <summary>One range of ids: <c>containerID</c> to <c>hostID</c>, <c>size</c> ids long.</summary>
public sealed record IdMapping(uint ContainerId, uint HostId, uint Size);

/// <summary>
/// A key and its text, in the order of the document (<c>annotations</c>, <c>sysctl</c>, <c>unified</c>).
/// </summary>
public sealed record NamedValue(string Name, string Value);

/// <summary><c>hooks</c>: the six lists, each in order of execution.</summary>
public sealed record HooksSpec
{
    public ValueList<HookSpec> Prestart { get; init; } = [];
    public ValueList<HookSpec> CreateRuntime { get; init; } = [];
    public ValueList<HookSpec> CreateContainer { get; init; } = [];
    public ValueList<HookSpec> StartContainer { get; init; } = [];
    public ValueList<HookSpec> Poststart { get; init; } = [];
    public ValueList<HookSpec> Poststop { get; init; } = [];
}

/// <summary>One hook. <see cref="TimeoutSeconds"/> is null when the hook may run for ever.</summary>
public sealed record HookSpec
{
    public required string Path { get; init; }
    public ValueList<string> Args { get; init; } = [];
    public ValueList<string> Env { get; init; } = [];
    public long? TimeoutSeconds { get; init; }
}
