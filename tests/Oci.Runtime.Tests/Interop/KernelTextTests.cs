using System;
using System.IO;
using System.Linq;
using System.Text;
using CsCheck;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

public sealed class KernelTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("ä€𝄞 🐳\uD83D\uDC80")]
    public void Text_is_UTF8(string text)
    {
        Assert.Equal(text, KernelText.Decode(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(Encoding.UTF8.GetBytes(text), Encode(text));
    }

    [Fact]
    public void Any_bytes_come_back_as_they_were() =>
        Gen.Byte.Array[0, 40].Sample(bytes => Encode(KernelText.Decode(bytes)).AsSpan().SequenceEqual(bytes));

    [Fact]
    public void A_file_whose_name_is_no_text_is_found_and_removed()
    {
        string directory = Directory.CreateTempSubdirectory("oci-names-").FullName;
        try
        {
            using Fd place = Files.Open(directory, Files.ReadOnly | Files.Directory);
            string name = KernelText.Decode([(byte)'a', 0xFF, 0xC3, (byte)'z']);
            Assert.True(Files.MakeDirectory(place.Value, name, 0x1ED));

            Assert.Equal([name], Files.Names(place, directory));
            Assert.Equal(0, Files.TryRemove(place.Value, name, isDirectory: true));

            Assert.Empty(Directory.EnumerateFileSystemEntries(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static byte[] Encode(string text)
    {
        byte[] target = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return [.. target.Take(KernelText.Encode(text, target))];
    }
}
