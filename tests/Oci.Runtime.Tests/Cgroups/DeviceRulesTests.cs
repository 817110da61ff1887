using System.Linq;
using Oci.Runtime.Cgroups;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Cgroups;

public sealed class DeviceRulesTests
{
    private static readonly DeviceRule DenyAll = new(Allow: false, 'a', null, null, "rwm");
    private static readonly DeviceRule AllowAll = new(Allow: true, 'a', null, null, "rwm");

    [Fact]
    public void The_usual_rules_of_an_engine_become_these_lines()
    {
        string lines = Lines([DenyAll, new(true, 'c', 10, 229, "rw"), new(true, 'b', 8, null, "r")]);

        Assert.Equal(
            """
            devices.deny a *:* rwm
            devices.allow c 10:229 rw
            devices.allow b 8:* r
            devices.allow b *:* m
            devices.allow c *:* m
            devices.allow c 1:3 rwm
            devices.allow c 1:5 rwm
            devices.allow c 1:7 rwm
            devices.allow c 1:8 rwm
            devices.allow c 1:9 rwm
            devices.allow c 5:0 rwm
            devices.allow c 5:2 rwm
            devices.allow c 136:* rwm
            """,
            lines);
    }

    [Fact]
    public void Without_rules_only_the_default_devices_are_allowed() =>
        Assert.Equal(DeviceRules.From([DenyAll]), DeviceRules.From([]));

    [Fact]
    public void A_configuration_that_allows_all_is_one_line() => Assert.Equal("devices.allow a *:* rwm", Lines([AllowAll]));

    [Fact]
    public void What_is_denied_under_a_default_of_allow_stays_denied_for_making_nodes_too() =>
        Assert.Equal("devices.allow a *:* rwm\ndevices.deny b *:* rwm", Lines([AllowAll, new(false, 'b', null, null, "rwm")]));

    [Fact]
    public void A_rule_for_all_devices_forgets_what_came_before() =>
        Assert.Equal(DeviceRules.From([]), DeviceRules.From([AllowAll, new(false, 'c', 1, 3, "r"), DenyAll]));

    [Fact]
    public void Rules_for_the_same_device_are_merged()
    {
        DeviceRules rules = DeviceRules.From(
            [new(true, 'c', 10, 229, "r"), new(true, 'c', 10, 229, "w"), new(true, 'c', 10, 229, "r")]);

        Assert.Equal("c 10:229 rw", Assert.Single(rules.Exceptions, exception => exception.Minor == 229).ToString());
    }

    [Fact]
    public void A_rule_that_grows_out_of_a_wider_one_keeps_what_they_shared()
    {
        DeviceRules rules = DeviceRules.From(
        [
            new DeviceRule(Allow: true, 'b', null, null, "w"),
            new DeviceRule(Allow: true, 'b', 8, 0, "w"),
            new DeviceRule(Allow: true, 'b', 8, 0, "r"),
        ]);

        const DeviceAccess ReadAndWrite = DeviceAccess.Read | DeviceAccess.Write;
        Assert.Contains(new DeviceException(DeviceType.Block, 8, 0, ReadAndWrite), rules.Exceptions);
    }

    [Fact]
    public void A_rule_that_a_wider_one_contains_is_left_out()
    {
        DeviceRules rules = DeviceRules.From([new(true, 'c', 10, null, "rwm"), new(true, 'c', 10, 229, "rw")]);

        Assert.DoesNotContain(rules.Exceptions, exception => exception.Minor == 229);
    }

    [Fact]
    public void The_rules_keep_their_order_whatever_their_type_and_what_was_taken_back_stands_once()
    {
        DeviceRules rules = DeviceRules.From(
            [
                new(true, 'c', 10, 229, "rwm"), new(true, 'b', 8, 20, "rw"), new(true, 'c', 10, 200, "r"),
                new(false, 'b', 8, 20, "rw"), new(true, 'b', 8, 20, "w"),
            ]);

        Assert.Equal(["c 10:229 rwm", "b 8:20 w", "c 10:200 r"], rules.Exceptions.Take(3).Select(rule => rule.ToString()));
    }

    [Fact]
    public void A_later_rule_takes_back_a_part_of_the_access()
    {
        DeviceRules rules = DeviceRules.From([new(true, 'c', 10, 229, "rwm"), new(false, 'c', 10, 229, "wm")]);

        Assert.Contains(rules.Exceptions, exception => exception.ToString() == "c 10:229 r");
    }

    [Fact]
    public void A_later_rule_for_many_devices_takes_back_narrower_ones()
    {
        DeviceRules rules = DeviceRules.From(
            [
                new(true, 'c', 10, 229, "rw"), new(true, 'c', 10, 230, "r"), new(true, 'c', 11, 229, "r"),
                new(false, 'c', 10, null, "r"),
            ]);

        Assert.Equal(
            ["c 10:229 w", "c 11:229 r"],
            rules.Exceptions.Where(exception => exception.Major is 10 or 11).Select(exception => exception.ToString()));
    }

