using System;
using System.Text;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Cgroups;

/// <summary>Why the kernel may have refused a value for a file of a cgroup, and what it would take.</summary>
internal static class CgroupHints
{
    public static string? For(string directory, FileChoice choice, int errno) => errno switch
    {
        Errno.EACCES or Errno.EPERM or Errno.EROFS => "the cgroup is not ours to limit",
        Errno.EBUSY => "more than that is in use",
        Errno.ENODEV => OfDevice(choice),
        Errno.EINVAL or Errno.ERANGE or Errno.ENOSPC => OfValue(directory, choice),
        _ => null,
    };

    private static string OfDevice(FileChoice choice)
    {
        string device = choice.Value.Split(' ')[0];
        if (choice.Name.StartsWith("net_prio.", StringComparison.Ordinal))
            return $"there is no network interface {device} in the runtime's network namespace";
        return Files.TryStatus($"/sys/dev/block/{device}/partition", out _) is null
            ? $"there is no block device {device}; ls -l /dev/block or lsblk shows those of the machine"
            : $"{device} is a partition, and only whole disks are limited; lsblk shows which it is on";
    }

    private static string OfValue(string directory, FileChoice choice) => choice.Name switch
    {
        "cpuset.cpus" => $"the cgroup above has the processors {Above(directory, choice.Name)}",
        "cpuset.mems" => $"the cgroup above has the memory nodes {Above(directory, choice.Name)}",
        "cpu.max" or "cpu.cfs_quota_us" or "cpu.cfs_period_us" =>
            "a quota has at least 1000 microseconds, a period 1000 to 1000000; on v1 the cgroup above may allow less",
        "cpu.max.burst" or "cpu.cfs_burst_us" => "a burst is at most as long as the quota",
        "cpu.weight" or "cpu.shares" or "cpu.idle" => "an idle cgroup has no weight; otherwise it is 1 to 10000, idle 0 or 1",
        "cpu.rt_runtime_us" or "cpu.rt_period_us" =>
            "real-time processes get no more time than the cgroup above has for them, and that is none unless it was given some",
        "io.weight" => "a weight is 1 to 10000",
        "io.bfq.weight" or "blkio.bfq.weight" or "blkio.bfq.weight_device" => "a weight is 1 to 1000",
        "blkio.weight" or "blkio.weight_device" or "blkio.leaf_weight" or "blkio.leaf_weight_device" => "a weight is 10 to 1000",
        "memory.swappiness" => "it goes from 0 to 200",
        "memory.memsw.limit_in_bytes" => "memory and swap together are not less than memory.limit",
        "memory.oom_control" => "the cgroup above leaves out of memory to be handled otherwise",
        "rdma.max" => "there is no such device, or the line is not \"DEVICE hca_handle=N hca_object=N\"",
        _ => "the value is out of range, or contradicts another one of the cgroup or of those above it",
    };

    // In version 2 what is in force; an empty file means all that are further up.
    private static string Above(string directory, string file)
    {
        string parent = directory[..directory.LastIndexOf('/')];
        foreach (string name in (ReadOnlySpan<string>)[$"{file}.effective", file])
        {
            using Fd? open = Files.TryOpen($"{parent}/{name}", Files.ReadOnly, out _);
            if (open is not null)
                return Encoding.ASCII.GetString(Files.ReadAll(open, name)).Trim();
        }
        return "of the machine";
    }
}
