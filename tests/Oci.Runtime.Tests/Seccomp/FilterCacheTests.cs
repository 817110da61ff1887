using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Oci.Runtime.Seccomp;
using Xunit;

namespace Oci.Runtime.Tests.Seccomp;

/// <summary>Compiled filters on disk: what is believed, and what is not.</summary>
[SupportedOSPlatform("linux")]
public sealed class FilterCacheTests : IDisposable
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersDirectory = OwnersFile | UnixFileMode.UserExecute;
    private static readonly byte[] Key = Sha256.Hash("key"u8);
    private static readonly byte[] Program = MemoryMarshal.AsBytes<FilterInstruction>([FilterInstruction.Ends(Profiles.Allow)]).ToArray();

    private readonly string _root = Directory.CreateTempSubdirectory("oci-filters-").FullName;

    private string Cache => Path.Combine(_root, FilterCache.DirectoryName);

    private string Entry => Path.Combine(Cache, Convert.ToHexStringLower(Key));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_was_stored_is_found_by_its_key_alone()
    {
        Assert.Null(FilterCache.TryRead(_root, Key));
        FilterCache.Store(_root, Key, Program);

        Assert.Equal(Program, FilterCache.TryRead(_root, Key));
        Assert.Null(FilterCache.TryRead(_root, Sha256.Hash("other key"u8)));
        Assert.Equal((OwnersDirectory, OwnersFile), (File.GetUnixFileMode(Cache), File.GetUnixFileMode(Entry)));
        Assert.Equal([Entry], Directory.GetFileSystemEntries(Cache));
    }

    [Fact]
    public void Not_a_bit_of_an_entry_may_differ()
    {
        FilterCache.Store(_root, Key, Program);
        byte[] good = File.ReadAllBytes(Entry);
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(Entry, bad);
            Assert.Null(FilterCache.TryRead(_root, Key));
        }
        File.WriteAllBytes(Entry, good);
        Assert.NotNull(FilterCache.TryRead(_root, Key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(-1)]
    public void An_entry_that_is_cut_short_is_none(int length)
    {
        FilterCache.Store(_root, Key, Program);
        byte[] good = File.ReadAllBytes(Entry);
        File.WriteAllBytes(Entry, good[..(length < 0 ? good.Length - 1 : length)]);

        Assert.Null(FilterCache.TryRead(_root, Key));
    }

    [Fact]
    public void An_entry_of_another_key_under_this_name_is_none()
    {
        byte[] other = Sha256.Hash("other key"u8);
        FilterCache.Store(_root, other, Program);
        File.Move(Path.Combine(Cache, Convert.ToHexStringLower(other)), Entry);

        Assert.Null(FilterCache.TryRead(_root, Key));
    }

    [Fact]
    public void A_program_that_the_kernel_would_not_take_is_none()
    {
        FilterInstruction[] jumpsOut = [FilterInstruction.Skip(1), FilterInstruction.Ends(Profiles.Allow)];
        FilterCache.Store(_root, Key, MemoryMarshal.AsBytes<FilterInstruction>(jumpsOut));

        Assert.Null(FilterCache.TryRead(_root, Key));
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        FilterCache.Store(_root, Key, Program);
        File.Move(Entry, Entry + "-real");
        File.CreateSymbolicLink(Entry, Entry + "-real");

        Assert.Null(FilterCache.TryRead(_root, Key));
    }

    [Fact]
    public void A_directory_that_is_a_link_is_neither_read_nor_written()
    {
        FilterCache.Store(_root, Key, Program);
        Directory.Move(Cache, Cache + "-real");
        Directory.CreateSymbolicLink(Cache, Cache + "-real");
        FilterCache.Store(_root, Sha256.Hash("other key"u8), Program);

        Assert.Null(FilterCache.TryRead(_root, Key));
        Assert.Single(Directory.GetFileSystemEntries(Cache + "-real"));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.SetUser)]
    public void What_others_have_rights_to_is_not_believed(UnixFileMode more)
    {
        FilterCache.Store(_root, Key, Program);
        File.SetUnixFileMode(Entry, OwnersFile | more);
        Assert.Null(FilterCache.TryRead(_root, Key));

        File.SetUnixFileMode(Entry, OwnersFile);
        File.SetUnixFileMode(Cache, OwnersDirectory | more);
        Assert.Null(FilterCache.TryRead(_root, Key));
    }

    [Fact]
    public void The_cache_does_not_grow_without_end()
    {
        for (int i = 0; i <= FilterCache.MostEntries; i++)
            FilterCache.Store(_root, Sha256.Hash([(byte)i]), Program);

        Assert.InRange(Directory.GetFileSystemEntries(Cache).Length, 1, FilterCache.MostEntries);
        Assert.NotNull(FilterCache.TryRead(_root, Sha256.Hash([FilterCache.MostEntries])));
    }

    [Fact]
    public void Where_nothing_can_be_kept_nothing_fails()
    {
        File.WriteAllText(Cache, "in the way");
        FilterCache.Store(_root, Key, Program);
        FilterCache.Store(_root + "/no/such/root", Key, Program);

        Assert.Null(FilterCache.TryRead(_root, Key));
        Assert.Null(FilterCache.TryRead(_root + "/no/such/root", Key));
    }

    [Fact]
    public void Whatever_changes_the_program_changes_the_key()
    {
        string[] profiles =
        [
            """{ "defaultAction": "SCMP_ACT_ALLOW" }""",
            """{ "defaultAction": "SCMP_ACT_LOG" }""",
            """{ "defaultAction": "SCMP_ACT_ERRNO" }""",
            """{ "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 0 }""",
            """{ "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86"] }""",
            Rule(""" "names": ["read"], "action": "SCMP_ACT_ERRNO" """),
            Rule(""" "names": ["read", "write"], "action": "SCMP_ACT_ERRNO" """),
            Rule(""" "names": ["read"], "action": "SCMP_ACT_TRACE" """),
            Rule(""" "names": ["read"], "action": "SCMP_ACT_ERRNO", "errnoRet": 0 """),
            Rule(""" "names": ["read"], "action": "SCMP_ACT_ERRNO", "args": [{"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}] """),
            Rule(""" "names": ["read"], "action": "SCMP_ACT_ERRNO", "args": [{"index": 1, "value": 1, "op": "SCMP_CMP_EQ"}] """),
            Rule(""" "names": ["read"], "action": "SCMP_ACT_ERRNO", "args": [{"index": 0, "value": 1, "op": "SCMP_CMP_NE"}] """),
        ];
        byte[][] keys =
        [
            .. profiles.Select(static text => FilterKey.Of(Profiles.Read(text), "2.5.4", "6.1", 1)),
            FilterKey.Of(Profiles.Read(profiles[0]), "2.6.0", "6.1", 1),
            FilterKey.Of(Profiles.Read(profiles[0]), "2.5.4", "6.2", 1),
            FilterKey.Of(Profiles.Read(profiles[0]), "2.5.4", "6.1", 2),
        ];

        Assert.Equal(keys.Length, keys.Select(Convert.ToHexString).Distinct().Count());
    }

    private static string Rule(string rule) => """{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{""" + rule + "}] }";
}
