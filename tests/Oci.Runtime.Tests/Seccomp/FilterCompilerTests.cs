using System;
using System.Linq;
using Oci.Runtime.Interop;
using Oci.Runtime.Seccomp;
using Xunit;
using static Oci.Runtime.Tests.Seccomp.Profiles;

namespace Oci.Runtime.Tests.Seccomp;

/// <summary>Profiles, compiled by libseccomp and asked what they say of calls.</summary>
public sealed class FilterCompilerTests
{
    [Theory]
    [InlineData("SCMP_ACT_KILL", "", KillThread)]
    [InlineData("SCMP_ACT_KILL_THREAD", "", KillThread)]
    [InlineData("SCMP_ACT_KILL_PROCESS", "", KillProcess)]
    [InlineData("SCMP_ACT_TRAP", "", Trap)]
    [InlineData("SCMP_ACT_ERRNO", "", 0x00050001)]
    [InlineData("SCMP_ACT_ERRNO", ", \"errnoRet\": 77", 0x0005004D)]
    [InlineData("SCMP_ACT_ERRNO", ", \"errnoRet\": 0", 0x00050000)]
    [InlineData("SCMP_ACT_TRACE", "", 0x7FF00001)]
    [InlineData("SCMP_ACT_TRACE", ", \"errnoRet\": 65535", 0x7FF0FFFF)]
    [InlineData("SCMP_ACT_LOG", "", 0x7FFC0000)]
    [InlineData("SCMP_ACT_NOTIFY", "", 0x7FC00000)]
    public void An_action_is_what_the_filter_answers(string action, string more, uint answer)
    {
        byte[] filter = Compile($$"""
            { "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "/l",
              "syscalls": [{ "names": ["mkdirat", "chdir"], "action": "{{action}}"{{more}} }] }
            """);

        Assert.Equal(answer, Answer(filter, "mkdirat"));
        Assert.Equal(answer, Answer(filter, "chdir"));
        Assert.Equal(Allow, Answer(filter, "read"));
    }

    [Theory]
    [InlineData("SCMP_ACT_ERRNO", ", \"defaultErrnoRet\": 5", 0x00050005)]
    [InlineData("SCMP_ACT_ERRNO", "", 0x00050001)]
    [InlineData("SCMP_ACT_KILL_PROCESS", "", KillProcess)]
    [InlineData("SCMP_ACT_LOG", "", 0x7FFC0000)]
    public void The_default_is_for_all_calls_without_a_rule(string action, string more, uint answer)
    {
        byte[] filter = Compile($$"""
            { "defaultAction": "{{action}}"{{more}},
              "syscalls": [{ "names": ["read", "openat2"], "action": "SCMP_ACT_ALLOW" }] }
            """);

        Assert.Equal(Allow, Answer(filter, "read"));
        Assert.Equal(answer, Answer(filter, "mkdirat"));
    }

    [Theory]
    [InlineData("EQ", 5, 0, 5, 4)]
    [InlineData("EQ", 0x1_0000_0005, 0, 0x1_0000_0005, 5)]
    [InlineData("NE", 5, 0, 0x1_0000_0005, 5)]
    [InlineData("LT", 0x1_0000_0000, 0, 0xFFFF_FFFF, 0x1_0000_0000)]
    [InlineData("LE", 7, 0, 7, 8)]
    [InlineData("GE", 7, 0, 7, 6)]
    [InlineData("GT", 0xFFFF_FFFF, 0, 0x1_0000_0000, 0xFFFF_FFFF)]
    [InlineData("MASKED_EQ", 0xF0, 0x30, 0x1234_0000_0000_0031, 0x43)]
    [InlineData("MASKED_EQ", 0xFFFF_0000_0000_0000, 0x0001_0000_0000_0000, 0x0001_0000_0000_0009, 0x0003_0000_0000_0009)]
    public void An_argument_is_compared_in_all_its_64_bits(string name, ulong value, ulong two, ulong holds, ulong fails)
    {
        byte[] filter = Compile($$"""
            { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["dup3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 9,
              "args": [{ "index": 2, "value": {{value}}, "valueTwo": {{two}}, "op": "SCMP_CMP_{{name}}" }] }] }
            """);

        Assert.Equal(Errno(9), Answer(filter, "dup3", 0, 0, holds));
        Assert.Equal(Allow, Answer(filter, "dup3", 0, 0, fails));
    }

