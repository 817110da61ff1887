using System;
using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary><c>update</c>: limits of a container that is there, read back from its cgroup.</summary>
public sealed class UpdateTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string Unlimited1 = "9223372036854771712";

    [Theory]
    [InlineData("33554432", "33554432")]
    [InlineData("32M", "33554432")]
    [InlineData("32m", "33554432")]
    [InlineData("32MB", "33554432")]
    [InlineData("32MiB", "33554432")]
    [InlineData("0.5g", "536870912")]
    [InlineData("65536k", "67108864")]
    public void Memory_is_given_in_bytes_or_units(string given, string bytes)
    {
        CgroupFiles.Need("memory");
        Container container = Sleeper().Started();
        Update(container, "--memory", given).Succeeded();
        Assert.Equal(bytes, Memory(container));
    }

    [Fact]
    public void Memory_and_swap_go_up_and_down_together()
    {
        NeedSwapLimit();
        Container container = Sleeper();
        container.Config.With("/linux/resources/memory", """{ "limit": 33554432, "swap": 67108864 }""");
        container.Started();
        Assert.Equal(("33554432", 67108864), (Memory(container), Swap(container)));
        Update(container, "--memory", "128M", "--memory-swap", "256M").Succeeded();
        Assert.Equal(("134217728", 268435456), (Memory(container), Swap(container)));
        Update(container, "--memory", "16M", "--memory-swap", "16M").Succeeded();
        Assert.Equal(("16777216", 16777216), (Memory(container), Swap(container)));
        Update(container, "--memory", "-1").Succeeded();
        Assert.Equal(CgroupFiles.IsV2 ? "max" : Unlimited1, Memory(container));
        Assert.Equal(long.MaxValue, Swap(container));
    }

    [Fact]
    public void A_reservation_is_set()
    {
        CgroupFiles.Need("memory");
        Container container = Sleeper().Started();
        Update(container, "--memory-reservation", "24M").Succeeded();
        Assert.Equal("25165824", container.ReadCgroup("memory", "memory.soft_limit_in_bytes", "memory.low"));
    }

    [Fact]
    public void Processor_time_is_set_by_flags()
    {
        CgroupFiles.Need("cpu");
        Container container = Sleeper().Started();
        Update(container, "--cpu-quota", "30000", "--cpu-period", "60000", "--cpu-share", "512").Succeeded();
        Assert.Equal(("30000 60000", CgroupFiles.IsV2 ? "59" : "512"), (Bandwidth(container), Shares(container)));
        Update(container, "--cpu-quota", "20000").Succeeded();
        Assert.Equal("20000 60000", Bandwidth(container));
        Update(container, "--cpu-period", "100000").Succeeded();
        Assert.Equal("20000 100000", Bandwidth(container));
        Update(container, "--cpu-quota", "-1").Succeeded();
        Assert.Equal(CgroupFiles.IsV2 ? "max 100000" : "-1 100000", Bandwidth(container));
    }

    [Fact]
    public void A_burst_and_idleness_are_set_by_flags()
    {
        CgroupFiles.Need("cpu");
        Container container = Sleeper().Started();
        Assert.SkipUnless(File.Exists(container.CgroupFile("cpu", "cpu.idle")), "no cpu.idle here");
        Update(container, "--cpu-quota", "30000", "--cpu-burst", "5000").Succeeded();
        Assert.Equal("5000", container.ReadCgroup("cpu", "cpu.cfs_burst_us", "cpu.max.burst"));
        Update(container, "--cpu-idle", "1").Succeeded();
        Assert.Equal("1", container.ReadCgroup("cpu", "cpu.idle", "cpu.idle"));
    }

    [Fact]
    public void Processors_and_memory_nodes_are_set_by_flags()
    {
        CgroupFiles.Need("cpuset");
        Container container = Sleeper().Started();
        Update(container, "--cpuset-cpus", "0", "--cpuset-mems", "0").Succeeded();
        Assert.Equal("0", container.ReadCgroup("cpuset", "cpuset.cpus", "cpuset.cpus"));
        Assert.Equal("0", container.ReadCgroup("cpuset", "cpuset.mems", "cpuset.mems"));
        Assert.Contains("Cpus_allowed_list:\t0\n", File.ReadAllText($"/proc/{container.Pid}/status"));
    }

    [Fact]
    public void The_number_of_tasks_is_set_by_a_flag()
    {
        CgroupFiles.Need("pids");
        Container container = Sleeper().Started();
        Update(container, "--pids-limit", "17").Succeeded();
        Assert.Equal("17", container.ReadCgroup("pids", "pids.max", "pids.max"));
        Update(container, "--pids-limit", "-1").Succeeded();
        Assert.Equal("max", container.ReadCgroup("pids", "pids.max", "pids.max"));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("limits.json")]
    public void A_document_says_the_same_as_flags_and_they_are_ignored_beside_it(string source)
    {
        CgroupFiles.Need("memory");
        CgroupFiles.Need("pids");
        Container container = Sleeper().Started();
        const string Limits = """{ "memory": { "limit": 50331648 }, "cpu": { "cpus": "", "mems": "" }, "pids": { "limit": 23 } }""";
        File.WriteAllText(container.Bundle + "/limits.json", Limits);
        using HostCommand update = container.Begin(
            ["update", "--memory", "16M", "--resources", source, container.Id], input: source == "-" ? Limits : "");
        update.Wait().Succeeded();
        Assert.Equal("50331648", Memory(container));
        Assert.Equal("23", container.ReadCgroup("pids", "pids.max", "pids.max"));
    }

    [Fact]
    public void What_is_not_given_stays_as_it_is()
    {
        CgroupFiles.Need("memory");
        CgroupFiles.Need("pids");
        Container container = Sleeper();
        container.Config.With("/linux/resources/memory", """{ "limit": 33554432 }""")
            .With("/linux/resources/pids", """{ "limit": 31 }""");
        container.Started();
        Update(container, "--cpu-share", "100").Succeeded();
        Assert.Equal(("33554432", "31"), (Memory(container), container.ReadCgroup("pids", "pids.max", "pids.max")));
        Update(container).Succeeded();
        Assert.Equal("33554432", Memory(container));
    }

    [Fact]
    public void A_created_and_a_paused_container_are_updated_too()
    {
        CgroupFiles.Need("memory");
        Container container = Sleeper().Created();
        Update(container, "--memory", "32M").Succeeded();
        Assert.Equal("33554432", Memory(container));
        container.Start().Succeeded();
        container.Ask("pause", container.Id).Succeeded();
        Update(container, "--memory", "64M").Succeeded();
        Assert.Equal("67108864", Memory(container));
        Assert.Equal("paused", container.Status());
    }

    [Fact]
    public void A_limit_below_what_is_in_use_is_refused_where_that_is_asked_for()
    {
        CgroupFiles.Need("memory");
        Container container = NewContainer();
        container.Config.Script("dd if=/dev/zero of=/dev/shm/held bs=1M count=48 2>/dev/null; echo >/ready; sleep 100")
            .With("/linux/resources/memory", """{ "limit": 134217728, "swap": 134217728 }""");
        container.Started().AwaitFile("/ready");
        string limits = """{ "memory": { "limit": 16777216, "swap": 16777216, "checkBeforeUpdate": true } }""";
        using HostCommand update = container.Begin(["update", "-r", "-", container.Id], input: limits);
        update.Wait().Refused();
        Assert.Equal("134217728", Memory(container));
        Assert.Equal("running", container.Status());
    }

    [Theory]
    [InlineData("--memory", "many")]
    [InlineData("--memory", "5X")]
    [InlineData("--memory-swap", "1.2.3")]
    [InlineData("--cpu-quota", "half")]
    [InlineData("--cpu-period", "-5")]
    [InlineData("--cpuset-cpus", "99999")]
    [InlineData("--resources", "/no/such/file")]
    [InlineData("--no-such-flag", "1")]
    public void A_value_that_is_none_is_refused_and_changes_nothing(string flag, string value)
    {
        CgroupFiles.Need("memory");
        Container container = Sleeper();
        container.Config.With("/linux/resources/memory", """{ "limit": 33554432 }""");
        container.Started();
        Update(container, flag, value).Refused();
        Assert.Equal("33554432", Memory(container));
        Assert.Equal("running", container.Status());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{ "memory": { "limit": "much" } }""")]
    [InlineData("""{ "cpu": { "quota": 1000, "burst": 2000 } }""")]
    public void A_document_that_is_none_is_refused(string document)
    {
        Container container = Sleeper().Started();
        using HostCommand update = container.Begin(["update", "-r", "-", container.Id], input: document);
        update.Wait().Refused();
    }

    [Fact]
    public void A_stopped_container_is_not_updated()
    {
        Container container = NewContainer().Started().AwaitStopped();
        Update(container, "--pids-limit", "10").Refused();
    }

    [Fact]
    public void Shares_of_caches_are_refused_where_the_container_has_none()
    {
        Assert.SkipWhen(
            File.ReadLines("/proc/self/mountinfo").Any(static line => line.Contains(" - resctrl ", StringComparison.Ordinal)),
            "resctrl is mounted here");
        Container container = Sleeper().Started();
        Update(container, "--l3-cache-schema", "L3:0=f").Refused();
        Update(container, "--mem-bw-schema", "MB:0=50").Refused();
    }

    private Container Sleeper()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "100");
        return container;
    }

    private static Outcome Update(Container container, params string[] flags) =>
        container.Ask(["update", .. flags, container.Id]);

    private static string Memory(Container container) =>
        container.ReadCgroup("memory", "memory.limit_in_bytes", "memory.max");

    private static void NeedSwapLimit()
    {
        CgroupFiles.Need("memory");
        Assert.SkipUnless(
            CgroupFiles.IsV2 || File.Exists("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes"), "swap is not counted here");
    }

    /// <summary>The limit of memory and swap together.</summary>
    private static long Swap(Container container)
    {
        string text = container.ReadCgroup("memory", "memory.memsw.limit_in_bytes", "memory.swap.max");
        if (text is "max" or Unlimited1)
            return long.MaxValue;
        return long.Parse(text) + (CgroupFiles.IsV2 ? long.Parse(Memory(container)) : 0);
    }

    private static string Shares(Container container) => container.ReadCgroup("cpu", "cpu.shares", "cpu.weight");

    private static string Bandwidth(Container container) => CgroupFiles.IsV2
        ? container.ReadCgroup("cpu", "", "cpu.max")
        : $"{container.ReadCgroup("cpu", "cpu.cfs_quota_us", "")} {container.ReadCgroup("cpu", "cpu.cfs_period_us", "")}";
}
