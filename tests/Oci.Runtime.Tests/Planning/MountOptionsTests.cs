using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Oci.Runtime.Interop;
using Oci.Runtime.Planning;
using Oci.Spec;
using Xunit;
using static Oci.Runtime.Interop.MountAttributes;

namespace Oci.Runtime.Tests.Planning;

/// <summary>The table of config.md, Linux mount options, and what several options come to.</summary>
public sealed class MountOptionsTests
{
    private static readonly (string Name, MountAttributes Set, MountAttributes Clear)[] Attributes =
    [
        ("ro", ReadOnly, None), ("rw", None, ReadOnly),
        ("nosuid", NoSuid, None), ("suid", None, NoSuid),
        ("nodev", NoDev, None), ("dev", None, NoDev),
        ("noexec", NoExec, None), ("exec", None, NoExec),
        ("nosymfollow", NoSymlinkFollow, None), ("symfollow", None, NoSymlinkFollow),
        ("nodiratime", NoDirectoryAccessTime, None), ("diratime", None, NoDirectoryAccessTime),
        ("noatime", NoAccessTime, AccessTimeMask), ("atime", None, AccessTimeMask),
        ("relatime", None, AccessTimeMask), ("strictatime", StrictAccessTime, AccessTimeMask),
    ];

    private static readonly string[] NothingToDo =
        ["defaults", "norelatime", "nostrictatime", "rnorelatime", "rnostrictatime", "iversion", "noiversion", "silent", "loud", ""];

    private static readonly string[] Propagations =
        ["private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable"];

    // fsconfig(2) takes these by the name they have here.
    private static readonly string[] OfSuperBlock = ["sync", "async", "dirsync", "lazytime", "nolazytime", "mand", "nomand"];

    public static TheoryData<string, uint, uint> AttributeRows =>
        [.. Attributes.Select(static row => (row.Name, (uint)row.Set, (uint)row.Clear))];

    public static TheoryData<string> EmptyRows => [.. NothingToDo];

    public static TheoryData<string> PropagationRows => [.. Propagations];

    public static TheoryData<string> SuperBlockRows => [.. OfSuperBlock];

    [Theory]
    [MemberData(nameof(AttributeRows))]
    public void An_attribute_is_set_or_cleared_on_the_mount_alone(string name, uint set, uint clear) =>
        Assert.Equal(new MountOptions { Set = (MountAttributes)set, Clear = (MountAttributes)clear }, Parse(name));

    [Theory]
    [MemberData(nameof(AttributeRows))]
    public void With_an_r_before_it_an_attribute_is_for_the_whole_tree(string name, uint set, uint clear) => Assert.Equal(
        new MountOptions { SetRecursive = (MountAttributes)set, ClearRecursive = (MountAttributes)clear }, Parse($"r{name}"));

    [Theory]
    [MemberData(nameof(EmptyRows))]
    public void An_option_without_effect_here_reaches_no_file_system(string name) =>
        Assert.Equal(new MountOptions(), Parse(name));

    [Theory]
    [MemberData(nameof(PropagationRows))]
    public void A_propagation_is_kept_by_its_name(string name) =>
        Assert.Equal(new MountOptions { Propagation = [name] }, Parse(name));

    [Theory]
    [MemberData(nameof(SuperBlockRows))]
    public void An_option_of_the_super_block_goes_to_the_file_system(string name) =>
        Assert.Equal(new MountOptions { Data = [name] }, Parse(name));

    [Fact]
    public void The_other_options_have_a_meaning_of_their_own()
    {
        Assert.Equal(new MountOptions { IsBind = true }, Parse("bind"));
        Assert.Equal(new MountOptions { IsBind = true, IsRecursiveBind = true }, Parse("rbind"));
        Assert.Equal(new MountOptions { IsRemount = true }, Parse("remount"));
        Assert.Equal(new MountOptions { CopyUp = true }, Parse("tmpcopyup"));
        Assert.Equal(new MountOptions { IdMap = "idmap" }, Parse("idmap"));
        Assert.Equal(new MountOptions { IdMap = "ridmap" }, Parse("ridmap"));
    }

    [Fact]
    public void Without_options_nothing_is_changed() => Assert.Equal(new MountOptions(), Parse());

    [Theory]
    [InlineData("mode=755")]
    [InlineData("size=65536k")]
    [InlineData("RO")]
    [InlineData("rmode")]
    [InlineData("rdefaults")]
    [InlineData("rprivate=1")]
    [InlineData("ro ")]
    public void What_is_unknown_goes_to_the_file_system(string option) =>
        Assert.Equal(new MountOptions { Data = [option] }, Parse(option));

