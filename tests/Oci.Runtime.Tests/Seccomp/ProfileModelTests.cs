using System;
using System.Linq;
using CsCheck;
using Oci.Runtime.Interop;
using Oci.Runtime.Seccomp;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Seccomp;

/// <summary>Random profiles, compiled, and asked of random calls: the filter says what the profile says.</summary>
public sealed class ProfileModelTests
{
    private static readonly string[] Actions =
    [
        "SCMP_ACT_KILL_THREAD", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP", "SCMP_ACT_ERRNO", "SCMP_ACT_TRACE", "SCMP_ACT_LOG",
        "SCMP_ACT_ALLOW",
    ];

    private static readonly string[] Operators =
        ["SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ"];

    private static readonly uint[] Architectures = [FilterArchitecture.X64, Profiles.X86, FilterArchitecture.X32];

    // Few, so that rules and calls meet, and on both sides of what one instruction can compare.
    private static readonly ulong[] SmallNumbers = [0, 1, 2, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF];
    private static readonly ulong[] AllNumbers =
        [.. SmallNumbers, 0x1_0000_0000, 0x1_0000_0001, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF];

    private static readonly Gen<uint?> Errno = Gen.OneOf<uint?>(null, 0, 5, 38, 4095);

    // A filter of 32 bits looks at half of an argument, so a profile for one gets no larger numbers.
    private static readonly Gen<SeccompSpec> AnyProfile =
        from architectures in Gen.OneOf<string[]>(
            [], [], ["SCMP_ARCH_X86_64"], ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"], ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"])
        from action in Gen.OneOf(Actions)
        from errno in Errno
        from rules in RuleWith(architectures.Length < 2 ? AllNumbers : SmallNumbers).Array[0, 6]
        select new SeccompSpec
        {
            DefaultAction = action, DefaultErrnoRet = errno, Architectures = [.. architectures], Syscalls = [.. rules],
        };

    private static readonly Gen<(uint Architecture, int Number, ulong[] Arguments)> AnyCall =
        from architecture in Gen.OneOf(Architectures)
        from number in Gen.Frequency(
            (8, Gen.OneOf([.. ProfileModel.Names]).Select(name => ProfileModel.NumberOf(name, architecture))),
            (2, Gen.Int[0, 600].Select(number => number | (architecture == FilterArchitecture.X32 ? (int)FilterArchitecture.X32Bit : 0))))
        from arguments in Gen.OneOf(AllNumbers).Array[6]
        select (architecture, number, arguments);

    [Fact]
    public void A_filter_says_of_every_call_what_the_profile_says()
    {
        Assert.SkipUnless(LibSeccomp.NativeArchitecture == FilterArchitecture.X64, "written for x86-64");
        Gen.Select(AnyProfile, AnyCall.Array[40]).Sample((profile, calls) =>
        {
            if (TryCompile(profile) is not { } filter)
                return;
            var model = new ProfileModel(profile);
            foreach ((uint architecture, int number, ulong[] arguments) in calls)
            {
                uint answer = Profiles.Answer(filter, architecture, number, arguments);
                Assert.True(
                    model.AnswersTo(architecture, number, arguments).Contains(answer),
                    $"{architecture:x} {number}({string.Join(", ", arguments.Select(static one => $"{one:x}"))}) gets {answer:x8} and "
                    + $"not {string.Join(" or ", model.AnswersTo(architecture, number, arguments).Select(static one => $"{one:x8}"))}");
            }
        });
    }

    private static Gen<SyscallRule> RuleWith(ulong[] numbers) =>
        from names in Gen.OneOf([.. ProfileModel.Names]).Array[1, 3]
        from action in Gen.OneOf(Actions)
        from errno in Errno
        from arguments in ArgumentWith(numbers).Array[0, 3]
        select new SyscallRule { Names = [.. names], Action = action, ErrnoRet = errno, Args = [.. arguments] };

    private static Gen<SyscallArgument> ArgumentWith(ulong[] numbers) =>
        from index in Gen.UInt[0, 5]
        from value in Gen.OneOf(numbers)
        from two in Gen.OneOf(numbers)
        from name in Gen.OneOf(Operators)
        select new SyscallArgument(index, value, two & value, name);

    private static byte[]? TryCompile(SeccompSpec profile)
    {
        try
        {
            return FilterCompiler.Compile(profile);
        }
        catch (RuntimeFailure)
        {
            return null; // two rules that contradict each other
        }
    }
}
