using Oci.Runtime.Security;
using Xunit;

namespace Oci.Runtime.Tests.Security;

public sealed class ResourceLimitsTests
{
    // asm-generic/resource.h
    [Theory]
    [InlineData("RLIMIT_CPU", 0)]
    [InlineData("RLIMIT_FSIZE", 1)]
    [InlineData("RLIMIT_DATA", 2)]
    [InlineData("RLIMIT_STACK", 3)]
    [InlineData("RLIMIT_CORE", 4)]
    [InlineData("RLIMIT_RSS", 5)]
    [InlineData("RLIMIT_NPROC", 6)]
    [InlineData("RLIMIT_NOFILE", 7)]
    [InlineData("RLIMIT_MEMLOCK", 8)]
    [InlineData("RLIMIT_AS", 9)]
    [InlineData("RLIMIT_LOCKS", 10)]
    [InlineData("RLIMIT_SIGPENDING", 11)]
    [InlineData("RLIMIT_MSGQUEUE", 12)]
    [InlineData("RLIMIT_NICE", 13)]
    [InlineData("RLIMIT_RTPRIO", 14)]
    [InlineData("RLIMIT_RTTIME", 15)]
    [InlineData("RLIMIT_NONE", -1)]
    [InlineData("NOFILE", -1)]
    [InlineData("", -1)]
    public void A_limit_is_its_number(string name, int number) => Assert.Equal(number, ResourceLimits.NumberOf(name));
}
