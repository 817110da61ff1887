using System.Text;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

public sealed class MountInfoLineTests
{
    [Fact]
    public void A_line_with_two_optional_fields_is_taken_apart()
    {
        Assert.True(MountInfoLine.TryParse(
            "36 35 98:0 /mnt1 /mnt2 rw,noatime shared:7 master:1 - ext3 /dev/root rw,errors=continue"u8, out MountInfoLine line));

        Assert.Equal(36, line.Id);
        Assert.Equal(35, line.ParentId);
        Assert.Equal("98:0"u8, line.Device);
        Assert.Equal("/mnt1"u8, line.Root);
        Assert.Equal("/mnt2"u8, line.MountPoint);
        Assert.Equal("rw,noatime"u8, line.Options);
        Assert.Equal("shared:7 master:1"u8, line.OptionalFields);
        Assert.Equal("ext3"u8, line.FileSystemType);
        Assert.Equal("/dev/root"u8, line.Source);
        Assert.Equal("rw,errors=continue"u8, line.SuperOptions);
    }

    [Fact]
    public void A_line_may_have_no_optional_fields()
    {
        Assert.True(MountInfoLine.TryParse("22 27 0:21 / /proc rw,relatime - proc proc rw"u8, out MountInfoLine line));

        Assert.True(line.OptionalFields.IsEmpty);
        Assert.Equal("proc"u8, line.FileSystemType);
        Assert.Equal("rw"u8, line.SuperOptions);
    }

    [Fact]
    public void A_source_may_be_empty()
    {
        Assert.True(MountInfoLine.TryParse("22 27 0:21 / /x rw - tmpfs  rw,size=4k"u8, out MountInfoLine line));

        Assert.True(line.Source.IsEmpty);
        Assert.Equal("rw,size=4k"u8, line.SuperOptions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("22 27 0:21 / /proc rw,relatime proc proc rw")]
    [InlineData("22 27 0:21 / /proc - proc proc rw")]
    [InlineData("x 27 0:21 / /proc rw - proc proc rw")]
    [InlineData("22 2x 0:21 / /proc rw - proc proc rw")]
    [InlineData("99999999999 27 0:21 / /proc rw - proc proc rw")]
    [InlineData("22 27 0:21 / /proc rw - ")]
    public void Anything_else_is_not_a_line_of_mountinfo(string text) =>
        Assert.False(MountInfoLine.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData(@"/plain", "/plain")]
    [InlineData(@"/with\040space", "/with space")]
    [InlineData(@"\011\012\134\043", "\t\n\\#")]
    [InlineData(@"/\134040", @"/\040")]
    [InlineData(@"/naïve\040ü", "/naïve ü")]
    [InlineData(@"/\303\274", "/ü")]
    [InlineData(@"/short\04", @"/short\04")]
    [InlineData(@"/octal\089", @"/octal\089")]
    [InlineData(@"/large\400", @"/large\400")]
    [InlineData(@"/end\", @"/end\")]
    public void Octal_escapes_are_undone_and_nothing_else(string field, string expected) =>
        Assert.Equal(expected, MountInfoLine.Unescape(Encoding.UTF8.GetBytes(field)));

    [Fact]
    public void A_field_longer_than_the_stack_buffer_is_unescaped_too()
    {
        string name = new('a', 2000);

        Assert.Equal($"/{name} {name}", MountInfoLine.Unescape(Encoding.UTF8.GetBytes($@"/{name}\040{name}")));
    }
}
