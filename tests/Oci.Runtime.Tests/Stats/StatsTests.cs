using System.Linq;
using System.Text;
using Oci.Runtime.Stats;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Stats;

/// <summary>Statistics from sample files of both versions, and what is printed of them.</summary>
public sealed class StatsTests
{
    [Fact]
    public void Files_of_version_1_are_understood()
    {
        ContainerStats stats = V1Stats.Read(SampleFiles.V1);

        Assert.Equal(
            new CpuStats
            {
                Total = 7885947, Kernel = 4000000, User = 3885947,
                PerCpu = [6551367, 1334580], PerCpuKernel = [4000000, 0], PerCpuUser = [2551367, 1334580],
                Periods = 21, ThrottledPeriods = 20, ThrottledTime = 1953419205,
            },
            stats.Cpu);
        Assert.Equal(
            new CpusetStats
            {
                Cpus = [new NumberRange(0, 1), new NumberRange(3, 3)], Mems = [new NumberRange(0, 0)],
                SchedLoadBalance = 1, SchedRelaxDomainLevel = -1,
            },
            stats.Cpuset);
        Assert.Equal(new PidsStats(2, 0), stats.Pids);
        Assert.Equal([new HugetlbStats("1GB", 0, 0, 0), new HugetlbStats("2MB", 4194304, 6291456, 1)], stats.Hugetlb);
    }

    [Fact]
    public void Memory_of_version_1_is_told_by_kind()
    {
        MemoryStats memory = V1Stats.Read(SampleFiles.V1).Memory;

        Assert.Equal(new MemoryUsage(67108864, 544768, 569344, 3), memory.Usage);
        Assert.Equal(new MemoryUsage(9223372036854771712, 544769, 0, 0), memory.Swap);
        Assert.Equal(new MemoryUsage(0, 90112, 0, 0), memory.Kernel);
        Assert.Equal(new MemoryUsage(9223372036854771712, 0, 0, 0), memory.KernelTcp);
        Assert.Equal(12288ul, memory.Cache);
        Assert.Equal([new("cache", 12288), new("rss", 53248), new("total_cache", 12288)], memory.Raw);
    }

    [Fact]
    public void Block_devices_of_version_1_are_counted_by_whoever_has_counted()
    {
        BlockIoStats io = V1Stats.Read(SampleFiles.V1).BlockIo;

        Assert.Equal(["Read 4096", "Write 0", "Sync 4096", "Async 0", "Discard 0", "Total 4096"],
            io.ServiceBytes.Select(static entry => $"{entry.Operation} {entry.Value}"));
        Assert.Equal([new(253, 0, "Read", 1), new(253, 0, "Total", 1)], io.Serviced);
        Assert.Equal([new(8, 0, "", 15)], io.Time);
        Assert.Empty(io.Queued);
    }

    [Fact]
    public void Files_of_version_2_are_told_in_the_units_of_version_1()
    {
        ContainerStats stats = V2Stats.Read(SampleFiles.V2);

        Assert.Equal(
            new CpuStats
            {
                Total = 7885000, Kernel = 4000000, User = 3885000,
                Periods = 21, ThrottledPeriods = 20, ThrottledTime = 1953419000,
                Pressure = new PressureStats(new PressureLine(1.5, 0.25, 0, 123456), new PressureLine(0, 0, 0, 99)),
            },
            stats.Cpu);
        Assert.Equal([new NumberRange(0, 1)], stats.Cpuset.Cpus);
        Assert.Equal(new MemoryUsage(67108864, 544768, 569344, 12), stats.Memory.Usage);
        Assert.Equal(new PressureStats(new PressureLine(0, 0, 0, 7), null), stats.Memory.Pressure);
        Assert.Equal(12288ul, stats.Memory.Cache);
        Assert.Equal(new PidsStats(2, 100), stats.Pids);
        Assert.Equal([new HugetlbStats("2MB", 4194304, 0, 5)], stats.Hugetlb);
    }

    [Fact]
    public void Swap_of_version_2_is_told_together_with_memory() =>
        Assert.Equal(new MemoryUsage(67108864 + 1048576, 544768 + 4096, 0, 0), V2Stats.Read(SampleFiles.V2).Memory.Swap);

    [Fact]
    public void Operations_on_block_devices_of_version_2_get_the_names_of_version_1()
    {
        BlockIoStats io = V2Stats.Read(SampleFiles.V2).BlockIo;

        Assert.Equal(
            [
                new(253, 0, "Read", 4096), new(253, 0, "Write", 8192), new(253, 0, "Discard", 0),
                new(7, 0, "Read", 1), new(7, 0, "Write", 0), new(7, 0, "Discard", 0),
            ],
            io.ServiceBytes);
        Assert.Equal([1ul, 2, 0, 1, 0, 0], io.Serviced.Select(static entry => entry.Value));
    }