    [Fact]
    public void Comparisons_of_several_arguments_must_all_hold()
    {
        byte[] filter = Compile("""
            { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["dup3"], "action": "SCMP_ACT_ERRNO",
              "args": [{ "index": 0, "value": 1, "op": "SCMP_CMP_EQ" }, { "index": 1, "value": 2, "op": "SCMP_CMP_EQ" }] }] }
            """);

        Assert.Equal(Errno(1), Answer(filter, "dup3", 1, 2));
        Assert.Equal(Allow, Answer(filter, "dup3", 1, 3));
        Assert.Equal(Allow, Answer(filter, "dup3", 0, 2));
    }

    [Fact]
    public void Comparisons_of_the_same_argument_are_alternatives()
    {
        byte[] filter = Compile("""
            { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["dup3"], "action": "SCMP_ACT_ERRNO", "args": [
              { "index": 0, "value": 1, "op": "SCMP_CMP_EQ" }, { "index": 0, "value": 2, "op": "SCMP_CMP_EQ" },
              { "index": 1, "value": 9, "op": "SCMP_CMP_EQ" }] }] }
            """);

        Assert.Equal(Errno(1), Answer(filter, "dup3", 1, 0));
        Assert.Equal(Errno(1), Answer(filter, "dup3", 2, 0));
        Assert.Equal(Errno(1), Answer(filter, "dup3", 5, 9));
        Assert.Equal(Allow, Answer(filter, "dup3", 3, 0));
    }

    // What libseccomp makes of these profiles passes a rule over that holds, or takes one for another.
    [Theory]
    [InlineData("[1 NE 2, 2 NE 5] [1 NE 7, 2 NE 7]", "0 2 7", false)]
    [InlineData("[1 NE 2, 2 NE 5] [1 NE 7, 2 NE 7]", "0 2 6", true)]
    [InlineData("[5 LT 0, 5 LE 4294967296]", "0 0 0 0 0 2147483647", true)]
    [InlineData("[5 LT 0, 5 LE 4294967296]", "0 0 0 0 0 4294967297", false)]
    [InlineData("[0 GT 9, 3 NE 1] [3 LE 4]", "10 0 0 1", true)]
    [InlineData("[0 GT 9, 3 NE 1] [3 LE 0]", "10 0 0 1", false)]
    public void Each_of_several_rules_with_arguments_counts(string rules, string arguments, bool holds)
    {
        byte[] filter = Compile(ProfileOf(rules));

        Assert.Equal(holds ? Errno(9) : Allow, Answer(filter, "dup3", [.. arguments.Split(' ').Select(ulong.Parse)]));
    }

    // libseccomp never comes to an end with it.
    [Fact]
    public void Rules_that_lead_around_in_a_circle_are_compiled()
    {
        byte[] filter = Compile(ProfileOf("[0 NE 1, 1 NE 0, 2 NE 0] [1 NE 2, 2 NE 2] [0 NE 1, 2 NE 3]"));

        Assert.Equal(Errno(9), Answer(filter, "dup3", 0, 0, 0));
        Assert.Equal(Allow, Answer(filter, "dup3", 1, 2, 3));
    }

    [Fact]
    public void Of_several_rules_that_hold_the_first_counts_and_one_without_arguments_before_all()
    {
        string rules = $"{Rules("[0 GE 1, 1 GE 1]", 9)}, {Rules("[1 GE 1, 2 GE 1]", 8)}";
        byte[] filter = Compile($$"""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{{rules}}] }""");
        byte[] always = Compile($$"""
            { "defaultAction": "SCMP_ACT_ALLOW",
              "syscalls": [{{rules}}, { "names": ["dup3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 7 }] }
            """);

        Assert.Equal(Errno(9), Answer(filter, "dup3", 1, 1, 1));
        Assert.Equal(Errno(8), Answer(filter, "dup3", 0, 1, 1));
        Assert.Equal(Allow, Answer(filter, "dup3"));
        Assert.Equal(Errno(7), Answer(always, "dup3", 1, 1, 1));
    }

    [Fact]
    public void An_unknown_name_is_skipped_and_a_rule_that_repeats_is_none_too_many()
    {
        byte[] filter = Compile("""
            { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
              { "names": ["no_such_call", "", "mkdirat"], "action": "SCMP_ACT_ERRNO" },
              { "names": ["mkdirat", "mkdirat"], "action": "SCMP_ACT_ERRNO" },
              { "names": ["chdir"], "action": "SCMP_ACT_ALLOW" }] }
            """);

        Assert.Equal(Errno(1), Answer(filter, "mkdirat"));
        Assert.Equal(Allow, Answer(filter, "chdir"));
    }

