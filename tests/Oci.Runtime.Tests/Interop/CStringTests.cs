using System;
using System.Runtime.InteropServices;
using System.Text;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

public sealed unsafe class CStringTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/a/b")]
    [InlineData("ä€𝄞")]
    public void Text_is_UTF8_and_ends_with_NUL(string text) => Assert.Equal(text, AsTheKernelReads(text));

    [Theory]
    [InlineData(83)]
    [InlineData(84)]
    [InlineData(85)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(5000)]
    public void Text_may_be_longer_than_the_room_on_the_stack(int length)
    {
        string text = new('€', length);

        Assert.Equal(text, AsTheKernelReads(text));
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("/etc/passwd\0.txt")]
    [InlineData("end\0")]
    public void A_NUL_would_end_the_text_early_and_is_refused(string text)
    {
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => AsTheKernelReads(text));
        Assert.Equal(text.Replace("\0", "\\0", StringComparison.Ordinal), failure.Subject);
        Assert.Throws<RuntimeFailure>(() => CString.ToArray(text));
        Assert.Throws<RuntimeFailure>(() => new StringVector(["before", text]));
    }

    [Fact]
    public void Bytes_on_the_heap_end_with_NUL_too() => Assert.Equal([.. Encoding.UTF8.GetBytes("ä"), 0], CString.ToArray("ä"));

    private static string? AsTheKernelReads(string text)
    {
        Span<byte> scratch = stackalloc byte[CString.StackSize];
        scratch.Fill(0xFF);
        fixed (byte* bytes = new CString(text, scratch))
            return Marshal.PtrToStringUTF8((nint)bytes);
    }
}
