using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// config-linux.md, section Control groups: limits, read back from the cgroup and felt inside.
/// <see cref="DevicesTests"/> has the rules for devices, <see cref="UpdateTests"/> the changes.
/// </summary>
public sealed class ResourcesTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string Limit = """{ "limit": 20971520, "swap": 20971520 }""";

    [Theory]
    [InlineData("memory", """{ "limit": 67108864 }""", "memory.limit_in_bytes", "67108864", "memory.max", "67108864")]
    [InlineData("memory", """{ "reservation": 33554432 }""", "memory.soft_limit_in_bytes", "33554432", "memory.low", "33554432")]
    [InlineData("memory", """{ "limit": 67108864, "swap": 134217728 }""",
        "memory.memsw.limit_in_bytes", "134217728", "memory.swap.max", "67108864")]
    [InlineData("cpu", """{ "shares": 512 }""", "cpu.shares", "512", "cpu.weight", "59")]
    [InlineData("cpu", """{ "quota": 25000 }""", "cpu.cfs_quota_us", "25000", "cpu.max", "25000 100000")]
    [InlineData("cpu", """{ "quota": 25000, "period": 50000 }""", "cpu.cfs_period_us", "50000", "cpu.max", "25000 50000")]
    [InlineData("cpu", """{ "quota": 25000, "burst": 25000 }""", "cpu.cfs_burst_us", "25000", "cpu.max.burst", "25000")]
    [InlineData("cpu", """{ "idle": 1 }""", "cpu.idle", "1", "cpu.idle", "1")]
    [InlineData("pids", """{ "limit": 33 }""", "pids.max", "33", "pids.max", "33")]
    [InlineData("pids", """{ "limit": -1 }""", "pids.max", "max", "pids.max", "max")]
    public void A_limit_can_be_read_back_from_the_cgroup(
        string controller, string limits, string v1, string inV1, string v2, string inV2)
    {
        CgroupFiles.Need(controller);
        Container container = Sleeper();
        container.Config.With($"/linux/resources/{controller}", limits);
        container.Created();
        Assert.SkipUnless(File.Exists(container.CgroupFile(controller, CgroupFiles.IsV2 ? v2 : v1)), $"no {v1} or {v2} here");
        Assert.Equal(CgroupFiles.IsV2 ? inV2 : inV1, container.ReadCgroup(controller, v1, v2));
    }

    [Fact]
    public void A_limit_can_be_read_back_inside()
    {
        CgroupFiles.Need("memory");
        Container container = NewContainer();
        container.Config.Namespace("cgroup").Mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro")
            .With("/linux/resources/memory", """{ "limit": 67108864 }""");
        string file = CgroupFiles.IsV2 ? "memory.max" : "memory/memory.limit_in_bytes";
        Assert.Equal("67108864", container.RunScript($"cat /sys/fs/cgroup/{file}").Text);
    }

    [Fact]
    public void A_process_that_exceeds_the_memory_is_killed()
    {
        CgroupFiles.Need("memory");
        Container container = NewContainer();
        container.Config.With("/linux/resources/memory", Limit);
        Assert.Equal("137", container.RunScript("tail /dev/zero; echo $?").Text);
    }

    [Fact]
    public void Too_little_memory_for_any_program_is_one_clear_error()
    {
        CgroupFiles.Need("memory");
        Container container = NewContainer();
        container.Config.With("/linux/resources/memory", """{ "limit": 32768 }""").Args("true");
        Outcome run = container.Run();
        // Before the program runs it is the runtime's failure; a program that is killed is not.
        Assert.True(run.ExitCode is 1 or 137, run.Error);
        if (run.ExitCode == 1)
            Assert.Matches("memory|killed", Assert.Single(run.Error.Trim().Split('\n')));
        _ = container.Delete("--force");
        Assert.Empty(Leftovers.Of(container));
    }

    [Fact]
    public void No_more_tasks_than_allowed_can_be_made()
    {
        CgroupFiles.Need("pids");
        Container container = NewContainer();
        container.Config.With("/linux/resources/pids", """{ "limit": 20 }""")
            .Script("for i in $(seq 100); do echo $i >/last; sleep 1000 & done; echo all");
        Outcome run = container.Run();
        Assert.DoesNotContain("all", run.Output);
        Assert.Contains("fork", run.Error);
        Assert.InRange(int.Parse(File.ReadAllText(container.Inside("/last")), CultureInfo.InvariantCulture), 10, 20);
    }

    [Fact]
    public void No_more_processor_time_than_the_quota_is_used()
    {
        CgroupFiles.Need("cpu");
        CgroupFiles.Need("cpuacct");
        Container container = NewContainer();
        // One twentieth of a processor, so that also a busy machine would give it more.
        container.Config.With("/linux/resources/cpu", """{ "quota": 5000, "period": 100000 }""")
            .Script("while :; do :; done & while :; do :; done");
        container.Started();
        Patiently.Until("the quota is used up", () => Throttled(container) > 0);
        (long start, long before) = (Stopwatch.GetTimestamp(), Used(container));
        int periods = Throttled(container);
        Patiently.Until("it was used up forty times", () => Throttled(container) >= periods + 40);
        double used = (Used(container) - before) / 1e9;
        double allowed = Stopwatch.GetElapsedTime(start).TotalSeconds / 20;
        // Two periods at the ends of the measurement count whole. The kernel looks at each tick: what passed until then is
        // paid back in later periods, the last of them after our measurement; on a virtual processor ticks come late.
        Assert.InRange(used, 0, (allowed * 1.2) + 0.06);
    }

    [Fact]
    public void A_container_sees_and_uses_only_its_processors()
    {
        CgroupFiles.Need("cpuset");
        Container container = NewContainer();
        container.Config.With("/linux/resources/cpu", """{ "cpus": "0", "mems": "0" }""");
        Outcome run = container.RunScript("nproc; grep -E '^(Cpus|Mems)_allowed_list' /proc/self/status");
        Assert.Equal(["1", "Cpus_allowed_list:\t0", "Mems_allowed_list:\t0"], run.Lines);
    }

    [Theory]
    [InlineData("throttleReadBpsDevice", "blkio.throttle.read_bps_device", "rbps")]
    [InlineData("throttleWriteBpsDevice", "blkio.throttle.write_bps_device", "wbps")]
    [InlineData("throttleReadIOPSDevice", "blkio.throttle.read_iops_device", "riops")]
    [InlineData("throttleWriteIOPSDevice", "blkio.throttle.write_iops_device", "wiops")]
    public void The_rate_of_a_block_device_can_be_read_back(string property, string v1, string key)
    {
        CgroupFiles.Need("blkio");
        string? device = Directory.GetDirectories("/sys/block").Order()
            .Select(static disk => File.ReadAllText(disk + "/dev").Trim()).FirstOrDefault();
        Assert.SkipWhen(device is null, "no block device here");
        string[] numbers = device.Split(':');
        Container container = Sleeper();
        container.Config.With($"/linux/resources/blockIO/{property}",
            $$"""[{ "major": {{numbers[0]}}, "minor": {{numbers[1]}}, "rate": 123456 }]""");
        container.Created();
        string text = container.ReadCgroup("blkio", v1, "io.max");
        Assert.StartsWith(device + " ", text);
        Assert.Contains(CgroupFiles.IsV2 ? $"{key}=123456" : "123456", text);
    }

    [Fact]
    public void A_limit_of_huge_pages_can_be_read_back()
    {
        CgroupFiles.Need("hugetlb");
        string folder = Directory.GetDirectories("/sys/kernel/mm/hugepages").Order().First();
        int kilobytes = int.Parse(Path.GetFileName(folder)["hugepages-".Length..^2], CultureInfo.InvariantCulture);
        string size = kilobytes >= 1 << 20 ? $"{kilobytes >> 20}GB" : kilobytes >= 1 << 10 ? $"{kilobytes >> 10}MB" : $"{kilobytes}KB";
        Container container = Sleeper();
        container.Config.With("/linux/resources/hugepageLimits/-", $$"""{ "pageSize": "{{size}}", "limit": 0 }""");
        container.Created();
        Assert.Equal("0", container.ReadCgroup("hugetlb", $"hugetlb.{size}.limit_in_bytes", $"hugetlb.{size}.max"));
    }

    [Theory]
    [InlineData("hugetlb", "hugepageLimits", """[{ "pageSize": "2MB", "limit": 4194304 }]""")]
    [InlineData("net_cls", "network", """{ "classID": 1048577 }""")]
    [InlineData("net_prio", "network", """{ "priorities": [{ "name": "lo", "priority": 5 }] }""")]
    [InlineData("rdma", "rdma", """{ "mlx5_0": { "hcaHandles": 3 } }""")]
    public void A_limit_of_what_cannot_be_limited_here_is_refused(string controller, string property, string limits)
    {
        Assert.SkipWhen(CgroupFiles.Has(controller), $"the controller {controller} is here");
        Container container = NewContainer();
        container.Config.With($"/linux/resources/{property}", limits);
        Assert.Matches($"{property}|{controller}", container.Refused().Error);
    }

    [Fact]
    public void A_page_size_that_the_machine_has_not_is_refused()
    {
        Container container = NewContainer();
        container.Config.With("/linux/resources/hugepageLimits/-", """{ "pageSize": "3MB", "limit": 3145728 }""");
        container.Refused();
    }

    [Theory]
    [InlineData("memory", """{ "limit": 100, "swap": 50 }""")]
    [InlineData("cpu", """{ "quota": 1000, "burst": 2000 }""")]
    [InlineData("cpu", """{ "cpus": "100000" }""")]
    [InlineData("cpu", """{ "quota": 5000, "period": 1 }""")]
    [InlineData("pids", """{ "limit": "many" }""")]
    [InlineData("blockIO", """{ "weightDevice": [{ "minor": 0, "weight": 100 }] }""")]
    [InlineData("blockIO", """{ "weightDevice": [{ "major": 8, "weight": 100 }] }""")]
    [InlineData("blockIO", """{ "throttleReadBpsDevice": [{ "major": 8, "rate": 100 }] }""")]
    [InlineData("blockIO", """{ "throttleReadBpsDevice": [{ "minor": 0, "rate": 100 }] }""")]
    [InlineData("blockIO", """{ "weightDevice": [{ "major": 8, "minor": 0 }] }""")]
    [InlineData("blockIO", """{ "throttleWriteIOPSDevice": [{ "major": 8, "minor": 0 }] }""")]
    [InlineData("blockIO", """{ "throttleReadBpsDevice": [{ "major": 4095, "minor": 77, "rate": 100 }] }""")]
    [InlineData("hugepageLimits", """[{ "limit": 4194304 }]""")]
    [InlineData("hugepageLimits", """[{ "pageSize": "2MB" }]""")]
    [InlineData("network", """{ "priorities": [{ "priority": 5 }] }""")]
    [InlineData("network", """{ "priorities": [{ "name": "lo" }] }""")]
    [InlineData("rdma", """{ "mlx5_0": {} }""")]
    [InlineData("unified", """{ "no/file": "1" }""")]
    public void Limits_that_make_no_sense_are_refused(string property, string limits)
    {
        Container container = NewContainer();
        container.Config.With($"/linux/resources/{property}", limits);
        container.Refused();
    }

    [Theory]
    [InlineData("cpu", """{ "cpus": "0-4000" }""", "cpuset.cpus", "cpuset.cpus", "0-4000", "the processors 0")]
    [InlineData("cpu", """{ "mems": "60" }""", "cpuset.mems", "cpuset.mems", "60", "the memory nodes 0")]
    [InlineData("cpu", """{ "quota": 7 }""", "cpu.cfs_quota_us", "cpu.max", "7", "at least 1000 microseconds")]
    [InlineData("blockIO", """{ "throttleReadBpsDevice": [{ "major": 4095, "minor": 77, "rate": 100 }] }""",
        "blkio.throttle.read_bps_device", "io.max", "4095:77 ", "there is no block device 4095:77")]
    public void A_value_that_the_kernel_refuses_is_told_with_its_file_and_what_would_do(
        string property, string limits, string v1, string v2, string value, string hint)
    {
        Assert.SkipUnless(
            RuntimeUnderTest.Version.StartsWith("ociruntime", StringComparison.Ordinal), "every runtime has its own words");
        CgroupFiles.Need(property == "blockIO" ? "blkio" : "cpuset");
        Container container = NewContainer();
        container.Config.With($"/linux/resources/{property}", limits);
        string error = container.Refused().Error;
        Assert.Contains($"/linux/resources/{property}", error);
        Assert.Contains($"/{(CgroupFiles.IsV2 ? v2 : v1)}: ", error);
        Assert.Contains(value, error);
        Assert.Matches(@"\((EINVAL|ERANGE|ENODEV)\)", error);
        Assert.Contains(hint, error);
    }

    [Fact]
    public void Files_of_version_2_are_refused_on_version_1()
    {
        Assert.SkipWhen(CgroupFiles.IsV2, "this is version 2");
        Container container = NewContainer();
        container.Config.With("/linux/resources/unified", """{ "memory.max": "67108864" }""");
        Assert.Contains("unified", container.Refused().Error);
    }

    [Fact]
    public void Files_of_version_2_are_written_as_they_are_and_their_controllers_enabled()
    {
        Assert.SkipUnless(CgroupFiles.IsV2, "this is version 1");
        Container container = Sleeper();
        container.Config["/linux/cgroupsPath"] = $"/unified-{container.Id}/inner";
        container.Config.With("/linux/resources/unified", """{ "memory.high": "67108864", "pids.max": "44", "cgroup.max.depth": "3" }""");
        container.Created();
        Assert.Equal("67108864", container.ReadCgroup("memory", "", "memory.high"));
        Assert.Equal("44", container.ReadCgroup("pids", "", "pids.max"));
        Assert.Equal("3", container.ReadCgroup("memory", "", "cgroup.max.depth"));
        container.Delete("--force").Succeeded();
        if (Directory.Exists($"/sys/fs/cgroup/unified-{container.Id}"))
            Directory.Delete($"/sys/fs/cgroup/unified-{container.Id}");
    }

    [Theory]
    [InlineData("nonsense.max")]
    [InlineData("memory.nonsense")]
    public void Files_that_are_not_there_are_refused(string file)
    {
        Container container = NewContainer();
        container.Config.With("/linux/resources/unified", $$"""{ "{{file}}": "1" }""");
        container.Refused();
    }

    [Theory]
    [InlineData("memory", """{ "swappiness": 10 }""")]
    [InlineData("memory", """{ "disableOOMKiller": true }""")]
    [InlineData("memory", """{ "kernel": 1048576 }""")]
    [InlineData("cpu", """{ "realtimeRuntime": 1000 }""")]
    [InlineData("blockIO", """{ "leafWeight": 100 }""")]
    [InlineData("network", """{ "classID": 1048577 }""")]
    public void What_version_2_has_not_is_refused_there(string property, string limits)
    {
        Assert.SkipUnless(CgroupFiles.IsV2, "this is version 1");
        Container container = NewContainer();
        container.Config.With($"/linux/resources/{property}", limits);
        container.Refused();
    }

    [Fact]
    public void Empty_limits_are_none()
    {
        Container container = NewContainer();
        foreach (string property in (string[])["memory", "cpu", "pids", "blockIO", "network", "rdma", "unified"])
            container.Config.With($"/linux/resources/{property}", "{}");
        container.Config.With("/linux/resources/hugepageLimits", "[]").With("/linux/resources/memory", """{ "limit": 0 }""");
        container.RunScript("true");
    }

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        return container;
    }

    private static int Throttled(Container container) => Count(container.ReadCgroup("cpu", "cpu.stat", "cpu.stat"), "nr_throttled");

    /// <summary>Processor time in nanoseconds.</summary>
    private static long Used(Container container) => CgroupFiles.IsV2
        ? Count(container.ReadCgroup("cpu", "", "cpu.stat"), "usage_usec") * 1000L
        : long.Parse(container.ReadCgroup("cpuacct", "cpuacct.usage", ""), CultureInfo.InvariantCulture);

    private static int Count(string text, string name) => int.Parse(
        text.Split('\n').First(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1],
        CultureInfo.InvariantCulture);
}
