using System.IO;
using System.Linq;
using System.Text;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>
/// Long lists of a configuration. What looks at every entry for each of the others would not come to an end here.
/// </summary>
public sealed class ManyEntriesTests(Workspace workspace) : ContainerTest(workspace)
{
    private const int Count = 20_000;

    // For a rule that it is given, the controller of version 1 looks through all that it has.
    private static readonly int Rules = CgroupFiles.IsV2 ? Count : 5_000;

    [Fact]
    public void Thousands_of_device_rules_all_count()
    {
        Container container = NewContainer();
        container.Config.Capabilities("CAP_MKNOD", "CAP_SYSLOG").With("/linux/resources/devices", RulesAs(withLog: true)).Script("""
            mknod /kmsg c 1 11; mknod /memory c 1 1
            try() { (: <$1) 2>/dev/null && echo open || echo shut; }
            { try /kmsg; try /memory; } >/both; mv /both /before
            while ! [ -e /go ]; do sleep 0.1; done
            try /kmsg >/after
            """);
        container.Started();
        Assert.Equal("open\nshut", container.AwaitFile("/before"));
        string limits = $$"""{ "devices": {{RulesAs(withLog: false)}} }""";
        using HostCommand update = container.Begin(["update", "-r", "-", container.Id], input: limits);
        update.Wait().Succeeded();
        File.WriteAllText(container.Inside("/go"), "");
        Assert.Equal("shut", container.AwaitFile("/after"));
    }

    [Fact]
    public void Twenty_thousand_variables_all_arrive()
    {
        Container container = NewContainer();
        string[] variables = [.. Enumerable.Range(0, Count).Select(static number => $"\"V{number}={number}\"")];
        container.Config.With("/process/env", $"[\"PATH=/bin\", {string.Join(',', variables)}, \"V7=last\"]");
        Outcome run = container.RunScript("env | grep -c ^V; echo $V0 $V7 $V19999");
        Assert.Equal([$"{Count}", "0 last 19999"], run.Lines);
    }

    // One of /dev/kmsg stands in the middle.
    private static string RulesAs(bool withLog)
    {
        var rules = new StringBuilder("[");
        for (int number = 0; number < Rules; number++)
        {
            (int major, int minor) = number == Rules / 2 && withLog ? (1, 11) : (200 + (number % 8), number);
            rules.Append(number == 0 ? "" : ",")
                .Append($$"""{ "allow": true, "type": "c", "major": {{major}}, "minor": {{minor}}, "access": "rw" }""");
        }
        return rules.Append(']').ToString();
    }
}
