using Oci.Runtime.Cgroups;
using Oci.Spec;

namespace Oci.Runtime.Preflight;

/// <summary>The controllers that <c>linux.resources</c> needs.</summary>
internal sealed partial class PreflightCheck
{
    private string? _controllers;

    private void CheckResources()
    {
        // Without cgroups of its own the container has no limits: that is for the planner to say.
        if (_linux.Resources is not { } resources || !_facts.OwnsMachine)
            return;
        if (resources.Memory is { } memory && (memory.Limit > 0 || memory.Reservation > 0 || memory.Swap > 0))
            Need("memory", "memory", "/linux/resources/memory");
        if (resources.Cpu is { } cpu)
            CheckCpu(cpu);
        if (resources.Pids is { Limit: > 0 })
            Need("pids", "pids", "/linux/resources/pids");
        if (resources.BlockIo is { } block && block != new BlockIoSpec())
            Need("blkio", "io", "/linux/resources/blockIO");
        if (resources.HugepageLimits.Count > 0)
            Need("hugetlb", "hugetlb", "/linux/resources/hugepageLimits");
        if (resources.Rdma.Count > 0)
            Need("rdma", "rdma", "/linux/resources/rdma");
    }

    private void CheckCpu(CpuSpec cpu)
    {
        bool sharesTime = cpu.Shares > 0 || cpu.Quota > 0 || cpu.Period > 0 || cpu.Burst > 0 || cpu.Idle > 0;
        if (sharesTime || cpu.RealtimePeriod > 0 || cpu.RealtimeRuntime > 0)
            Need("cpu", "cpu", "/linux/resources/cpu");
        if (!string.IsNullOrEmpty(cpu.Cpus) || !string.IsNullOrEmpty(cpu.Mems))
            Need("cpuset", "cpuset", "/linux/resources/cpu");
    }

    private void Need(string v1, string v2, string pointer)
    {
        bool isUnified = _facts.Cgroups.Kind == CgroupKind.Unified;
        bool isThere = isUnified
            ? _facts.Cgroups.V2 is not { } root || HasController(root.MountPoint, v2)
            : _facts.Cgroups.V1(v1) is not null;
        if (!isThere)
        {
            Add(
                pointer, "use the cgroup controller", isUnified ? v2 : v1,
                isUnified ? "it is not in cgroup.controllers" : "its hierarchy is not mounted",
                "leave the limit out, or see cgroup_disable= on the kernel's command line and /proc/cgroups");
        }
    }

    // Where the file cannot be read, nothing is known to be missing.
    private bool HasController(string mountPoint, string name)
    {
        _controllers ??= _host.Read($"{mountPoint}/cgroup.controllers") ?? "";
        return _controllers.Length == 0 || HasWord(_controllers, name);
    }
}
