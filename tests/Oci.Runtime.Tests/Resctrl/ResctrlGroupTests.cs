using System;
using System.Collections.Generic;
using System.IO;
using Oci.Runtime.Resctrl;
using Oci.Runtime.State;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Resctrl;

/// <summary>
/// config-linux.md, IntelRdt, on a directory that stands for a mounted resctrl. Where the kernel would fill a new
/// group with files, the test does.
/// </summary>
public sealed class ResctrlGroupTests : IDisposable
{
    private const string Id = "box";

    private readonly string _root = Directory.CreateTempSubdirectory("resctrl-").FullName;

    public ResctrlGroupTests() => Fill("");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Without_a_class_the_group_is_the_containers_own_and_goes_with_it()
    {
        ResctrlGroup group = Made(new IntelRdtSpec());

        Assert.True(Directory.Exists($"{_root}/{Id}"));
        ResctrlGroup.Remove(group.ToRecord());
        Assert.False(Directory.Exists($"{_root}/{Id}"));
    }

    [Fact]
    public void A_group_with_the_containers_id_that_was_there_stays()
    {
        Fill(Id);

        ResctrlGroup group = Made(new IntelRdtSpec());

        Assert.Empty(group.ToRecord());
    }

    [Fact]
    public void A_class_with_schemata_is_made_when_it_is_missing_and_stays()
    {
        ResctrlGroup group = Made(new IntelRdtSpec { ClosId = "gold", L3CacheSchema = "L3:0=f" });

        Assert.True(Directory.Exists($"{_root}/gold"));
        Assert.Empty(group.ToRecord());
    }

    [Fact]
    public void A_class_without_schemata_must_be_there()
    {
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => Choose(new IntelRdtSpec { ClosId = "gold" }));

