using System.Linq;
using System.Text;
using Oci.Runtime.Cgroups;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Cgroups;

/// <summary>What <c>linux.resources</c> becomes in files of both versions.</summary>
public sealed class CgroupSettingTests
{
    private const string V1Only = "-";

    /// <summary>Resources, the writes of v1, the writes of v2; a lone dash for a property that v2 refuses.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { "{}", "", "" },
        { """{"memory": {"limit": 1000000}}""", "memory.limit_in_bytes=1000000", "memory.max=1000000" },
        { """{"memory": {"limit": 0, "swap": 0, "reservation": 0}}""", "", "" },
        {
            """{"memory": {"limit": -1}}""",
            "memory.limit_in_bytes=-1 memory.memsw.limit_in_bytes=-1",
            "memory.max=max memory.swap.max=max"
        },
        {
            """{"memory": {"limit": 1000, "swap": 3000, "reservation": 500}}""",
            "memory.limit_in_bytes=1000 memory.memsw.limit_in_bytes=3000 memory.soft_limit_in_bytes=500",
            "memory.max=1000 memory.swap.max=2000 memory.low=500"
        },
        {
            """{"memory": {"limit": 1000, "swap": 1000}}""",
            "memory.limit_in_bytes=1000 memory.memsw.limit_in_bytes=1000",
            "memory.max=1000 memory.swap.max=0"
        },
        {
            """{"memory": {"limit": 1000, "swap": -1}}""",
            "memory.limit_in_bytes=1000 memory.memsw.limit_in_bytes=-1",
            "memory.max=1000 memory.swap.max=max"
        },
        { """{"memory": {"swap": 1000}}""", "memory.memsw.limit_in_bytes=1000", V1Only },
        { """{"memory": {"kernel": 1000}}""", "memory.kmem.limit_in_bytes=1000", V1Only },
        { """{"memory": {"kernelTCP": 1000}}""", "memory.kmem.tcp.limit_in_bytes=1000", V1Only },
        { """{"memory": {"swappiness": 0}}""", "memory.swappiness=0", V1Only },
        { """{"memory": {"disableOOMKiller": true}}""", "memory.oom_control=1", V1Only },
        { """{"memory": {"disableOOMKiller": false}}""", "memory.oom_control=0", "" },
        { """{"memory": {"useHierarchy": true}}""", "memory.use_hierarchy=1", "" },
        { """{"memory": {"useHierarchy": false}}""", "memory.use_hierarchy=0", V1Only },
        { """{"cpu": {"shares": 1024}}""", "cpu.shares=1024", "cpu.weight=100" },
        { """{"cpu": {"shares": 0}}""", "", "" },
        { """{"cpu": {"quota": 50000, "period": 100000}}""", "cpu.cfs_period_us=100000 cpu.cfs_quota_us=50000", "cpu.max=50000 100000" },
        { """{"cpu": {"quota": 50000}}""", "cpu.cfs_quota_us=50000", "cpu.max=50000" },
        { """{"cpu": {"quota": -1}}""", "cpu.cfs_quota_us=-1", "cpu.max=max" },
        { """{"cpu": {"period": 200000}}""", "cpu.cfs_period_us=200000", "cpu.max=max 200000" },
        { """{"cpu": {"quota": 5000, "burst": 1000}}""", "cpu.cfs_quota_us=5000 cpu.cfs_burst_us=1000", "cpu.max=5000 cpu.max.burst=1000" },
        { """{"cpu": {"idle": 1}}""", "cpu.idle=1", "cpu.idle=1" },
        { """{"cpu": {"idle": 1, "shares": 512}}""", "cpu.shares=512 cpu.idle=1", "cpu.idle=1" },
        { """{"cpu": {"realtimeRuntime": 9000}}""", "cpu.rt_runtime_us=9000", V1Only },
        { """{"cpu": {"realtimePeriod": 9000}}""", "cpu.rt_period_us=9000", V1Only },
        { """{"cpu": {"cpus": "0-1", "mems": "0"}}""", "cpuset.cpus=0-1 cpuset.mems=0", "cpuset.cpus=0-1 cpuset.mems=0" },
        { """{"pids": {"limit": 20}}""", "pids.max=20", "pids.max=20" },
        { """{"pids": {"limit": 0}}""", "pids.max=0", "pids.max=0" },
        { """{"pids": {"limit": -1}}""", "pids.max=max", "pids.max=max" },
        { """{"pids": {}}""", "", "" },
    };

    public static TheoryData<string, string, string> DeviceCases => new()
    {
        { """{"blockIO": {"weight": 500}}""", "blkio.bfq.weight|blkio.weight=500", "io.bfq.weight=500|io.weight=default 4950" },
        { """{"blockIO": {"leafWeight": 500}}""", "blkio.leaf_weight=500", V1Only },
        {
            """{"blockIO": {"weightDevice": [{"major": 8, "minor": 16, "weight": 10}]}}""",
            "blkio.bfq.weight_device|blkio.weight_device=8:16 10",
            "io.bfq.weight=8:16 10|io.weight=8:16 1"
        },
        { """{"blockIO": {"weightDevice": [{"major": 8, "minor": 0, "leafWeight": 10}]}}""", "blkio.leaf_weight_device=8:0 10", V1Only },
        {
            """{"blockIO": {"throttleReadBpsDevice": [{"major": 8, "minor": 0, "rate": 600}]}}""",
            "blkio.throttle.read_bps_device=8:0 600",
            "io.max=8:0 rbps=600"
        },
        {
            """{"blockIO": {"throttleWriteBpsDevice": [{"major": 8, "minor": 0, "rate": 600}]}}""",
            "blkio.throttle.write_bps_device=8:0 600",
            "io.max=8:0 wbps=600"
        },
        {
            """{"blockIO": {"throttleReadIOPSDevice": [{"major": 8, "minor": 0, "rate": 600}]}}""",
            "blkio.throttle.read_iops_device=8:0 600",
            "io.max=8:0 riops=600"
        },
        {
            """{"blockIO": {"throttleWriteIOPSDevice": [{"major": 8, "minor": 0, "rate": 0}]}}""",
            "blkio.throttle.write_iops_device=8:0 0",
            "io.max=8:0 wiops=max"
        },
        {
            """{"hugepageLimits": [{"pageSize": "2MB", "limit": 4194304}]}""",
            "hugetlb.2MB.limit_in_bytes=4194304 hugetlb.2MB.rsvd.limit_in_bytes?=4194304",
            "hugetlb.2MB.max=4194304 hugetlb.2MB.rsvd.max?=4194304"
        },
        { """{"network": {"classID": 1048577}}""", "net_cls.classid=1048577", V1Only },
        { """{"network": {"priorities": [{"name": "eth0", "priority": 5}]}}""", "net_prio.ifpriomap=eth0 5", V1Only },
        {
            """{"rdma": {"mlx5_1": {"hcaHandles": 3, "hcaObjects": 1000}, "mlx4_0": {"hcaObjects": 7}}}""",
            "rdma.max=mlx5_1 hca_handle=3 hca_object=1000 rdma.max=mlx4_0 hca_object=7",
            "rdma.max=mlx5_1 hca_handle=3 hca_object=1000 rdma.max=mlx4_0 hca_object=7"
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    [MemberData(nameof(DeviceCases))]
    public void A_property_becomes_the_files_that_the_kernel_has_for_it(string resources, string v1, string v2)
    {
        ResourcesSpec spec = Read(resources);

        Assert.Equal(v1, Text(V1Settings.Of(spec)));
        if (v2 == V1Only)
            Assert.Throws<RuntimeFailure>(() => V2Settings.Of(spec));
        else
            Assert.Equal(v2, Text(V2Settings.Of(spec)));
    }

    [Fact]
    public void Files_of_cgroup_v2_are_written_as_they_are_and_line_by_line()
    {
        ResourcesSpec spec = Read("""{"unified": {"io.max": "8:0 rbps=1\n8:16 rbps=2", "memory.high": "5M", "cgroup.freeze": "0"}}""");

        ValueList<CgroupSetting> settings = V2Settings.Of(spec);

        Assert.Equal(
            ["io io.max=8:0 rbps=1", "io io.max=8:16 rbps=2", "memory memory.high=5M", " cgroup.freeze=0"],
            settings.Select(setting => $"{setting.Controller} {setting.Choices[0].Name}={setting.Choices[0].Value}"));
        Assert.Equal("/linux/resources/unified/io.max", settings[0].Property);
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => V1Settings.Of(spec));
        Assert.Equal("/linux/resources/unified/io.max", failure.Pointer);
    }

    [Fact]
    public void A_period_alone_keeps_the_quota_of_v2() =>
        Assert.Equal("cpu.max=4000 20000", Text(V2Settings.Of(Read("""{"cpu": {"period": 20000}}"""), currentQuota: "4000")));

    [Theory]
    [InlineData(0ul, 1ul)]
    [InlineData(2ul, 1ul)]
    [InlineData(512ul, 59ul)]
    [InlineData(1024ul, 100ul)]
    [InlineData(2048ul, 174ul)]
    [InlineData(262144ul, 10000ul)]
    [InlineData(ulong.MaxValue, 10000ul)]
    public void Shares_become_weights_through_the_ends_and_the_usual_value(ulong shares, ulong weight) =>
        Assert.Equal(weight, V2Settings.WeightOfShares(shares));

    [Fact]
    public void More_shares_never_weigh_less()
    {
        ulong before = 0;
        for (ulong shares = 0; shares <= 262200; shares += 7)
        {
            ulong weight = V2Settings.WeightOfShares(shares);
            Assert.InRange(weight, before, 10000ul);
            before = weight;
        }
    }

    private static ResourcesSpec Read(string resources)
    {
        string config =
            $$$"""
            {"ociVersion": "1.3.0", "root": {"path": "rootfs"}, "linux": {"resources": {{{resources}}}}}
            """;
        return ConfigJson.Read(Encoding.UTF8.GetBytes(config), "config.json").Linux!.Resources!;
    }

    // Optional files with a question mark, alternatives with a bar; the value once where all have the same.
    private static string Text(ValueList<CgroupSetting> settings) => string.Join(' ', settings.Select(setting =>
    {
        string[] values = [.. setting.Choices.Select(choice => choice.Value).Distinct()];
        string mark = setting.IsOptional && setting.Choices[0].Name.Contains("rsvd") ? "?" : "";
        return values.Length == 1
            ? $"{string.Join('|', setting.Choices.Select(choice => choice.Name))}{mark}={values[0]}"
            : string.Join('|', setting.Choices.Select(choice => $"{choice.Name}={choice.Value}"));
    }));
}
