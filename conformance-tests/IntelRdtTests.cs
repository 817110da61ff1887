using System.IO;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config-linux.md, section IntelRdt, on a machine without resctrl.</summary>
public sealed class IntelRdtTests(Workspace workspace) : ContainerTest(workspace)
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "closID": "gold" }""")]
    [InlineData("""{ "closID": "/", "enableMonitoring": true }""")]
    [InlineData("""{ "closID": "gold", "l3CacheSchema": "L3:0=f", "memBwSchema": "MB:0=50" }""")]
    public void Where_resctrl_is_not_mounted_it_is_refused(string wish)
    {
        Assert.SkipWhen(
            File.ReadLines("/proc/self/mountinfo").Any(static line => line.Contains(" - resctrl ", System.StringComparison.Ordinal)),
            "resctrl is mounted here");
        Container container = NewContainer();
        container.Config.With("/linux/intelRdt", wish);
        Outcome create = container.Refused();
        Assert.Matches("(?i)rdt|resctrl", create.Error);
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a/b")]
    [InlineData("..")]
    public void A_class_whose_name_leads_elsewhere_is_refused(string name)
    {
        Container container = NewContainer();
        container.Config.With("/linux/intelRdt", $$"""{ "closID": "{{name}}", "l3CacheSchema": "L3:0=f" }""");
        container.Refused();
    }
}
