using System;
using System.IO;
using System.Linq;
using Oci.Runtime.Explain;
using Oci.Runtime.Planning;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>Plans by example: with UPDATE_PLANS=1 the tests write what they otherwise compare.</summary>
public sealed class PlanExampleTests
{
    public static TheoryData<string> Names => PlanCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plan_is_as_the_example_shows(string name)
    {
        PlanCase example = PlanCase.Of(name);
        string plan = ExplainText.Write(example.Plan(), example.Request.BundlePath);

        if (Environment.GetEnvironmentVariable("UPDATE_PLANS") == "1")
            File.WriteAllText(example.PlanFile, plan);
        Assert.Equal(File.ReadAllText(example.PlanFile), plan);
    }

    [Fact]
    public void Every_directory_is_an_example() => Assert.Equal(
        PlanCase.All.Select(static example => example.Name).Order(),
        Directory.GetDirectories(PlanCase.Directory).Select(static path => Path.GetFileName(path)).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Planning_twice_gives_the_same_plan(string name) => Assert.Equal(PlanCase.Of(name).Plan(), PlanCase.Of(name).Plan());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plan_reaches_init_whole(string name)
    {
        LaunchPlan plan = PlanCase.Of(name).Plan();

        Assert.Equal(plan.Init, PlanCodec.Decode(PlanCodec.Encode(plan.Init)));
    }

    [Fact]
    public void Device_rules_without_a_device_cgroup_are_refused()
    {
        PlanCase example = PlanCase.Of("default") with { Host = PlanCase.Of("no-process").Host };

        RuntimeFailure failure = Assert.Throws<RuntimeFailure>(example.Plan);
        Assert.Equal("/linux/resources/devices", failure.Pointer);
    }
}
