using System.Collections.Generic;
using System.Linq;
using Oci.Runtime.Stats;

namespace Oci.Runtime.Tests.Stats;

/// <summary>Files of a cgroup with contents as kernels write them.</summary>
internal sealed class SampleFiles(Dictionary<string, string> files) : StatFiles
{
    public static SampleFiles None { get; } = new([]);

    public static SampleFiles V1 { get; } = new(new()
    {
        ["cpuacct.usage"] = "7885947\n",
        ["cpuacct.usage_sys"] = "4000000\n",
        ["cpuacct.usage_user"] = "3885947\n",
        ["cpuacct.usage_percpu"] = "6551367 1334580 \n",
        ["cpuacct.usage_all"] = "cpu user system\n0 2551367 4000000\n1 1334580 0\n",
        ["cpu.stat"] = "nr_periods 21\nnr_throttled 20\nthrottled_time 1953419205\nnr_bursts 0\nburst_time 0\nwait_sum 0\n",
        ["cpuset.cpus"] = "0-1,3\n",
        ["cpuset.mems"] = "0\n",
        ["cpuset.sched_load_balance"] = "1\n",
        ["cpuset.sched_relax_domain_level"] = "-1\n",
        ["memory.limit_in_bytes"] = "67108864\n",
        ["memory.usage_in_bytes"] = "544768\n",
        ["memory.max_usage_in_bytes"] = "569344\n",
        ["memory.failcnt"] = "3\n",
        ["memory.memsw.limit_in_bytes"] = "9223372036854771712\n",
        ["memory.memsw.usage_in_bytes"] = "544769\n",
        ["memory.kmem.usage_in_bytes"] = "90112\n",
        ["memory.kmem.tcp.limit_in_bytes"] = "9223372036854771712\n",
        ["memory.stat"] = "cache 12288\nrss 53248\ntotal_cache 12288\n",
        ["pids.current"] = "2\n",
        ["pids.max"] = "max\n",
        ["blkio.bfq.io_service_bytes_recursive"] = "Total 0\n",
        ["blkio.throttle.io_service_bytes_recursive"] =
            "253:0 Read 4096\n253:0 Write 0\n253:0 Sync 4096\n253:0 Async 0\n253:0 Discard 0\n253:0 Total 4096\nTotal 4096\n",
        ["blkio.throttle.io_serviced_recursive"] = "253:0 Read 1\n253:0 Total 1\nTotal 1\n",
        ["blkio.time_recursive"] = "8:0 15\n",
        ["hugetlb.2MB.usage_in_bytes"] = "4194304\n",
        ["hugetlb.2MB.max_usage_in_bytes"] = "6291456\n",
        ["hugetlb.2MB.failcnt"] = "1\n",
        ["hugetlb.2MB.rsvd.usage_in_bytes"] = "0\n",
        ["hugetlb.1GB.usage_in_bytes"] = "0\n",
    });

    public static SampleFiles V2 { get; } = new(new()
    {
        ["cpu.stat"] =
            "usage_usec 7885\nuser_usec 3885\nsystem_usec 4000\nnice_usec 0\nnr_periods 21\nnr_throttled 20\nthrottled_usec 1953419\n",
        ["cpu.pressure"] = "some avg10=1.50 avg60=0.25 avg300=0.00 total=123456\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=99\n",
        ["cpuset.cpus.effective"] = "0-1\n",
        ["cpuset.mems.effective"] = "0\n",
        ["memory.current"] = "544768\n",
        ["memory.max"] = "67108864\n",
        ["memory.peak"] = "569344\n",
        ["memory.events"] = "low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\noom_group_kill 0\n",
        ["memory.swap.current"] = "4096\n",
        ["memory.swap.max"] = "1048576\n",
        ["memory.stat"] = "anon 53248\nfile 12288\nkernel 90112\n",
        ["memory.pressure"] = "some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n",
        ["pids.current"] = "2\n",
        ["pids.max"] = "100\n",
        ["io.stat"] =
            "253:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n"
            + "7:0 rbytes=1 wbytes=0 rios=1 wios=0 dbytes=0 dios=0 cost.usage=5\n8:0 \n",
        ["io.pressure"] = "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
        ["hugetlb.2MB.current"] = "4194304\n",
        ["hugetlb.2MB.max"] = "8388608\n",
        ["hugetlb.2MB.events"] = "max 5\n",
        ["hugetlb.2MB.rsvd.current"] = "0\n",
    });

    public override string? TryRead(string controller, string file) => files.GetValueOrDefault(file);

    public override IReadOnlyList<string> Names(string controller) => [.. files.Keys.Order()];
}
