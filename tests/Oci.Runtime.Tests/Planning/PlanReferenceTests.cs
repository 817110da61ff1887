using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>What steps refer to: properties of the configuration, and descriptors that the runtime opens.</summary>
public sealed class PlanReferenceTests
{
    // Properties that stand for something even where config.json leaves them out.
    private static readonly HashSet<string> WithDefaults =
    [
        "/linux/rootfsPropagation", "/linux/cgroupsPath", "/linux/namespaces", "/linux/resources/devices", "/process/user",
        "/process/user/umask", "/process/capabilities", "/process/capabilities/bounding",
    ];

    public static TheoryData<string> Names => PlanCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_comes_from_a_property_that_is_there(string name)
    {
        PlanCase example = PlanCase.Of(name);
        LaunchPlan plan = example.Plan();
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(example.ConfigFile));
        IEnumerable<string> properties =
            plan.Parent.Select(static step => step.Property).Concat(plan.Init.Select(static step => step.Property));

        Assert.All(properties, property =>
            Assert.True(WithDefaults.Contains(property) || Exists(config.RootElement, property), property));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_descriptor_is_opened_for_one_step_that_means_it(string name)
    {
        LaunchPlan plan = PlanCase.Of(name).Plan();
        PassDescriptor[] passed = [.. plan.Parent.OfType<PassDescriptor>()];
        (int Index, Func<PassDescriptor, bool> IsMeant)[] uses =
            [.. plan.Init.SelectMany(UsesOf).Where(static use => use.Index >= 0)];

        Assert.Equal(Enumerable.Range(0, passed.Length), uses.Select(static use => use.Index).Order());
        Assert.All(uses, use => Assert.True(use.IsMeant(passed[use.Index]), passed[use.Index].Describe()));
    }

    private static (int Index, Func<PassDescriptor, bool>)[] UsesOf(InitStep step) => step switch
    {
        NotifyAgent use =>
            [(use.SocketIndex, static passed => passed is PassAgent), (use.NoticeIndex, static passed => passed is PassNotice)],
        _ => UseOf(step) is { } use ? [use] : [],
    };

    private static (int, Func<PassDescriptor, bool>)? UseOf(InitStep step) => step switch
    {
        LoadFilter use => (use.FilterIndex, static passed => passed is PassFilter),
        MountRootfs use => (use.Source, passed => passed is PassTree { Recursive: true } tree && tree.Path == use.Path),
        BindMount use => (
            use.SourceIndex, passed => passed is PassTree tree && tree.Path == use.Source && tree.Recursive == use.Recursive),
        BindDevice use => (use.SourceIndex, passed => passed is PassDevice device
            && (device.Path, device.Type, device.Major, device.Minor) == (use.Path, use.Type, use.Major, use.Minor)),
        ShowRootfs use => (use.PlaceIndex, passed => passed is PassPlace place && place.Path == use.Path),
        OpenNullDevice use => (use.SourceIndex, static passed => passed is PassDevice { Path: "/dev/null", Major: 1, Minor: 3 }),
        CreateConsole use => (use.SocketIndex, static passed => passed is PassConsole),
        AwaitStart use => (use.GateIndex, static passed => passed is PassStartSocket),
        _ => null,
    };

    private static bool Exists(JsonElement place, string pointer)
    {
        foreach (string escaped in pointer.Split('/').Skip(1))
        {
            string name = escaped.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (place.ValueKind == JsonValueKind.Object && place.TryGetProperty(name, out JsonElement member))
                place = member;
            else if (place.ValueKind == JsonValueKind.Array && int.TryParse(name, out int index) && index < place.GetArrayLength())
                place = place[index];
            else
                return false;
        }
        return true;
    }
}