    [Fact]
    public void Missing_files_are_nothing_used()
    {
        Assert.Equal(new ContainerStats(), V1Stats.Read(SampleFiles.None));
        Assert.Equal(new ContainerStats(), V2Stats.Read(SampleFiles.None));
    }

    [Fact]
    public void A_line_has_the_members_that_engines_read() => Assert.Equal(
        """
        {"type":"stats","id":"box","data":{
        "cpu":{"usage":{"total":7885000,"kernel":4000000,"user":3885000},
        "throttling":{"periods":21,"throttledPeriods":20,"throttledTime":1953419000},
        "psi":{"some":{"avg10":1.5,"avg60":0.25,"avg300":0,"total":123456},"full":{"avg10":0,"avg60":0,"avg300":0,"total":99}}},
        "cpuset":{"cpus":[0,1],"cpu_exclusive":0,"mems":[0],"mem_hardwall":0,"mem_exclusive":0,"memory_migrate":0,
        "memory_spread_page":0,"memory_spread_slab":0,"memory_pressure":0,"sched_load_balance":0,"sched_relax_domain_level":0},
        "memory":{"cache":12288,"usage":{"limit":67108864,"usage":544768,"max":569344,"failcnt":12},
        "swap":{"limit":68157440,"usage":548864,"failcnt":0},"kernel":{"limit":0,"failcnt":0},"kernelTCP":{"limit":0,"failcnt":0},
        "raw":{"anon":53248,"file":12288,"kernel":90112},"psi":{"some":{"avg10":0,"avg60":0,"avg300":0,"total":7}}},
        "pids":{"current":2,"limit":100},
        "blkio":{"ioServiceBytesRecursive":[{"major":253,"op":"Read","value":4096},{"major":253,"op":"Write","value":8192},
        {"major":253,"op":"Discard"},{"major":7,"op":"Read","value":1},{"major":7,"op":"Write"},{"major":7,"op":"Discard"}],
        "ioServicedRecursive":[{"major":253,"op":"Read","value":1},{"major":253,"op":"Write","value":2},
        {"major":253,"op":"Discard"},{"major":7,"op":"Read","value":1},{"major":7,"op":"Write"},{"major":7,"op":"Discard"}],
        "psi":{"some":{"avg10":0,"avg60":0,"avg300":0,"total":0},"full":{"avg10":0,"avg60":0,"avg300":0,"total":0}}},
        "hugetlb":{"2MB":{"usage":4194304,"failcnt":5}},"intel_rdt":{}}}
        """.Replace("\n", ""),
        Encoding.UTF8.GetString(EventJson.Stats("box", V2Stats.Read(SampleFiles.V2))));

    [Fact]
    public void Counts_of_each_processor_are_arrays() => Assert.Contains(
        """
        "percpu":[6551367,1334580],"percpu_kernel":[4000000,0],"percpu_user":[2551367,1334580],
        """,
        Encoding.UTF8.GetString(EventJson.Stats("box", V1Stats.Read(SampleFiles.V1))));

    [Fact]
    public void A_lack_of_memory_is_a_line_without_data() =>
        Assert.Equal("""{"type":"oom","id":"box"}""", Encoding.UTF8.GetString(EventJson.Oom("box")));

    [Theory]
    [InlineData("12\n", 12ul)]
    [InlineData("max\n", ulong.MaxValue)]
    [InlineData("", 0ul)]
    [InlineData("-1\n", 0ul)]
    [InlineData("words\n", 0ul)]
    [InlineData("18446744073709551615\n", ulong.MaxValue)]
    public void A_number_is_read_and_what_is_none_is_nothing(string text, ulong number) =>
        Assert.Equal(number, StatText.Number(text));

    [Theory]
    [InlineData("")]
    [InlineData("word\n")]
    [InlineData("some\n")]
    [InlineData(":\n:1 Read 2\n1: Read 2\nx:y Read 3\n")]
    public void Lines_that_are_not_understood_break_nothing(string text)
    {
        Assert.All(StatText.FlatKeyed(text), static count => Assert.NotEmpty(count.Name));
        Assert.Empty(StatText.BlockIo(text));
        Assert.Empty(StatText.IoStat(text, "bytes"));
        Assert.Empty(StatText.Column(text, "user"));
        Assert.Empty(StatText.Ranges(text));
        Assert.Equal(text == "some\n" ? new PressureStats(new PressureLine(0, 0, 0, 0), null) : null, StatText.Pressure(text));
    }
}