    [Theory]
    [InlineData(null, null, 1L, 11L)]
    [InlineData(1L, null, 1L, 11L)]
    [InlineData(null, 11L, 1L, 11L)]
    [InlineData(null, null, 1L, null)]
    [InlineData(null, null, null, 11L)]
    [InlineData(null, 11L, 1L, null)]
    [InlineData(1L, null, null, 11L)]
    public void A_part_of_a_wider_rule_cannot_be_taken_back(long? major, long? minor, long? deniedMajor, long? deniedMinor)
    {
        var failure = Assert.Throws<RuntimeFailure>(
            () => DeviceRules.From([new(true, 'c', major, minor, "rw"), new(false, 'c', deniedMajor, deniedMinor, "r")]));

        Assert.Equal("/linux/resources/devices/1", failure.Pointer);
    }

    [Fact]
    public void Denying_what_a_wider_rule_does_not_allow_is_no_contradiction()
    {
        DeviceRules rules = DeviceRules.From([new(true, 'c', null, null, "m"), new(false, 'c', 10, 229, "rw")]);

        Assert.Equal(DeviceRules.From([]).Exceptions.Order(Comparison), rules.Exceptions.Order(Comparison));
    }

    [Fact]
    public void A_change_in_version_1_writes_only_what_differs_and_allows_before_it_denies()
    {
        DeviceRules before = DeviceRules.From([new(true, 'c', 10, 229, "r"), new(true, 'b', 8, 0, "rw"), new(true, 'c', 10, 1, "rw")]);
        DeviceRules after = DeviceRules.From([new(true, 'c', 10, 229, "rw"), new(true, 'c', 10, 200, "r"), new(true, 'c', 10, 1, "r")]);
        string list = string.Join('\n', before.Exceptions);

        Assert.Equal(
            ["devices.allow c 10:229 rw", "devices.allow c 10:200 r", "devices.deny b 8:0 rw", "devices.deny c 10:1 w"],
            after.ToV1Changes(list).Select(static write => $"{write.File} {write.Line}"));
        Assert.Empty(before.ToV1Changes(list));
    }

    [Theory]
    [InlineData("m")]
    [InlineData("rwm")]
    public void Rules_that_take_back_from_many_do_not_look_at_all_the_others(string access)
    {
        // If each of them did, this would not come to an end.
        const int Count = 100_000;
        ValueList<DeviceRule> configured =
        [
            .. Enumerable.Range(0, Count).Select(number => new DeviceRule(true, 'c', 300 + (number % 1000), number, "rwm")),
            .. Enumerable.Range(0, Count).Select(number => new DeviceRule(false, 'c', 2000 + number, null, access)),
            .. Enumerable.Range(0, Count).Select(number => new DeviceRule(false, 'c', null, Count + number, access)),
            .. Enumerable.Range(0, Count).Select(_ => new DeviceRule(false, 'c', null, null, access)),
        ];

        ValueList<DeviceException> exceptions = DeviceRules.From(configured).Exceptions;

        Assert.Equal(access == "m" ? Count : 0, exceptions.Count(static exception => exception.Major is >= 300 and < 1300));
        Assert.DoesNotContain(exceptions, static exception =>
            exception.Major is >= 300 and < 1300 && exception.Access.HasFlag(DeviceAccess.Mknod));
    }

    [Fact]
    public void A_partial_rule_for_all_types_is_one_for_each_type_and_does_not_reset()
    {
        string lines = Lines([AllowAll, new(false, 'a', 8, null, "w")]);

        Assert.Equal("devices.allow a *:* rwm\ndevices.deny b 8:* w\ndevices.deny c 8:* w", lines);
    }

    [Fact]
    public void A_rule_without_access_denies_everything_but_allows_nothing()
    {
        Assert.Equal(DeviceRules.From([]), DeviceRules.From([AllowAll, new(false, 'a', null, null, "")]));
        Assert.Equal(DeviceRules.From([]), DeviceRules.From([new(true, 'a', null, null, ""), new(true, 'c', 1, 1, "")]));
    }

    [Fact]
    public void Minus_one_is_any_number() =>
        Assert.Equal(DeviceRules.From([new(true, 'b', 8, null, "r")]), DeviceRules.From([new(true, 'b', 8, -1, "r")]));

    [Theory]
    [InlineData('p', 1L, 3L, "r")]
    [InlineData('u', 1L, 3L, "r")]
    [InlineData('c', -2L, 3L, "r")]
    [InlineData('c', 1L, 4294967295L, "r")]
    [InlineData('c', 1L, long.MaxValue, "r")]
    [InlineData('c', 1L, 3L, "rx")]
    [InlineData('c', 1L, 3L, "RW")]
    public void What_is_not_a_rule_is_refused_with_its_place(char type, long major, long minor, string access)
    {
        var failure = Assert.Throws<RuntimeFailure>(() => DeviceRules.From([DenyAll, new(true, type, major, minor, access)]));

        Assert.Equal("/linux/resources/devices/1", failure.Pointer);
    }

    private static System.Collections.Generic.Comparer<DeviceException> Comparison { get; } =
        System.Collections.Generic.Comparer<DeviceException>.Create(
            static (left, right) => string.CompareOrdinal(left.ToString(), right.ToString()));

    private static string Lines(ValueList<DeviceRule> rules) =>
        string.Join('\n', DeviceRules.From(rules).ToV1Writes().Select(write => $"{write.File} {write.Line}"));
}
