using System;
using System.Globalization;
using System.IO;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config-linux.md, section Offset for Time Namespace.</summary>
public sealed class TimeNamespaceTests(Workspace workspace) : ContainerTest(workspace)
{
    private const int Week = 604800;

    [Theory]
    [InlineData("boottime")]
    [InlineData("monotonic")]
    public void Each_clock_gets_its_offset(string clock)
    {
        Container container = Ahead(clock, Week);
        container.Config.With($"/linux/timeOffsets/{clock}/nanosecs", "5");
        string[] lines = container.RunScript("cat /proc/self/timens_offsets").Lines;
        string line = Assert.Single(lines, line => line.StartsWith(clock, StringComparison.Ordinal));
        Assert.Equal([clock, "604800", "5"], line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_uptime_inside_can_be_a_week_ahead() => Assert.InRange(UptimeOffset(Week), Week - 30, Week + 30);

    [Fact]
    public void The_uptime_inside_can_be_behind_by_as_much_as_the_host_is_up()
    {
        // The kernel refuses an offset which would make the clock negative, see time_namespaces(7): a week where the
        // host is up for longer, most of its time otherwise.
        int offset = -(int)Math.Min(Week, UptimeOfHost() - 60);
        Assert.InRange(UptimeOffset(offset), offset - 30, offset + 30);
    }

    [Fact]
    public void An_offset_that_would_make_the_clock_negative_is_refused()
    {
        int offset = -(int)UptimeOfHost() - 3600;
        Ahead("boottime", offset).Run().Refused();
    }

    [Fact]
    public void Offsets_without_a_new_time_namespace_are_refused()
    {
        Container container = NewContainer();
        container.Config.With("/linux/timeOffsets/boottime", """{ "secs": 100 }""");
        container.Run().Refused();
    }

    [Fact]
    public void A_clock_that_has_no_offset_is_refused()
    {
        Container container = NewContainer();
        container.Config.Namespace("time").With("/linux/timeOffsets/realtime", """{ "secs": 5 }""");
        container.Refused();
    }

    private double UptimeOffset(int seconds)
    {
        string inside = Ahead("boottime", seconds).RunScript("cut -d' ' -f1 /proc/uptime").Text;
        return Parse(inside) - UptimeOfHost();
    }

    private Container Ahead(string clock, int seconds)
    {
        Container container = NewContainer();
        container.Config.Namespace("time").With("/linux/timeOffsets/" + clock, $$"""{ "secs": {{seconds}} }""");
        return container;
    }

    private static double UptimeOfHost() => Parse(File.ReadAllText("/proc/uptime").Split(' ')[0]);

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
