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

    private static string Sets(Outcome status) => string.Join(' ', status.Lines.Select(line =>
        $"{line[3..6]} {Convert.ToUInt64(line.Split('\t')[1], 16):x}"));
}
