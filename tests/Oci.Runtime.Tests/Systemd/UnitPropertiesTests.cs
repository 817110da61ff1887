using System.Linq;
using System.Text;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Systemd;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Systemd;

/// <summary>What <c>linux.resources</c> becomes in properties of a unit, from the settings for the files.</summary>
public sealed class UnitPropertiesTests
{
    private const ulong Infinity = ulong.MaxValue;

    [Theory]
    [InlineData("""{}""", "", "")]
    [InlineData("""{"memory": {"limit": 1000}}""", "MemoryLimit=1000", "MemoryMax=1000")]
    [InlineData(
        """{"memory": {"limit": 1000, "swap": 3000, "reservation": 500}}""",
        "MemoryLimit=1000", "MemoryMax=1000 MemorySwapMax=2000 MemoryLow=500")]
    [InlineData("""{"pids": {"limit": 20}}""", "TasksMax=20", "TasksMax=20")]
    [InlineData("""{"pids": {"limit": 0}}""", "TasksMax=1", "TasksMax=1")]
    [InlineData("""{"cpu": {"shares": 1024}}""", "CPUShares=1024", "CPUWeight=100")]
    [InlineData("""{"cpu": {"idle": 1}}""", "CPUWeight=0", "CPUWeight=0")]
    [InlineData("""{"cpu": {"quota": 50000}}""", "CPUQuotaPerSecUSec=500000", "CPUQuotaPerSecUSec=500000")]
    [InlineData(
        """{"cpu": {"quota": 33333, "period": 200000}}""",
        "CPUQuotaPeriodUSec=200000 CPUQuotaPerSecUSec=170000", "CPUQuotaPeriodUSec=200000 CPUQuotaPerSecUSec=170000")]
    [InlineData("""{"blockIO": {"weight": 500}}""", "BlockIOWeight=500", "IOWeight=4950")]
    public void Every_limit_that_systemd_knows_is_told_to_it(string resources, string v1, string v2)
    {
        ResourcesSpec spec = Read(resources);

        Assert.Equal(v1, TextOf(UnitProperties.Of(V1Settings.Of(spec), isV2: false, version: 252)));
        Assert.Equal(v2, TextOf(UnitProperties.Of(V2Settings.Of(spec), isV2: true, version: 252)));
    }

    [Fact]
    public void No_limit_is_infinity()
    {
        ValueList<UnitProperty> properties = UnitProperties.Of(
            V2Settings.Of(Read("""{"memory": {"limit": -1}, "cpu": {"quota": -1}, "pids": {"limit": -1}}""")), isV2: true, version: 252);

        Assert.Equal(["MemoryMax", "MemorySwapMax", "TasksMax", "CPUQuotaPerSecUSec"], properties.Select(static property => property.Name));
        Assert.All(properties, static property => Assert.Equal(DBusValue.Of(Infinity), property.Value));
    }

    [Fact]
    public void Processors_are_a_mask_of_bytes()
    {
        ValueList<CgroupSetting> settings = V2Settings.Of(Read("""{"cpu": {"cpus": "0,9-10", "mems": "1"}}"""));

        Assert.Equal(
            "AllowedCPUs=[byte 0x01, byte 0x06] AllowedMemoryNodes=[byte 0x02]",
            string.Join(' ', UnitProperties.Of(settings, isV2: true, version: 252)));
    }

    [Fact]
    public void A_file_of_unified_is_told_to_systemd_as_well() => Assert.Equal(
        "MemoryHigh=5000 MemoryMin=10 IOWeight=7",
        TextOf(UnitProperties.Of(
            V2Settings.Of(Read("""{"unified": {"memory.high": "5000", "memory.min": "10", "io.weight": "default 7", "io.max": "8:0"}}""")),
            isV2: true, version: 252)));

    [Fact]
    public void What_a_version_of_systemd_does_not_know_is_left_to_the_files() => Assert.Equal(
        "CPUQuotaPerSecUSec=250000",
        TextOf(UnitProperties.Of(
            V2Settings.Of(Read("""{"cpu": {"quota": 50000, "period": 200000, "cpus": "0", "idle": 1}}""")), isV2: true, version: 241)));

