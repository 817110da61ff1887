using System;
using System.Linq;
using System.Text;
using CsCheck;
using Oci.Runtime.Seccomp;
using Xunit;

namespace Oci.Runtime.Tests.Seccomp;

public sealed class Sha256Tests
{
    // NIST, "Examples with intermediate values" for SHA-256; the last is a million letters.
    [Theory]
    [InlineData("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    [InlineData("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")]
    public void The_hash_is_the_standards(string text, int times, string hash) =>
        Assert.Equal(hash, Convert.ToHexStringLower(Sha256.Hash(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, times))))));

    [Fact]
    public void Every_length_is_hashed_as_the_class_library_does() => Gen.Byte.Array[0, 300].Sample(static data =>
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(data), Sha256.Hash(data)));
}