        Assert.Equal("/linux/intelRdt/closID", failure.Pointer);
        Assert.False(Directory.Exists($"{_root}/gold"));
    }

    [Theory]
    [InlineData("L3:0=f0", null, "/linux/intelRdt/l3CacheSchema")]
    [InlineData("L3:0=f", "MB:0=10", "/linux/intelRdt/memBwSchema")]
    [InlineData(null, "MB:3=50", "/linux/intelRdt/memBwSchema")]
    public void A_class_that_is_there_with_other_schemata_is_refused(string? cache, string? bandwidth, string pointer)
    {
        Fill("gold", "L3:0=f\nMB:0=50\n");

        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(
            () => Choose(new IntelRdtSpec { ClosId = "gold", L3CacheSchema = cache, MemBwSchema = bandwidth }));

        Assert.Equal(pointer, failure.Pointer);
        Assert.Equal("L3:0=f\nMB:0=50\n", File.ReadAllText($"{_root}/gold/schemata"));
    }

    [Fact]
    public void A_class_that_is_there_with_the_same_schemata_is_joined()
    {
        Fill("gold", "    L3:0=0f;1=ff\n    MB:0=  50\n");

        ResctrlGroup group = Made(new IntelRdtSpec { ClosId = "gold", L3CacheSchema = "L3:0=f", MemBwSchema = "MB:0=50" });
        group.Join(77);

        Assert.Equal("77", File.ReadAllText($"{_root}/gold/tasks"));
        Assert.Empty(group.ToRecord());
    }

    [Fact]
    public void The_default_class_is_the_root()
    {
        ResctrlGroup group = Made(new IntelRdtSpec { ClosId = "/" });
        group.Join(77);

        Assert.Equal("77", File.ReadAllText($"{_root}/tasks"));
        Assert.Equal("", File.ReadAllText($"{_root}/schemata"));
    }

    [Fact]
    public void Schemata_are_written_with_the_cache_first_and_the_list_last()
    {
        ResctrlGroup group = Choose(new IntelRdtSpec
        {
            L3CacheSchema = "L3:0=f", MemBwSchema = "MB:0=50", Schemata = ["L2:0=1", "L3:0=1"],
        });

        Assert.Equal(["L3:0=f", "MB:0=50", "L2:0=1", "L3:0=1"], group.Schemata);
    }

    [Fact]
    public void Without_schemata_none_is_written()
    {
        ResctrlGroup group = Made(new IntelRdtSpec());
        Fill(Id, "L3:0=ff\n");
        group.WriteSchemata();

        Assert.Equal("L3:0=ff\n", File.ReadAllText($"{_root}/{Id}/schemata"));
    }

    [Fact]
    public void A_schema_is_written_as_a_line()
    {
        ResctrlGroup group = Made(new IntelRdtSpec { L3CacheSchema = "L3:0=f" });
        Fill(Id);
        group.WriteSchemata();

        Assert.Equal("L3:0=f\n", File.ReadAllText($"{_root}/{Id}/schemata"));
    }

    [Theory]
    [InlineData(null, Id)]
    [InlineData("gold", "gold")]
    [InlineData("/", "")]
    public void Monitoring_has_a_group_of_the_containers_own_below_its_class(string? closId, string place)
    {
        Fill(place);
        Directory.CreateDirectory($"{_root}/{place}/mon_groups");

        ResctrlGroup group = Made(new IntelRdtSpec { ClosId = closId, EnableMonitoring = true });
        string monitor = group.Monitor!;
        File.WriteAllText($"{monitor}/tasks", "");
        group.Join(77);

        Assert.Equal($"{place}/mon_groups/{Id}".TrimStart('/'), Path.GetRelativePath(_root, monitor));
        Assert.Equal("77", File.ReadAllText($"{monitor}/tasks"));
        Assert.Equal("77", File.ReadAllText($"{_root}/{place}/tasks"));
        File.Delete($"{monitor}/tasks");
        ResctrlGroup.Remove(group.ToRecord());
        Assert.False(Directory.Exists(monitor));
        Assert.True(Directory.Exists($"{_root}/{place}"));
    }

    [Fact]
    public void A_monitoring_group_that_is_there_already_is_refused_and_kept()
    {
        Directory.CreateDirectory($"{_root}/mon_groups/{Id}");
        var made = new List<string>();

        Assert.Throws<RuntimeFailure>(
            () => Choose(new IntelRdtSpec { ClosId = "/", EnableMonitoring = true }).Make(made));
        ResctrlGroup.Undo(made);

        Assert.True(Directory.Exists($"{_root}/mon_groups/{Id}"));
    }

    [Fact]
    public void What_was_made_for_a_container_that_fails_is_undone()
    {
        ResctrlGroup group = Choose(new IntelRdtSpec { ClosId = "gold", L3CacheSchema = "L3:0=f" });
        var made = new List<string>();
        group.Make(made);
        ResctrlGroup.Undo(made);

        Assert.False(Directory.Exists($"{_root}/gold"));
    }

    [Fact]
    public void What_is_recorded_is_known_before_it_is_made()
    {
        ResctrlGroup group = Choose(new IntelRdtSpec());

        Assert.Equal([new ResctrlDirectory($"{_root}/{Id}", 0)], group.ToRecord());
        Assert.False(Directory.Exists($"{_root}/{Id}"));
    }

    [Fact]
    public void A_directory_of_the_same_name_that_came_later_is_not_removed()
    {
        ResctrlDirectory recorded = Made(new IntelRdtSpec()).ToRecord()[0];
        ResctrlGroup.Remove([recorded with { Inode = recorded.Inode + 1 }]);

        Assert.True(Directory.Exists($"{_root}/{Id}"));
    }

    [Fact]
    public void The_kernels_own_words_are_shown()
    {
        Directory.CreateDirectory($"{_root}/info");
        File.WriteAllText($"{_root}/info/last_cmd_status", "Mask out of range\n");
        ResctrlGroup group = Choose(new IntelRdtSpec { L3CacheSchema = "L3:0=f" });

        // There is no schemata file to write to.
        Assert.Contains("(Mask out of range)", Assert.Throws<RuntimeFailure>(group.WriteSchemata).Message);
    }

    [Theory]
    [InlineData("info")]
    [InlineData("mon_groups")]
    [InlineData("mon_data")]
    [InlineData("tasks")]
    public void A_container_named_like_something_of_resctrl_needs_a_class(string id) =>
        Assert.Throws<RuntimeFailure>(() => ResctrlGroup.Choose(_root, id, new IntelRdtSpec()));

    [Fact]
    public void The_shares_of_a_container_with_a_group_of_its_own_can_be_changed()
    {
        ValueList<ResctrlDirectory> recorded = Made(new IntelRdtSpec()).ToRecord();
        Fill(Id, "L3:0=f\n");

        ResctrlGroup.Of(recorded, ["L3:0=3"]).WriteSchemata();

        Assert.StartsWith("L3:0=3\n", File.ReadAllText($"{_root}/{Id}/schemata"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_shares_of_a_class_or_of_another_group_of_that_name_are_not_changed()
    {
        Fill("gold");
        Directory.CreateDirectory($"{_root}/gold/mon_groups");
        ValueList<ResctrlDirectory> monitored = Made(new IntelRdtSpec { ClosId = "gold", EnableMonitoring = true }).ToRecord();

        Assert.Throws<RuntimeFailure>(() => ResctrlGroup.Of(monitored, ["L3:0=3"]));
        Assert.Throws<RuntimeFailure>(() => ResctrlGroup.Of([], ["L3:0=3"]));
        Assert.Throws<RuntimeFailure>(() => ResctrlGroup.Of([new ResctrlDirectory($"{_root}/gold", 1)], ["L3:0=3"]));
    }

    private ResctrlGroup Choose(IntelRdtSpec rdt) => ResctrlGroup.Choose(_root, Id, rdt);

    private ResctrlGroup Made(IntelRdtSpec rdt)
    {
        ResctrlGroup group = Choose(rdt);
        group.Make([]);
        return group;
    }

    private void Fill(string group, string schemata = "")
    {
        Directory.CreateDirectory($"{_root}/{group}");
        File.WriteAllText($"{_root}/{group}/tasks", "");
        File.WriteAllText($"{_root}/{group}/schemata", schemata);
    }
}