    [Fact]
    public void Of_two_opposites_the_later_wins()
    {
        Assert.Equal(new MountOptions { Clear = ReadOnly | NoSuid }, Parse("ro", "nosuid", "rw", "suid"));
        Assert.Equal(new MountOptions { Set = ReadOnly | NoSuid }, Parse("rw", "suid", "ro", "nosuid"));
        Assert.Equal(new MountOptions { ClearRecursive = ReadOnly }, Parse("rro", "rrw"));
    }

    [Theory]
    [InlineData("noatime strictatime", (uint)StrictAccessTime)]
    [InlineData("strictatime noatime", (uint)NoAccessTime)]
    [InlineData("strictatime relatime", 0)]
    [InlineData("noatime atime", 0)]
    [InlineData("strictatime nostrictatime", 0)]
    [InlineData("noatime nostrictatime", (uint)NoAccessTime)]
    [InlineData("noatime norelatime", (uint)NoAccessTime)]
    [InlineData("noatime nodiratime", (uint)(NoAccessTime | NoDirectoryAccessTime))]
    public void A_mode_of_access_times_replaces_the_one_before(string options, uint set)
    {
        string[] names = options.Split(' ');
        MountOptions parsed = Parse(names);
        MountOptions recursive = Parse([.. names.Select(static name => $"r{name}")]);

        Assert.Equal(((MountAttributes)set, AccessTimeMask), (parsed.Set, parsed.Clear));
        Assert.Equal((parsed.Set, parsed.Clear), (recursive.SetRecursive, recursive.ClearRecursive));
    }

    [Fact]
    public void The_mount_and_its_tree_are_independent() => Assert.Equal(
        new MountOptions { Set = ReadOnly, ClearRecursive = ReadOnly, SetRecursive = NoExec }, Parse("ro", "rrw", "rnoexec"));

    [Fact]
    public void Propagations_keep_their_order() =>
        Assert.Equal(["slave", "rshared", "private"], Parse("slave", "nosuid", "rshared", "private").Propagation);

    [Fact]
    public void An_entry_is_split_at_its_commas()
    {
        Assert.Equal(
            new MountOptions { Set = NoSuid, Data = ["mode=755", "size=4k"] }, Parse("mode=755,nosuid,,size=4k,"));
        Assert.Equal(new MountOptions { Propagation = ["slave", "shared"] }, Parse("slave,shared"));
        Assert.Equal(new MountOptions(), Parse(","));
    }

    [Fact]
    public void A_comma_behind_a_backslash_is_part_of_the_option() => Assert.Equal(
        [@"lowerdir=/a\,b:/c", "upperdir=/u"], Parse(@"lowerdir=/a\,b:/c,upperdir=/u").Data);

    [Theory]
    [InlineData("private", (uint)MountPropagation.Private, false)]
    [InlineData("rprivate", (uint)MountPropagation.Private, true)]
    [InlineData("shared", (uint)MountPropagation.Shared, false)]
    [InlineData("rshared", (uint)MountPropagation.Shared, true)]
    [InlineData("slave", (uint)MountPropagation.Slave, false)]
    [InlineData("rslave", (uint)MountPropagation.Slave, true)]
    [InlineData("unbindable", (uint)MountPropagation.Unbindable, false)]
    [InlineData("runbindable", (uint)MountPropagation.Unbindable, true)]
    public void A_propagation_has_a_value_and_a_reach(string name, uint value, bool recursive) =>
        Assert.Equal(((MountPropagation)value, recursive), MountOptions.ParsePropagation(name));

    // fs/namespace.c, build_mount_kattr: of the access times all bits are cleared or none, and a mode is only set
    // where all are cleared. Whatever somebody writes, the kernel must not find our call malformed.
    [Fact]
    public void Whatever_the_options_mount_setattr_accepts_the_sum()
    {
        string[] names = [.. Attributes.Select(static row => row.Name), .. NothingToDo, .. Attributes.Select(static row => $"r{row.Name}")];
        Gen.Int[0, names.Length - 1].Select(index => names[index]).Array[0, 12].Sample(options =>
        {
            MountOptions parsed = Parse(options);
            AssertAcceptable(parsed.Set, parsed.Clear);
            AssertAcceptable(parsed.SetRecursive, parsed.ClearRecursive);
        });
    }

    private static void AssertAcceptable(MountAttributes set, MountAttributes clear)
    {
        Assert.Equal(None, set & clear & ~AccessTimeMask);
        Assert.Contains(clear & AccessTimeMask, new HashSet<MountAttributes> { None, AccessTimeMask });
        Assert.Contains(set & AccessTimeMask, new HashSet<MountAttributes> { None, NoAccessTime, StrictAccessTime });
        if ((set & AccessTimeMask) != None)
            Assert.Equal(AccessTimeMask, clear & AccessTimeMask);
    }

    private static MountOptions Parse(params string[] options) => MountOptions.Parse([.. options.AsSpan()]);
}
