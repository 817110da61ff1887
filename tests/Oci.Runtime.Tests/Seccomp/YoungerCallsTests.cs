using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Oci.Runtime.Interop;
using Oci.Runtime.Seccomp;
using Xunit;
using static Oci.Runtime.Tests.Seccomp.Profiles;

namespace Oci.Runtime.Tests.Seccomp;

/// <summary>Calls younger than the profile get ENOSYS, so that programs fall back to older ones.</summary>
public sealed class YoungerCallsTests
{
    private const int NotImplemented = 38;

    [Theory]
    [InlineData("SCMP_ACT_ERRNO")]
    [InlineData("SCMP_ACT_KILL")]
    [InlineData("SCMP_ACT_KILL_PROCESS")]
    [InlineData("SCMP_ACT_TRAP")]
    public void Above_the_largest_number_of_the_profile_the_answer_is_ENOSYS(string defaultAction)
    {
        byte[] filter = Compile(Allowing(defaultAction, "read", "statx"));
        int largest = NumberOf(LibSeccomp.NativeArchitecture, "statx");
        uint native = LibSeccomp.NativeArchitecture;

        Assert.Equal(Allow, Answer(filter, native, largest));
        Assert.Equal(Errno(NotImplemented), Answer(filter, native, largest + 1));
        Assert.Equal(Errno(NotImplemented), Answer(filter, native, 0x3FFF_FFFF));
        Assert.NotEqual(Errno(NotImplemented), Answer(filter, native, largest - 1));
    }

    [Theory]
    [InlineData("SCMP_ACT_LOG")]
    [InlineData("SCMP_ACT_TRACE")]
    public void What_lets_calls_pass_lets_younger_ones_pass_too(string defaultAction)
    {
        byte[] filter = Compile(Allowing(defaultAction, "read"));

        Assert.NotEqual(Errno(NotImplemented), Answer(filter, LibSeccomp.NativeArchitecture, 5000));
    }

    [Fact]
    public void Refused_calls_count_as_known()
    {
        byte[] filter = Compile("""
            { "defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
              { "names": ["read"], "action": "SCMP_ACT_ALLOW" }, { "names": ["openat2"], "action": "SCMP_ACT_ERRNO" }] }
            """);

        Assert.Equal(Errno(1), Answer(filter, "openat2"));
        Assert.Equal(Errno(1), Answer(filter, "statx"));
    }

    [Fact]
    public void Each_architecture_has_its_own_largest_number()
    {
        Assert.SkipUnless(LibSeccomp.NativeArchitecture == FilterArchitecture.X64, "written for x86-64");
        byte[] filter = Compile("""
            { "defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
              "syscalls": [{ "names": ["read", "statx"], "action": "SCMP_ACT_ALLOW" }] }
            """);

        foreach (uint architecture in (uint[])[FilterArchitecture.X64, X86, FilterArchitecture.X32])
        {
            int statx = NumberOf(architecture, "statx") | (architecture == FilterArchitecture.X32 ? 0x40000000 : 0);
            Assert.Equal(Allow, Answer(filter, architecture, statx));
            Assert.Equal(Errno(NotImplemented), Answer(filter, architecture, statx + 1));
            Assert.Equal(Errno(1), Answer(filter, architecture, statx - 1));
        }
    }

    [Fact]
    public void Without_x32_its_calls_are_left_to_the_filter()
    {
        Assert.SkipUnless(LibSeccomp.NativeArchitecture == FilterArchitecture.X64, "written for x86-64");
        byte[] filter = Compile(Allowing("SCMP_ACT_ERRNO", "read"));

        Assert.Equal(KillThread, Answer(filter, FilterArchitecture.X32, 0x40000000 + 500));
    }

    [Fact]
    public void On_s390_the_call_0_is_none()
    {
        byte[] filter = [.. Bytes(YoungerCalls.Answer(new Dictionary<uint, uint> { [FilterArchitecture.S390X] = 300 })),
            .. Bytes([FilterInstruction.Ends(Allow)])];

        Assert.Equal(Errno(NotImplemented), Answer(filter, FilterArchitecture.S390X, 0));
        Assert.Equal(Allow, Answer(filter, FilterArchitecture.S390X, 1));
        Assert.Equal(Errno(NotImplemented), Answer(filter, FilterArchitecture.S390X, 301));
        Assert.Equal(Allow, Answer(filter, FilterArchitecture.X64, 301));
    }

    [Fact]
    public void With_ENOSYS_as_the_default_the_rule_is_not_needed() => Assert.False(YoungerCalls.AreRefusedBy(Errno(NotImplemented)));

    private static byte[] Bytes(List<FilterInstruction> program) => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(program)).ToArray();

    private static string Allowing(string defaultAction, params string[] names) => $$"""
        { "defaultAction": "{{defaultAction}}",
          "syscalls": [{ "names": ["{{string.Join("\", \"", names)}}"], "action": "SCMP_ACT_ALLOW" }] }
        """;
}
