using System;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using Oci.Runtime.State;
using Oci.Runtime.Stats;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Stats;

/// <summary>What <c>events</c> tells of a container's group in resctrl, from a directory that stands for a mounted one.</summary>
public sealed class RdtStatsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("resctrl-").FullName;

    public RdtStatsTests()
    {
        Put("schemata", "    MB:0=100;1=100\n    L3:0=fffff;1=fffff\n");
        Put("info/L3/cbm_mask", "fffff\n");
        Put("info/L3/min_cbm_bits", "2\n");
        Put("info/L3/num_closids", "16\n");
        Put("info/MB/bandwidth_gran", "10\n");
        Put("info/MB/delay_linear", "1\n");
        Put("info/MB/min_bandwidth", "10\n");
        Put("info/MB/num_closids", "8\n");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void All_that_the_machine_and_the_group_have_is_told_under_the_names_that_engines_read()
    {
        Put("box/schemata", "    MB:0= 50;1=100\n    L3:0=f;1=fffff\n");
        Put("box/mon_data/mon_L3_01/llc_occupancy", "4096\n");
        Put("box/mon_data/mon_L3_01/mbm_total_bytes", "70000\n");
        Put("box/mon_data/mon_L3_01/mbm_local_bytes", "Unavailable\n");
        Put("box/mon_data/mon_L3_00/llc_occupancy", "8192\n");

        JsonNode expected = JsonNode.Parse("""
            {
              "l3_cache_info": { "cbm_mask": "fffff", "min_cbm_bits": 2, "num_closids": 16 },
              "l3_cache_schema_root": "L3:0=fffff;1=fffff",
              "l3_cache_schema": "L3:0=f;1=fffff",
              "mem_bw_info": { "bandwidth_gran": 10, "delay_linear": 1, "min_bandwidth": 10, "num_closids": 8 },
              "mem_bw_schema_root": "MB:0=100;1=100",
              "mem_bw_schema": "MB:0= 50;1=100",
              "mbm_stats": [
                { "mbm_total_bytes": 0, "mbm_local_bytes": 0 }, { "mbm_total_bytes": 70000, "mbm_local_bytes": 0 }
              ],
              "cmt_stats": [{ "llc_occupancy": 8192 }, { "llc_occupancy": 4096 }]
            }
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, Told(Record("box"))), Told(Record("box")).ToJsonString());
    }

    [Fact]
    public void What_is_monitored_apart_is_counted_there()
    {
        Put("gold/schemata", "L3:0=f\n");
        Put("gold/mon_data/mon_L3_00/llc_occupancy", "1\n");
        Put("gold/mon_groups/box/mon_data/mon_L3_00/llc_occupancy", "2\n");

        JsonNode told = Told(Record("gold") with { Resctrl = [new($"{_root}/gold/mon_groups/box", 7)] });

        Assert.Equal(2, (int)told["cmt_stats"]![0]!["llc_occupancy"]!);
        Assert.Null(told["mbm_stats"]);
        Assert.Null(told["mem_bw_schema"]);
    }

    [Fact]
    public void The_default_class_is_the_root() =>
        Assert.Equal("L3:0=fffff;1=fffff", (string?)Told(Record(""))["l3_cache_schema"]);

    [Fact]
    public void Without_a_group_or_when_it_has_gone_there_is_nothing_to_tell()
    {
        Assert.Empty(Told(Record("gone")).AsObject());
        Assert.Empty(Told(Record("box") with { ResctrlGroup = null }).AsObject());
    }

    private static JsonNode Told(ContainerRecord record)
    {
        byte[] line = EventJson.Stats(record.Id, new ContainerStats(), RdtStats.Of(record));
        return JsonNode.Parse(Encoding.UTF8.GetString(line))!["data"]!["intel_rdt"]!;
    }

    private ContainerRecord Record(string group) => new()
    {
        Id = "box", OciVersion = "1.3.0", Bundle = "/b", Rootfs = "/b/r", Created = DateTimeOffset.UnixEpoch,
        Phase = RecordPhase.Created, Maker = new ProcessIdentity(1, 1),
        ResctrlGroup = group.Length == 0 ? _root : $"{_root}/{group}",
    };

    private void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_root}/{path}")!);
        File.WriteAllText($"{_root}/{path}", text);
    }
}
