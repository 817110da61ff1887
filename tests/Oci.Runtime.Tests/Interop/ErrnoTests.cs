using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Oci.Runtime.Interop;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

public sealed class ErrnoTests
{
    [Theory]
    [InlineData(2, "no such file or directory (ENOENT)")]
    [InlineData(13, "permission denied (EACCES)")]
    [InlineData(95, "operation not supported (EOPNOTSUPP)")]
    [InlineData(4095, "unknown error (errno 4095)")]
    public void A_number_is_described_by_text_and_name(int errno, string text) => Assert.Equal(text, Errno.Describe(errno));

    [Fact]
    public void Every_constant_has_the_name_that_it_is_called_by()
    {
        IEnumerable<FieldInfo> constants = typeof(Errno)
            .GetFields(BindingFlags.Public | BindingFlags.Static).Where(static field => field.IsLiteral);

        Assert.NotEmpty(constants);
        Assert.All(constants, static constant => Assert.Equal(constant.Name, Errno.NameOf((int)constant.GetRawConstantValue()!)));
    }

    [Fact]
    public void No_two_numbers_have_one_name()
    {
        string[] names = [.. Enumerable.Range(1, 133).Select(Errno.NameOf)];

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void A_failed_call_becomes_a_failure_with_its_number()
    {
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => Files.Open("/does/not/exist", Files.ReadOnly));

        Assert.Equal("open /does/not/exist: no such file or directory (ENOENT)", failure.Message);
        Assert.Equal(Errno.ENOENT, failure.Errno);
    }
}
