using System;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Runtime.State;
using Oci.Runtime.Stats;

namespace Oci.Runtime.Lifecycle;

/// <summary>Tells what a container uses, and when it runs out of memory.</summary>
public static class ContainerEvents
{
    /// <summary>What it uses now, as a line of JSON.</summary>
    /// <exception cref="RuntimeFailure">There is no such container, it has ended, or it has no cgroup.</exception>
    public static byte[] Stats(string stateRoot, string id)
    {
        using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        using Fd init = OpenInit(container, id);
        return LineOf(CgroupsOf(container, id), container.Record!);
    }

    /// <summary>Tells it again and again, and every lack of memory, until the container ends.</summary>
    public static void Follow(string stateRoot, string id, TimeSpan interval, Action<byte[]> tell)
    {
        using ContainerHandle container = ContainerHandle.Open(stateRoot, id);
        using Fd init = OpenInit(container, id);
        ContainerCgroups cgroups = CgroupsOf(container, id);
        using OutOfMemory? memory = cgroups.DirectoryOf("memory") is { } directory
            ? OutOfMemory.TryListen(directory, cgroups.IsV2) : null;
        if (memory is null)
            Diagnostics.Warning($"the cgroup of container {id} does not tell when it runs out of memory");

        long period = long.Max(1, (long)interval.TotalMilliseconds), next = Environment.TickCount64 + period;
        while (true)
        {
            Wake wake = Polling.WaitForEither(init, memory?.Descriptor, memory?.Events ?? 0, next);
            // With the container's end: the kernel may hold the word back until after the end of what it has killed.
            if (wake != Wake.Time && memory is not null && memory.Take())
                tell(EventJson.Oom(id));
            if (wake.HasFlag(Wake.First))
                return;
            if (wake != Wake.Time)
                continue;
            tell(LineOf(cgroups, container.Record!));
            next = long.Max(next + period, Environment.TickCount64);
        }
    }

    private static byte[] LineOf(ContainerCgroups cgroups, ContainerRecord record)
    {
        var files = new ContainerStatFiles(cgroups);
        return EventJson.Stats(record.Id, cgroups.IsV2 ? V2Stats.Read(files) : V1Stats.Read(files), RdtStats.Of(record));
    }

    private static Fd OpenInit(ContainerHandle container, string id) =>
        container.TryOpenInit() ?? throw new RuntimeFailure("watch container", id, $"container with id {id} is not running")
        {
            Code = FailureCode.ContainerState,
        };

    private static ContainerCgroups CgroupsOf(ContainerHandle container, string id)
    {
        ContainerCgroups cgroups = ContainerCgroups.Of(container.Record!.Cgroups, HostFacts.Probe().Cgroups);
        return cgroups.Paths.Count > 0 ? cgroups : throw new RuntimeFailure(
            "watch container", id, "it has no cgroup", null, "that takes the right to make cgroups")
            .As(FailureCode.HostLacks);
    }
}
