using System;
using System.Linq;
using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary>config.md, section Linux Process: the five capability sets.</summary>
public sealed class CapabilitiesTests(Workspace workspace) : ContainerTest(workspace)
{
    private const string Show = "grep ^Cap /proc/self/status";

    [Fact]
    public void Each_set_holds_what_its_list_says()
    {
        Container container = NewContainer();
        // chown 0, kill 5, net_bind_service 10; only what is permitted and inheritable can be ambient.
        container.Config.With("/process/capabilities", """
            {
              "bounding": ["CAP_CHOWN", "CAP_KILL", "CAP_NET_BIND_SERVICE"],
              "permitted": ["CAP_KILL", "CAP_NET_BIND_SERVICE"],
              "effective": ["CAP_KILL"],
              "inheritable": ["CAP_KILL"],
              "ambient": ["CAP_KILL"]
            }
            """)["/process/user/uid"] = 1000;
        container.Config.Args("grep", "^Cap", "/proc/self/status");
        // A program without file capabilities run by an ordinary user keeps its ambient set, see capabilities(7).
        Assert.Equal("Inh 20 Prm 20 Eff 20 Bnd 421 Amb 20", Sets(container.Run().Succeeded()));
    }

    [Fact]
    public void Root_gets_the_bounding_set_when_it_runs_a_program()
    {
        Container container = NewContainer();
        container.Config.With("/process/capabilities", """
            { "bounding": ["CAP_CHOWN"], "permitted": ["CAP_CHOWN"], "effective": ["CAP_CHOWN"] }
            """);
        Assert.Equal("Inh 0 Prm 1 Eff 1 Bnd 1 Amb 0", Sets(container.RunScript(Show)));
    }

    [Fact]
    public void An_ordinary_user_without_ambient_capabilities_has_none_in_effect()
    {
        Container container = NewContainer();
        container.Config["/process/user/uid"] = 1000;
        Assert.Equal("Inh 0 Prm 0 Eff 0 Bnd 20000420 Amb 0", Sets(container.RunScript(Show)));
    }

    [Fact]
    public void Without_capabilities_there_are_none()
    {
        Container container = NewContainer();
        container.Config.With("/process/capabilities", "{}");
        Assert.Equal("Inh 0 Prm 0 Eff 0 Bnd 0 Amb 0", Sets(container.RunScript(Show)));
    }

    [Fact]
    public void A_capability_that_is_not_held_stops_what_needs_it()
    {
        Outcome run = NewContainer().RunScript("chown 5 /tmp 2>/dev/null || echo refused");
        Assert.Equal("refused", run.Text);
    }

    [Theory]
    [InlineData("bounding")]
    [InlineData("effective")]
    [InlineData("ambient")]
    public void A_name_that_is_no_capability_is_warned_of_and_left_out(string set)
    {
        Container container = NewContainer();
        container.Config[$"/process/capabilities/{set}/-"] = "CAP_NONSENSE";
        Outcome run = container.RunScript("grep ^CapBnd /proc/self/status");
        Assert.Equal("CapBnd:\t0000000020000420", run.Text);
        Assert.Contains("CAP_NONSENSE", run.Error);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_capability_that_the_runtime_has_not_is_warned_of_and_left_out()
    {
        Container container = NewContainer();
        foreach (string set in (string[])["bounding", "permitted", "effective", "inheritable", "ambient"])
            container.Config.With($"/process/capabilities/{set}", """["CAP_KILL", "CAP_SYS_TIME"]""");
        container.Config.Args("grep", "^Cap", "/proc/self/status").WriteTo(container.Bundle);
        using var run = new HostCommand(
            container.Bundle, ["setpriv", "--bounding-set", "-sys_time", RuntimeUnderTest.Binary, "--root", container.StateRoot,
                "run", "--bundle", container.Bundle, container.Id]);
        Outcome outcome = run.Wait().Succeeded();
        Assert.Equal("Inh 20 Prm 20 Eff 20 Bnd 20 Amb 20", Sets(outcome));
        Assert.Contains("CAP_SYS_TIME", outcome.Error);
    }

    [Theory]
    [InlineData("effective")]
    [InlineData("inheritable")]
    [InlineData("ambient")]
    public void A_set_that_goes_beyond_what_the_kernel_allows_is_warned_of_and_cut(string set)
    {
        Container container = NewContainer();
        // audit_write 29, kill 5, net_bind_service 10; sys_time is in no other set.
        container.Config.With("/process/capabilities/inheritable", """["CAP_KILL"]""")
            .With("/process/capabilities/ambient", """["CAP_KILL"]""")[$"/process/capabilities/{set}/-"] = "CAP_SYS_TIME";
        container.Config["/process/user/uid"] = 1000;
        container.Config.Args("grep", "^Cap", "/proc/self/status");
        Outcome run = container.Run().Succeeded();
        Assert.Equal("Inh 20 Prm 20 Eff 20 Bnd 20000420 Amb 20", Sets(run));
        Assert.Contains("CAP_SYS_TIME", run.Error);
    }

    private static string Sets(Outcome status) => string.Join(' ', status.Lines.Select(line =>
        $"{line[3..6]} {Convert.ToUInt64(line.Split('\t')[1], 16):x}"));
}
