using System;
using System.Text;
using CsCheck;
using Oci.Runtime.State;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.State;

public sealed class ContainerRecordTests
{
    private static readonly ContainerRecord Full = new()
    {
        Id = "ä+1",
        OciVersion = "1.3.0",
        Bundle = "/bundles/\"quoted\" \\ and 𝄞",
        Rootfs = "/rootfs\n",
        Created = new DateTimeOffset(2024, 2, 29, 23, 59, 59, 999, TimeSpan.Zero).AddTicks(1),
        Phase = RecordPhase.Created,
        Maker = new ProcessIdentity(4_194_304, ulong.MaxValue),
        Init = new ProcessIdentity(2, 1),
        SharesPids = true,
        Cgroups = [new CgroupDirectory("/sys/fs/cgroup/a", 0, CgroupRole.Parent),
            new CgroupDirectory("/b", ulong.MaxValue, CgroupRole.Own)],
        Unit = new UnitRecord("a-b.scope", true, "container \"a\""),
        Resctrl = [new ResctrlDirectory("/sys/fs/resctrl/a", 0), new ResctrlDirectory("/r/mon_groups/a", 7)],
        ResctrlGroup = "/sys/fs/resctrl/a",
        RootMount = new HostMount("/run/a/mounts", ulong.MaxValue),
        Annotations = [new NamedValue("b", ""), new NamedValue("a/~", "1"), new NamedValue("a", "𝄞")],
        Hooks = new KeptHooks(
            HasStartContainer: true,
            [new HookSpec { Path = "/a \"b\"" }],
            [
                new HookSpec { Path = "/𝄞", Args = ["", "ä\n"], Env = ["A=", "B=𝄞"], TimeoutSeconds = long.MaxValue },
                new HookSpec { Path = "/c", TimeoutSeconds = 1 },
            ]),
    };

