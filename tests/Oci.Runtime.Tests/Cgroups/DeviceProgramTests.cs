using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Cgroups;

public sealed class DeviceProgramTests
{
    private const int Block = 1;
    private const int Character = 2;
    private const int Mknod = 1;
    private const int Read = 2;
    private const int Write = 4;

    private static readonly DeviceRule DenyAll = new(Allow: false, 'a', null, null, "rwm");
    private static readonly DeviceRule AllowAll = new(Allow: true, 'a', null, null, "rwm");

    private static readonly ValueList<DeviceException> Defaults = DeviceRules.From([]).Exceptions;

    // Few numbers, so that random rules meet; 4095:1048575 is the kernel's largest, and its sign bit is set.
    private static readonly long?[] SomeMajors = [null, 0, 1, 2047, 2048, 4095, 4096];
    private static readonly long?[] SomeMinors = [null, 0, 1, 3, 1048575, 1048576];
    private static readonly string[] SomeAccesses = ["r", "w", "m", "rw", "rm", "wm", "rwm"];

    private static readonly Gen<DeviceRule> AnyRule =
        from allow in Gen.Bool
        from type in Gen.Frequency((1, 'a'), (6, 'b'), (6, 'c'))
        from major in Gen.OneOf(SomeMajors)
        from minor in Gen.OneOf(SomeMinors)
        from access in Gen.OneOf(SomeAccesses)
        select type == 'a' ? new DeviceRule(allow, type, null, null, "rwm") : new DeviceRule(allow, type, major, minor, access);

    [Theory]
    [InlineData(Character, 1, 3, Read | Write, true)]
    [InlineData(Character, 1, 3, Read | Write | Mknod, true)]
    [InlineData(Block, 1, 3, Read, false)]
    [InlineData(Block, 1, 3, Mknod, true)]
    [InlineData(Block, 1, 3, Mknod | Read, false)]
    [InlineData(Character, 10, 229, Mknod, true)]
    [InlineData(Character, 10, 229, Read, false)]
    [InlineData(Character, 136, 17, Read | Write, true)]
    [InlineData(Character, 137, 17, Read, false)]
    [InlineData(Character, 5, 1, Read, false)]
    [InlineData(Block, 8, 0, Read, true)]
    [InlineData(Block, 8, 0, Read | Write, false)]
    [InlineData(Block, 8, 16, Read, true)]
    [InlineData(Block, 9, 0, Read, false)]
    [InlineData(Character, 4095, 1048575, Read, true)]
    [InlineData(Character, 4095, 1048574, Read, false)]
    [InlineData(Character, 7, 77, Write, true)]
    [InlineData(Character, 7, 77, Read, false)]
    public void A_container_reaches_its_devices_and_no_others(int type, uint major, uint minor, int access, bool expected)
    {
        BpfInstruction[] program = Compile(
            [
                DenyAll,
                new(true, 'b', 8, null, "r"),
                new(true, 'c', 4095, 1048575, "r"),
                new(true, 'c', null, 77, "w"),
            ]);

        Assert.Equal(expected, DeviceProgramInterpreter.Allows(program, type, major, minor, access));
    }

    [Fact]
    public void Two_rules_do_not_add_up_to_one_access()
    {
        BpfInstruction[] program = Compile([DenyAll, new(true, 'c', 10, 229, "r"), new(true, 'c', 10, null, "w")]);

        Assert.True(DeviceProgramInterpreter.Allows(program, Character, 10, 229, Read));
        Assert.True(DeviceProgramInterpreter.Allows(program, Character, 10, 229, Write));
        Assert.False(DeviceProgramInterpreter.Allows(program, Character, 10, 229, Read | Write));
    }

    [Theory]
    [InlineData(Block, 8, 0, 0, true)]
    [InlineData(Block, 8, 0, Read, false)]
    [InlineData(Block, 8, 0, Mknod, false)]
    [InlineData(Block, 8, 0, Read | Write, false)]
    [InlineData(Block, 9, 0, Read, true)]
    [InlineData(Block, 9, 0, Write, false)]
    [InlineData(Block, 9, 0, Read | Write, false)]
    [InlineData(Character, 8, 0, Read, true)]
    public void Under_a_default_of_allow_any_denied_access_denies(int type, uint major, uint minor, int access, bool expected)
    {
        BpfInstruction[] program = Compile([AllowAll, new(false, 'b', 8, null, "rwm"), new(false, 'b', 9, 0, "wm")]);

        Assert.Equal(expected, DeviceProgramInterpreter.Allows(program, type, major, minor, access));
    }

    [Fact]
    public void The_program_does_what_the_v1_controller_does_with_the_lines() =>
        AnyRule.Array[0, 20].Sample(configured =>
        {
            // Lists that cgroups cannot express are refused for both; their own tests say which.
            if (TryRules(configured) is not { } rules)
                return;
            AssertSame(rules, V1DeviceCgroup.After(rules.ToV1Writes()));
        });

    [Fact]
    public void Rules_that_only_widen_do_what_the_v1_controller_does_with_the_rules_themselves() =>
        (from allow in Gen.Bool
         from widening in AnyRule.Where(rule => rule.Type != 'a').Array[0, 20]
         select (allow, widening)).Sample(sample =>
        {
            (bool allow, DeviceRule[] widening) = sample;
            DeviceRule[] configured =
                [allow ? AllowAll : DenyAll, .. widening.Select(rule => rule with { Allow = !allow })];

            AssertSame(DeviceRules.From([.. configured]), V1DeviceCgroup.After(RawWrites(configured, !allow)));
        });

