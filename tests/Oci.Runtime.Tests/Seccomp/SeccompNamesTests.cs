using System.Linq;
using Oci.Runtime.Seccomp;
using Xunit;

namespace Oci.Runtime.Tests.Seccomp;

public sealed class SeccompNamesTests
{
    [Fact]
    public void Every_name_that_the_schema_admits_has_a_number()
    {
        foreach ((string action, _) in SeccompNames.Actions)
            Profiles.Read($$"""
                { "defaultAction": "SCMP_ACT_LOG", "listenerPath": "/l", "syscalls": [{ "names": ["a"], "action": "{{action}}" }] }
                """);
        foreach ((string name, _) in SeccompNames.Architectures)
            Profiles.Read($$"""{ "defaultAction": "SCMP_ACT_LOG", "architectures": ["{{name}}"] }""");
        foreach ((string name, _) in SeccompNames.Flags)
            Profiles.Read($$"""{ "defaultAction": "SCMP_ACT_LOG", "flags": ["{{name}}"] }""");
        Assert.Equal((9, 7, 23, 4), (SeccompNames.Actions.Length, SeccompNames.Operators.Length, SeccompNames.Architectures.Length,
            SeccompNames.Flags.Length));
    }

    [Fact]
    public void No_architecture_has_the_number_of_another() =>
        Assert.Equal(SeccompNames.Architectures.Length, SeccompNames.Architectures.Select(static entry => entry.Number).Distinct().Count());

    [Fact]
    public void Without_flags_the_default_is_runcs_and_with_an_empty_list_there_are_none()
    {
        Assert.Equal(FilterFlags.SpecAllow, Flags("""{ "defaultAction": "SCMP_ACT_ALLOW" }"""));
        Assert.Equal(FilterFlags.None, Flags("""{ "defaultAction": "SCMP_ACT_ALLOW", "flags": [] }"""));
    }

    [Fact]
    public void A_flag_that_only_concerns_a_listener_goes_with_one()
    {
        const string Flag = "\"flags\": [\"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV\", \"SECCOMP_FILTER_FLAG_TSYNC\"]";

        Assert.Equal(FilterFlags.None, Flags($$"""{ "defaultAction": "SCMP_ACT_ALLOW", {{Flag}} }"""));
        Assert.Equal(FilterFlags.NewListener | FilterFlags.WaitKillable, Flags($$"""
            { "defaultAction": "SCMP_ACT_ALLOW", {{Flag}}, "listenerPath": "/l",
              "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_NOTIFY" }] }
            """));
    }

    private static FilterFlags Flags(string profile) => SeccompNames.KernelFlags(
        SeccompNames.FlagsOf(Profiles.Read(profile)), SeccompNames.Notifies(Profiles.Read(profile)));
}