    [Fact]
    public void Each_architecture_has_its_own_numbers()
    {
        Assert.SkipUnless(LibSeccomp.NativeArchitecture == FilterArchitecture.X64, "written for x86-64");
        byte[] filter = Compile("""
            { "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
              "syscalls": [{ "names": ["mkdir", "socket"], "action": "SCMP_ACT_ERRNO" }] }
            """);

        Assert.Equal(Errno(1), Answer(filter, FilterArchitecture.X64, 83));
        Assert.Equal(Errno(1), Answer(filter, X86, 39));
        Assert.Equal(Allow, Answer(filter, X86, 83));
        Assert.Equal(Errno(1), Answer(filter, FilterArchitecture.X32, 0x40000000 + 83));
        // socket is also socketcall(SYS_SOCKET) there.
        Assert.Equal(Errno(1), Answer(filter, X86, 102, 1));
        Assert.Equal(Allow, Answer(filter, X86, 102, 2));
    }

    [Fact]
    public void Calls_of_an_architecture_that_is_not_listed_kill()
    {
        Assert.SkipUnless(LibSeccomp.NativeArchitecture == FilterArchitecture.X64, "written for x86-64");
        byte[] filter = Compile("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [] }""");

        Assert.Equal(Allow, Answer(filter, FilterArchitecture.X64, 0));
        Assert.Equal(KillThread, Answer(filter, X86, 0));
        Assert.Equal(KillThread, Answer(filter, FilterArchitecture.X32, 0x40000000));
    }

    [Fact]
    public void An_architecture_of_the_other_byte_order_is_refused_by_its_pointer()
    {
        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => Compile("""
            { "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_S390X"] }
            """));

        Assert.Equal("/linux/seccomp/architectures/1", failure.Pointer);
        Assert.Contains("byte order", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_architecture_of_the_specification_is_compiled_or_refused_by_its_pointer()
    {
        foreach ((string name, _) in SeccompNames.Architectures)
        {
            try
            {
                Assert.NotEmpty(Compile($$"""{ "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["{{name}}"] }"""));
            }
            catch (RuntimeFailure failure)
            {
                Assert.Equal("/linux/seccomp/architectures/0", failure.Pointer);
            }
        }
    }

    [Fact]
    public void A_long_profile_says_the_same_as_a_short_one()
    {
        string[] names = ("accept4 bind brk capget capset chdir clone close connect dup dup3 execve exit fchdir fchmod fchown flock fstat "
            + "fsync futex getcwd getpid getppid gettid getuid ioctl kill listen lseek madvise mincore mmap mount mprotect mremap "
            + "munmap nanosleep openat pipe2 ppoll prctl pread64 pwrite64 read readlinkat readv recvfrom recvmsg sched_yield "
            + "sendmsg sendto setgid setsid setuid shutdown socket statfs sync tgkill tkill umask uname unlinkat wait4 write "
            + "writev statx rseq").Split(' ');
        string[] allowed = [.. names.Where(static (_, index) => index % 2 == 0), "openat2"];
        byte[] filter = Compile($$"""
            { "defaultAction": "SCMP_ACT_ERRNO",
              "syscalls": [{ "names": ["{{string.Join("\", \"", allowed)}}"], "action": "SCMP_ACT_ALLOW" }] }
            """);

        Assert.All(names, name => Assert.Equal(allowed.Contains(name) ? Allow : Errno(1), Answer(filter, name)));
    }

    private static string ProfileOf(string rules) => $$"""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{{Rules(rules, 9)}}] }""";

    /// <summary>Rules for dup3 from texts such as <c>[0 NE 1, 2 EQ 3] [1 LT 4]</c>.</summary>
    private static string Rules(string text, int errno) => string.Join(", ", text[1..^1].Split("] [").Select(rule =>
    {
        string arguments = string.Join(", ", rule.Split(", ").Select(Argument));
        return $$"""{ "names": ["dup3"], "action": "SCMP_ACT_ERRNO", "errnoRet": {{errno}}, "args": [{{arguments}}] }""";
    }));

    private static string Argument(string text) => text.Split(' ') is [string index, string name, string value]
        ? $$"""{ "index": {{index}}, "op": "SCMP_CMP_{{name}}", "value": {{value}} }"""
        : throw new FormatException(text);
}
