using System.Text;
using Oci.Runtime.Init;
using Xunit;

namespace Oci.Runtime.Tests.Init;

public sealed class PasswdFileTests
{
    private const string File =
        """
        # a comment: without meaning
        root:x:0:0:root:/root:/bin/sh
        short:x:7

        toor:x:0:0::/other:/bin/sh
        signed:x:+5:0::/signed:/bin/sh
        spaced:x: 6:0::/spaced:/bin/sh
        homeless:x:8:8:::/bin/sh
        bare:x:9:9:no shell:/bare
        big:x:4294967295:1::/big:
        huge:x:4294967296:1::/huge:
        ünï:x:10:10::/hömé:
        """;

    [Theory]
    [InlineData(0, "/root")]
    [InlineData(9, "/bare")]
    [InlineData(10, "/hömé")]
    [InlineData(uint.MaxValue, "/big")]
    public void The_home_is_that_of_the_first_entry_with_the_id(uint uid, string home) => Assert.Equal(home, Home(File, uid));

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Without_an_entry_or_a_home_in_it_there_is_none(uint uid) => Assert.Null(Home(File, uid));

    [Theory]
    [InlineData("root", 0, 0)]
    [InlineData("bare", 9, 9)]
    [InlineData("ünï", 10, 10)]
    public void A_user_is_found_by_name(string name, uint uid, uint gid) =>
        Assert.Equal((uid, gid), PasswdFile.Find(Encoding.UTF8.GetBytes(File), name));

    [Theory]
    [InlineData("nobody")]
    [InlineData("short")]
    [InlineData("signed")]
    [InlineData("huge")]
    public void A_user_without_a_whole_entry_is_not_found(string name) =>
        Assert.Null(PasswdFile.Find(Encoding.UTF8.GetBytes(File), name));

    [Theory]
    [InlineData("staff", 50u)]
    [InlineData("last", 7u)]
    [InlineData("none", null)]
    [InlineData("broken", null)]
    public void A_group_is_found_by_name(string name, uint? gid) =>
        Assert.Equal(gid, PasswdFile.FindGroup("staff:x:50:a,b\nbroken:x:x:\nlast:x:7"u8, name));

    [Fact]
    public void A_file_may_be_empty_or_no_text_at_all()
    {
        Assert.Null(Home("", 0));
        Assert.Null(Home("\0\n:::\n::0", 0));
        Assert.Null(Home("a:x:0:0::/a\0b:", 0));
    }

    [Theory]
    [InlineData(0, "root")]
    [InlineData(7, "short")]
    public void The_name_is_that_of_the_first_entry_with_the_id(uint uid, string name) =>
        Assert.Equal(name, PasswdFile.NameOf(Encoding.UTF8.GetBytes(File), uid));

    private static string? Home(string file, uint uid) => PasswdFile.HomeOf(Encoding.UTF8.GetBytes(file), uid);
}
