using System;
using System.Linq;
using System.Text;
using CsCheck;
using Oci.Runtime.State;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.State;

public sealed class RecordRemainsTests
{
    private static readonly ContainerRecord Whole = new()
    {
        Id = "a",
        OciVersion = "1.3.0",
        Bundle = "/bundle \"quoted\" 𝄞",
        Rootfs = "/rootfs",
        Created = DateTimeOffset.UnixEpoch.AddDays(1),
        Phase = RecordPhase.Created,
        Maker = new ProcessIdentity(123, 456),
        Init = new ProcessIdentity(12345, 67890),
        SharesPids = true,
        Cgroups = [new CgroupDirectory("/cgroup/cpu", 11, CgroupRole.Parent), new CgroupDirectory("/cgroup/cpu/a", 12, CgroupRole.Own),
            new CgroupDirectory("/cgroup/pids/a", 1345, CgroupRole.Foreign)],
        Resctrl = [new ResctrlDirectory("/resctrl/a", 21)],
        RootMount = new HostMount("/run/a/mounts", 4294967297),
        Annotations = [new NamedValue("init", "{}"), new NamedValue("b", "c")],
    };

    [Fact]
    public void Of_a_record_that_was_cut_off_anywhere_every_whole_entry_is_left_and_nothing_else()
    {
        byte[] json = Whole.ToJson();
        string text = Encoding.UTF8.GetString(json);
        for (int length = 0; length <= json.Length; length++)
        {
            ContainerRecord left = RecordRemains.Read(json.AsSpan(0, length));
            bool Holds(string part) =>
                length >= Encoding.UTF8.GetByteCount(text[..(text.IndexOf(part, StringComparison.Ordinal) + part.Length)]);

            Assert.Equal(Holds("\"startTime\":67890}") ? Whole.Init : null, left.Init);
            int cgroups = Whole.Cgroups.Count(cgroup => Holds($"\"inode\":{cgroup.Inode},\"role\":{(int)cgroup.Role}}}"));
            Assert.Equal([.. Whole.Cgroups.Take(cgroups)], left.Cgroups);
            Assert.Equal(Holds("\"inode\":21}") ? Whole.Resctrl : [], left.Resctrl);
            Assert.Equal(Holds("\"id\":4294967297}") ? Whole.RootMount : null, left.RootMount);
            Assert.Equal(Holds("\"sharesPids\":true"), left.SharesPids);
        }
    }

    [Theory]
    [InlineData("\"startTime\":67890", "\"startTime\":0")]
    [InlineData(",\"startTime\":67890", "")]
    [InlineData("\"pid\":12345", "\"pid\":\"12345\"")]
    [InlineData("\"pid\":12345", "\"pid\":-5")]
    [InlineData("\"pid\":12345", "\"pid\":4294967297")]
    public void A_process_without_its_start_time_is_none(string original, string replacement)
    {
        ContainerRecord left = Changed(original, replacement);
        Assert.Null(left.Init);
        Assert.Equal(Whole.Cgroups, left.Cgroups);
    }

    [Theory]
    [InlineData("\"inode\":12,", "\"inode\":0,")]
    [InlineData("\"inode\":12,", "\"inode\":1,")]
    [InlineData("\"path\":\"/cgroup/cpu/a\"", "\"path\":\"/cgroup/cpu/a\\u0000\"")]
    [InlineData("\"inode\":12,", "")]
    [InlineData("\"inode\":12,\"role\":0", "\"inode\":12,\"role\":7")]
    [InlineData("\"inode\":12,\"role\":0", "\"inode\":12")]
    [InlineData("\"path\":\"/cgroup/cpu/a\"", "\"path\":\"\"")]
    [InlineData("\"path\":\"/cgroup/cpu/a\"", "\"path\":[[7]]")]
    public void A_cgroup_without_its_inode_role_or_path_is_none(string original, string replacement)
    {
        ContainerRecord left = Changed(original, replacement);
        Assert.Equal([Whole.Cgroups[0], Whole.Cgroups[2]], left.Cgroups);
        Assert.Equal(Whole.Init, left.Init);
    }

    [Theory]
    [InlineData("\"formatVersion\":1", "\"formatVersion\":2")]
    [InlineData("\"formatVersion\":1,", "")]
    public void Of_another_format_nothing_is_taken(string original, string replacement)
    {
        ContainerRecord left = Changed(original, replacement);
        Assert.Null(left.Init);
        Assert.Equal([], left.Cgroups);
    }

    [Fact]
    public void Whatever_the_bytes_it_does_not_fail() => Gen.Byte.Array[0, 60].Sample(static json => _ = RecordRemains.Read(json));

    [Fact]
    public void Whatever_byte_is_changed_it_does_not_fail()
    {
        byte[] json = Whole.ToJson();
        Gen.Select(Gen.Int[0, json.Length - 1], Gen.Byte).Sample((place, value) =>
        {
            byte[] changed = [.. json];
            changed[place] = value;
            _ = RecordRemains.Read(changed);
        });
    }

    private static ContainerRecord Changed(string original, string replacement)
    {
        string text = Encoding.UTF8.GetString(Whole.ToJson());
        Assert.Contains(original, text);
        return RecordRemains.Read(Encoding.UTF8.GetBytes(text.Replace(original, replacement, StringComparison.Ordinal)));
    }
}
