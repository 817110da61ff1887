using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Oci.Runtime.Planning;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>The tables have a number for every name that the schema lets through, and no other name.</summary>
public sealed class KernelNamesTests
{
    private static readonly Dictionary<string, KernelName[]> Tables = new()
    {
        ["Scheduler/policy"] = KernelNames.SchedulerPolicies,
        ["Scheduler/flags"] = KernelNames.SchedulerFlags,
        ["IoPriority/class"] = KernelNames.IoPriorityClasses,
        ["MemoryPolicy/mode"] = KernelNames.MemoryPolicyModes,
        ["MemoryPolicy/flags"] = KernelNames.MemoryPolicyFlags,
        ["Linux/personality/domain"] = KernelNames.PersonalityDomains,
    };

    [Theory]
    [InlineData("Scheduler/policy")]
    [InlineData("Scheduler/flags")]
    [InlineData("IoPriority/class")]
    [InlineData("MemoryPolicy/mode")]
    [InlineData("MemoryPolicy/flags")]
    [InlineData("Linux/personality/domain")]
    public void A_table_has_the_names_of_the_schema(string place) =>
        Assert.Equal(InSchema(place).Order(), KernelNames.NamesOf(Tables[place]).Order());

    [Fact]
    public void Flags_add_up()
    {
        Assert.Equal(0x21u, KernelNames.FlagsOf(KernelNames.SchedulerFlags, ["SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_UTIL_CLAMP_MIN"]));
        Assert.Equal(0u, KernelNames.FlagsOf(KernelNames.SchedulerFlags, []));
    }

    [Fact]
    public void A_name_that_the_schema_would_have_refused_is_a_fault() =>
        Assert.Throws<ArgumentException>(static () => KernelNames.NumberOf(KernelNames.SchedulerPolicies, "SCHED_NONSENSE"));

    private static IEnumerable<string> InSchema(string place)
    {
        string file = Path.Combine(PlanCase.Directory, "..", "..", "..", "schemas", "config.json");
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllBytes(file));
        string[] names = place.Split('/');
        JsonElement value = schema.RootElement.GetProperty("definitions").GetProperty(names[0]);
        foreach (string name in names[1..])
            value = value.GetProperty("properties").GetProperty(name);
        if (value.TryGetProperty("items", out JsonElement items))
            value = items;
        return [.. value.GetProperty("enum").EnumerateArray().Select(static name => name.GetString()!)];
    }
}