    [Theory]
    [InlineData(
        """{"cpu": {"quota": 50000}, "unified": {"cpu.max": "20000 100000"}}""",
        "CPUQuotaPeriodUSec=100000 CPUQuotaPerSecUSec=200000")]
    [InlineData("""{"memory": {"limit": 1000}, "unified": {"memory.max": "max"}}""", "MemoryMax=1000 MemoryMax=infinity")]
    [InlineData("""{"unified": {"memory.high": "64K", "memory.low": "2g", "memory.min": "17179869184G"}}""",
        "MemoryHigh=65536 MemoryLow=2147483648")]
    [InlineData("""{"unified": {"cpuset.cpus": "0"}}""", "AllowedCPUs=[byte 0x01]")]
    [InlineData("""{"unified": {"cpu.weight": "77", "memory.swap.max": "0", "pids.max": "9"}}""",
        "CPUWeight=77 MemorySwapMax=0 TasksMax=9")]
    public void What_unified_says_of_a_file_counts_for_systemd_too(string resources, string properties) => Assert.Equal(
        properties, TextOf(UnitProperties.Of(V2Settings.Of(Read(resources)), isV2: true, version: 252)));

    [Fact]
    public void An_idle_container_that_is_to_be_busy_again_has_the_usual_weight_or_its_own()
    {
        Assert.Equal("CPUWeight=100", TextOf(UnitProperties.Of(V2Settings.Of(Read("""{"cpu": {"idle": 0}}""")), isV2: true, version: 252)));
        Assert.Equal(
            "CPUWeight=100 CPUWeight=59",
            TextOf(UnitProperties.Of(V2Settings.Of(Read("""{"cpu": {"idle": 0, "shares": 512}}""")), isV2: true, version: 252)));
    }

    [Fact]
    public void Rates_and_weights_of_devices_are_arrays_of_device_and_number()
    {
        ResourcesSpec resources = Read("""
            {"blockIO": {
              "weightDevice": [{"major": 8, "minor": 0, "weight": 500}],
              "throttleReadBpsDevice": [{"major": 8, "minor": 0, "rate": 1000}, {"major": 8, "minor": 16, "rate": 0}],
              "throttleWriteIOPSDevice": [{"major": 8, "minor": 16, "rate": 20}]
            }}
            """);

        Assert.Equal(
            "IOReadBandwidthMax=[('/dev/block/8:0', uint64 1000), ('/dev/block/8:16', uint64 18446744073709551615)] "
            + "IOWriteIOPSMax=[('/dev/block/8:16', uint64 20)] IODeviceWeight=[('/dev/block/8:0', uint64 4950)]",
            TextOf(UnitProperties.Of(V2Settings.Of(resources), isV2: true, version: 252)));
        Assert.Equal(
            "BlockIOReadBandwidth=[('/dev/block/8:0', uint64 1000), ('/dev/block/8:16', uint64 18446744073709551615)] "
            + "BlockIODeviceWeight=[('/dev/block/8:0', uint64 500)]",
            TextOf(UnitProperties.Of(V1Settings.Of(resources), isV2: false, version: 252)));
    }

    [Fact]
    public void Of_a_unified_line_with_several_rates_each_is_told() => Assert.Equal(
        "IOReadBandwidthMax=[('/dev/block/8:0', uint64 1048576)] IOWriteIOPSMax=[('/dev/block/8:0', uint64 18446744073709551615)]",
        TextOf(UnitProperties.Of(
            V2Settings.Of(Read("""{"unified": {"io.max": "8:0 rbps=1048576 wiops=max"}}""")), isV2: true, version: 252)));

    [Fact]
    public void Device_rules_of_version_1_are_told_to_systemd_which_else_would_allow_all()
    {
        DeviceRules rules = DeviceRules.From([new DeviceRule(true, 'c', 10, 200, "rw")]);
        ValueList<UnitProperty> properties = ContainerUnit.DevicesOf(rules);

        Assert.Equal("DevicePolicy='strict'", properties[0].ToString());
        string allowed = properties[1].ToString();
        Assert.Contains("('/dev/char/10:200', 'rw')", allowed);
        Assert.Contains("('/dev/char/1:3', 'rwm')", allowed);
        Assert.Contains("('char-pts', 'rwm')", allowed);
        Assert.Contains("('block-*', 'm')", allowed);
    }

    private static string TextOf(ValueList<UnitProperty> properties) =>
        string.Join(' ', properties);

    private static ResourcesSpec Read(string resources)
    {
        string config = "{\"ociVersion\": \"1.3.0\", \"root\": {\"path\": \"r\"}, \"linux\": {\"resources\": " + resources + "}}";
        return ConfigJson.Read(Encoding.UTF8.GetBytes(config), "config.json").Linux!.Resources!;
    }
}
