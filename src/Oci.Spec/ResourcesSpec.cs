namespace Oci.Spec;

/// <summary><c>linux.resources</c>: the limits of the container's cgroup. Null means: leave alone.</summary>
public sealed record ResourcesSpec
{
    public ValueList<DeviceRule> Devices { get; init; } = [];
    public MemorySpec? Memory { get; init; }
    public CpuSpec? Cpu { get; init; }
    public PidsSpec? Pids { get; init; }
    public BlockIoSpec? BlockIo { get; init; }
    public ValueList<HugepageLimit> HugepageLimits { get; init; } = [];
    public NetworkResourcesSpec? Network { get; init; }
    public ValueList<RdmaLimit> Rdma { get; init; } = [];
    public ValueList<NamedValue> Unified { get; init; } = [];
}

/// <summary>
/// One rule of <c>resources.devices</c>. Null numbers match every device; later rules override earlier ones.
/// </summary>
/// <param name="Type">a (all), c or b.</param>
/// <param name="Access">Some of r, w, m.</param>
public sealed record DeviceRule(bool Allow, char Type, long? Major, long? Minor, string Access);

/// <summary><c>resources.memory</c>, in bytes; -1 is unlimited.</summary>
public sealed record MemorySpec
{
    public long? Limit { get; init; }
    public long? Reservation { get; init; }
    public long? Swap { get; init; }
    public long? Kernel { get; init; }
    public long? KernelTcp { get; init; }
    public ulong? Swappiness { get; init; }
    public bool? DisableOomKiller { get; init; }
    public bool? UseHierarchy { get; init; }
    public bool? CheckBeforeUpdate { get; init; }
}

/// <summary><c>resources.cpu</c>; times are microseconds.</summary>
public sealed record CpuSpec
{
    public ulong? Shares { get; init; }
    public long? Quota { get; init; }
    public ulong? Burst { get; init; }
    public ulong? Period { get; init; }
    public long? RealtimeRuntime { get; init; }
    public ulong? RealtimePeriod { get; init; }
    public string? Cpus { get; init; }
    public string? Mems { get; init; }
    public long? Idle { get; init; }
}

/// <summary><c>resources.pids</c>: the largest number of tasks; -1 is unlimited.</summary>
public sealed record PidsSpec(long? Limit);

/// <summary><c>resources.blockIO</c>.</summary>
public sealed record BlockIoSpec
{
    public ushort? Weight { get; init; }
    public ushort? LeafWeight { get; init; }
    public ValueList<WeightDevice> WeightDevice { get; init; } = [];
    public ValueList<ThrottleDevice> ThrottleReadBpsDevice { get; init; } = [];
    public ValueList<ThrottleDevice> ThrottleWriteBpsDevice { get; init; } = [];
    public ValueList<ThrottleDevice> ThrottleReadIopsDevice { get; init; } = [];
    public ValueList<ThrottleDevice> ThrottleWriteIopsDevice { get; init; } = [];
}

/// <summary>Weights of one block device, 10 to 1000.</summary>
public sealed record WeightDevice(long Major, long Minor, ushort? Weight, ushort? LeafWeight);

/// <summary>A rate limit of one block device, in bytes or operations a second.</summary>
public sealed record ThrottleDevice(long Major, long Minor, ulong Rate);

/// <summary>One entry of <c>resources.hugepageLimits</c>: a page size such as <c>2MB</c>, and bytes.</summary>
public sealed record HugepageLimit(string PageSize, ulong Limit);

/// <summary><c>resources.network</c>.</summary>
public sealed record NetworkResourcesSpec
{
    public uint? ClassId { get; init; }
    public ValueList<InterfacePriority> Priorities { get; init; } = [];
}

/// <summary>The priority of traffic that leaves by one interface.</summary>
public sealed record InterfacePriority(string Name, uint Priority);

/// <summary>Limits of one RDMA device.</summary>
public sealed record RdmaLimit(string Device, uint? HcaHandles, uint? HcaObjects);