    [Fact]
    public void Rules_for_single_devices_do_what_the_v1_controller_does_with_the_rules_themselves() =>
        AnyRule.Where(rule => rule is { Type: 'a' } or { Major: not null, Minor: not null }).Array[0, 30].Sample(configured =>
        {
            DeviceRules rules = DeviceRules.From([.. configured]);

            AssertSame(rules, V1DeviceCgroup.After(RawWrites([DenyAll, .. configured], !rules.AllowsByDefault)));
        });

    [Fact]
    public void A_change_in_version_1_ends_with_the_new_rules_and_never_denies_what_stays_allowed() =>
        Gen.Select(AnyRule.Array[0, 12], AnyRule.Array[0, 12]).Sample((older, newer) =>
        {
            if (TryRules(older) is not { } before || TryRules(newer) is not { } after)
                return;
            V1DeviceCgroup cgroup = V1DeviceCgroup.After(before.ToV1Writes());
            bool isGradual = !before.AllowsByDefault && !after.AllowsByDefault;
            (int, uint, uint, int)[] staying = isGradual ? [.. SomeUses().Where(use => Allows(before, use) && Allows(after, use))] : [];

            foreach ((string file, string line) in after.ToV1Changes(cgroup.List))
            {
                cgroup.Write(file == "devices.allow", line);
                Assert.All(staying, use => Assert.True(cgroup.Allows(use.Item1, use.Item2, use.Item3, use.Item4), $"{use} after {line}"));
            }

            AssertSame(after, cgroup);
        });

    [Fact]
    public void Thousands_of_rules_take_two_instructions_each()
    {
        DeviceRule[] configured =
        [
            .. Enumerable.Range(0, 100_000).Select(number => new DeviceRule(true, 'c', 300 + (number % 50), number, "rw")),
        ];

        BpfInstruction[] program = Compile([DenyAll, .. configured, .. configured]);

        Assert.InRange(program.Length, 200_000, 200_100);
        Assert.True(DeviceProgramInterpreter.Allows(program, Character, 349, 99_999, Read | Write));
        Assert.False(DeviceProgramInterpreter.Allows(program, Character, 348, 99_999, Read));
    }

    [Fact]
    public void More_rules_than_the_kernel_takes_are_refused_with_the_numbers()
    {
        ValueList<DeviceRule> configured = [.. Enumerable.Range(0, 500_000).Select(number => new DeviceRule(true, 'c', 300, number, "r"))];

        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(() => Compile(configured));

        Assert.Equal("/linux/resources/devices", failure.Pointer);
        Assert.Matches("500010 exceptions make a program of 10000[0-9]{2} instructions, and the kernel takes 1000000", failure.Message);
    }

    private static BpfInstruction[] Compile(ValueList<DeviceRule> configured) => DeviceProgram.Compile(DeviceRules.From(configured));

    private static DeviceRules? TryRules(DeviceRule[] configured)
    {
        try
        {
            return DeviceRules.From([.. configured]);
        }
        catch (RuntimeFailure)
        {
            return null;
        }
    }

    /// <summary>The rules as they come, with the defaults behind them, as lines for the kernel.</summary>
    private static IEnumerable<(string File, string Line)> RawWrites(DeviceRule[] configured, bool withDefaults)
    {
        foreach (DeviceRule rule in configured)
        {
            string numbers = $"{rule.Major?.ToString() ?? "*"}:{rule.Minor?.ToString() ?? "*"}";
            yield return (rule.Allow ? "devices.allow" : "devices.deny", $"{rule.Type} {numbers} {rule.Access}");
        }
        for (int index = 0; withDefaults && index < Defaults.Count; index++)
            yield return ("devices.allow", Defaults[index].ToString());
    }

    private static bool Allows(DeviceRules rules, (int Type, uint Major, uint Minor, int Access) use) =>
        V1DeviceCgroup.After(rules.ToV1Writes()).Allows(use.Type, use.Major, use.Minor, use.Access);

    private static IEnumerable<(int Type, uint Major, uint Minor, int Access)> SomeUses() =>
        from type in (int[])[Block, Character]
        from major in (uint[])[0, 1, 5, 2047, 4095]
        from minor in (uint[])[0, 1, 3, 1048575]
        from access in Enumerable.Range(1, Mknod | Read | Write)
        select (type, major, minor, access);

    private static void AssertSame(DeviceRules rules, V1DeviceCgroup v1)
    {
        BpfInstruction[] program = DeviceProgram.Compile(rules);
        foreach (int type in (int[])[Block, Character])
        {
            foreach (uint major in (uint[])[0, 1, 2, 5, 136, 2047, 2048, 4095])
            {
                foreach (uint minor in (uint[])[0, 1, 3, 8, 1048575])
                    AssertSame(program, v1, type, major, minor);
            }
        }
    }

    private static void AssertSame(BpfInstruction[] program, V1DeviceCgroup v1, int type, uint major, uint minor)
    {
        for (int access = 0; access <= (Mknod | Read | Write); access++)
        {
            bool expected = v1.Allows(type, major, minor, access);
            bool actual = DeviceProgramInterpreter.Allows(program, type, major, minor, access);
            Assert.True(
                expected == actual,
                $"type {type} {major}:{minor} access {access}: v1 says {expected}, the program {actual}");
        }
    }
}