    private static readonly ContainerRecord Least = new()
    {
        Id = "a",
        OciVersion = "1",
        Bundle = "/",
        Rootfs = "/",
        Created = DateTimeOffset.UnixEpoch,
        Phase = RecordPhase.Creating,
        Maker = new ProcessIdentity(1, 0),
    };

    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        Assert.Equal(Full, Read(Full.ToJson()));
        Assert.Equal(Least, Read(Least.ToJson()));
    }

    [Fact]
    public void Hooks_that_no_later_command_runs_are_not_kept()
    {
        HookSpec hook = new() { Path = "/a" };

        Assert.Null(KeptHooks.Of(null));
        Assert.Null(KeptHooks.Of(new HooksSpec { Prestart = [hook], CreateRuntime = [hook], CreateContainer = [hook] }));
        Assert.Equal(new KeptHooks(true, [], []), KeptHooks.Of(new HooksSpec { StartContainer = [hook] }));
        Assert.Equal(new KeptHooks(false, [hook], []), KeptHooks.Of(new HooksSpec { Poststart = [hook] }));
        Assert.Equal(new KeptHooks(false, [], [hook]), KeptHooks.Of(new HooksSpec { Poststop = [hook] }));
    }

    [Fact]
    public void A_property_that_is_unknown_is_passed_over() =>
        Assert.Equal(Full, Read(Replaced("\"phase\"", "\"new\": {\"deep\": [1, {}]}, \"phase\"")));

    [Fact]
    public void A_record_from_before_there_were_units_has_none()
    {
        ContainerRecord without = Full with { Unit = null };

        Assert.DoesNotContain("unit", Encoding.UTF8.GetString(without.ToJson()));
        Assert.Equal(without, Read(without.ToJson()));
    }

    [Fact]
    public void A_record_from_before_there_were_groups_in_resctrl_has_none()
    {
        ContainerRecord without = Full with { Resctrl = [], ResctrlGroup = null };

        Assert.DoesNotContain("resctrl", Encoding.UTF8.GetString(without.ToJson()));
        Assert.Equal(without, Read(without.ToJson()));
    }

    [Fact]
    public void A_record_that_was_cut_off_anywhere_is_damaged()
    {
        byte[] json = Full.ToJson();
        for (int length = 0; length < json.Length; length++)
            AssertDamaged(json.AsSpan(0, length).ToArray());
    }

    [Theory]
    [InlineData("\"formatVersion\":1", "\"formatVersion\":0")]
    [InlineData("\"formatVersion\":1,", "")]
    [InlineData("\"id\":", "\"name\":")]
    [InlineData("\"bundle\":", "\"bundel\":")]
    [InlineData("\"ociVersion\":\"1.3.0\"", "\"ociVersion\":null")]
    [InlineData("\"ociVersion\":\"1.3.0\"", "\"ociVersion\":13")]
    [InlineData("\"sharesPids\":true", "\"sharesPids\":1")]
    [InlineData("\"phase\":\"created\"", "\"phase\":\"half\"")]
    [InlineData("\"init\":{\"pid\":2,\"startTime\":1}", "\"init\":5")]
    [InlineData("\"init\":{\"pid\":2,\"startTime\":1}", "\"init\":null")]
    [InlineData("\"init\":{\"pid\":2,", "\"init\":{")]
    [InlineData("\"id\":\"", "\"id\":\"\",\"old\":\"")]
    [InlineData("\"maker\":{\"pid\":4194304,", "\"maker\":{\"pid\":0,")]
    [InlineData("\"annotations\":{\"b\":\"\"", "\"annotations\":{\"b\":null")]
    [InlineData("\"init\":{\"pid\":2,", "\"init\":{\"pid\":-1,")]
    [InlineData("\"init\":{\"pid\":2,", "\"init\":{\"pid\":4294967298,")]
    [InlineData("\"cgroups\":[", "\"cgroups\":[7,")]
    [InlineData("\"cgroups\":[", "\"cgroups\":[{},")]
    [InlineData("\"cgroups\":[", "\"cgroups\":[{\"path\":\"cgroup\",\"inode\":2,\"role\":0},")]
    [InlineData("\"cgroups\":[", "\"cgroups\":[{\"path\":\"/a\\u0000b\",\"inode\":2,\"role\":0},")]
    [InlineData("\"cgroups\":[", "\"cgroups\":[{\"path\":\"/sys/fs/cgroup\",\"inode\":1,\"role\":0},")]
    [InlineData("\"resctrl\":[", "\"resctrl\":[{\"path\":\"resctrl\",\"inode\":2},")]
    [InlineData("\"rootMount\":{\"path\":\"/", "\"rootMount\":{\"path\":\"\\u0000/")]
    [InlineData("\"resctrl\":[", "\"resctrl\":[7,")]
    [InlineData("\"resctrl\":[", "\"resctrl\":[{\"inode\":1},")]
    [InlineData("\"rootMount\":{\"path\"", "\"rootMount\":{\"place\"")]
    [InlineData("\"rootMount\":{\"path\":\"/run/a/mounts\",\"id\":", "\"rootMount\":{\"path\":\"/run/a/mounts\",\"number\":")]
    [InlineData("\"createdTicks\":", "\"createdTicks\":9")]
    [InlineData("\"hooks\":{", "\"hooks\":[{")]
    [InlineData("\"startContainer\":true", "\"startContainer\":1")]
    [InlineData("\"path\":\"/c\"", "\"path\":\"c\"")]
    [InlineData("\"path\":\"/c\",", "")]
    [InlineData("\"timeout\":1", "\"timeout\":0")]
    [InlineData("\"poststop\":[", "\"poststop\":[null,")]
    [InlineData("\"args\":[\"\",", "\"args\":[7,")]
    public void What_no_runtime_of_this_format_writes_is_damaged(string original, string replacement) =>
        AssertDamaged(Replaced(original, replacement));

    [Fact]
    public void A_record_of_a_later_version_is_said_to_be_one()
    {
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => Read(Replaced("\"formatVersion\":1", "\"formatVersion\":2")));
        Assert.Equal("read the record /state/record.json: a later version of the runtime wrote it", failure.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"id\":\"a\"}")]
    public void Other_documents_are_damaged(string json) => AssertDamaged(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void What_follows_a_record_is_damage() => AssertDamaged([.. Full.ToJson(), (byte)'{']);

    [Fact]
    public void Whatever_the_bytes_a_failure_says_so() => Gen.Byte.Array[0, 60].Sample(FailsOnlyAsRuntimeFailure);

    [Fact]
    public void Whatever_byte_is_changed_a_failure_says_so()
    {
        byte[] json = Full.ToJson();
        Gen.Select(Gen.Int[0, json.Length - 1], Gen.Byte).Sample((place, value) =>
        {
            byte[] changed = [.. json];
            changed[place] = value;
            FailsOnlyAsRuntimeFailure(changed);
        });
    }

    private static void FailsOnlyAsRuntimeFailure(byte[] json)
    {
        try
        {
            _ = Read(json);
        }
        catch (RuntimeFailure)
        {
        }
    }

    private static void AssertDamaged(byte[] json)
    {
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => Read(json));
        Assert.StartsWith("read the record /state/record.json: it is damaged", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Replaced(string original, string replacement)
    {
        string json = Encoding.UTF8.GetString(Full.ToJson());
        Assert.Contains(original, json, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(json.Replace(original, replacement, StringComparison.Ordinal));
    }

    private static ContainerRecord Read(byte[] json) => ContainerRecord.FromJson(json, "/state/record.json");
}
