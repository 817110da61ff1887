using System.Linq;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

/// <summary>A timeline of init takes two steps more, and changes nothing else.</summary>
public sealed class TracedPlanTests
{
    public static TheoryData<string> Names => PlanCase.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Init_keeps_a_timeline_from_its_first_step_on_only_if_it_is_asked_to(string name)
    {
        PlanCase example = PlanCase.Of(name);
        LaunchPlan plain = example.Plan();
        LaunchPlan traced = example.Plan(isTraced: true);

        Assert.DoesNotContain(plain.Init, static step => step is KeepTimeline);
        Assert.DoesNotContain(plain.Parent, static step => step is PassTimeline);
        Assert.Equal(new KeepTimeline(0), traced.Init[0]);
        Assert.Single(traced.Parent, static step => step is PassTimeline);
        Assert.Equal(plain.Init.Select(static step => step.Tag), traced.Init.Skip(1).Select(static step => step.Tag));
        Assert.Equal(
            plain.Parent.Select(static step => step.Kind),
            traced.Parent.Where(static step => step is not PassTimeline).Select(static step => step.Kind));
    }
}
