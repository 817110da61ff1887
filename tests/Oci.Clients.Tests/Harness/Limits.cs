namespace Oci.Clients.Tests.Harness;

/// <summary>A container's own limits, read inside.</summary>
public static class Limits
{
    /// <summary>Prints memory in bytes, processes, and processor time in each tenth of a second in microseconds.</summary>
    public const string Script = """
        cd /sys/fs/cgroup
        if [ -e memory.max ]; then
            echo $(cat memory.max pids.max) $(cut -d' ' -f1 cpu.max)
        else
            echo $(cat memory/memory.limit_in_bytes pids/pids.max cpu/cpu.cfs_quota_us)
        fi
        """;
}
