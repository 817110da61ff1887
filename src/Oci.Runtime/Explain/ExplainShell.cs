using System;
using System.Linq;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;

namespace Oci.Runtime.Explain;

/// <summary>
/// A plan as a shell script that builds the same container by hand with util-linux. What no shell command can do is a
/// comment that says so.
/// </summary>
/// <remarks>
/// It writes four scripts: join.sh joins the cgroups and makes the namespaces, enter.sh waits for the id maps, init.sh
/// does init's steps and takes on the program's rights, and start.sh becomes the program. The last needs no tool of the
/// host; so the root can change, from outside, while it waits: pivot_root(2) moves every process whose root was the old
/// one.
/// </remarks>
internal sealed class ExplainShell
{
    private readonly LaunchPlan _plan;
    private readonly string _bundle;
    private readonly ShellText _script = new();

    private ExplainShell(LaunchPlan plan, string bundle) => (_plan, _bundle) = (plan, bundle);

    public static string Write(LaunchPlan plan, string bundle)
    {
        var shell = new ExplainShell(plan, bundle);
        shell.WriteHead();
        shell.WriteInit();
        new ShellRuntime(plan, shell._script, bundle).Write();
        return shell._script.ToString();
    }

    /// <summary>Whether the old root is pivoted away, which only works from outside.</summary>
    public static bool Pivots(LaunchPlan plan) => plan.Init.OfType<EnterRoot>().Any(static enter => enter.Method == RootChange.Pivot);

    private void WriteHead()
    {
        _script.Line("#!/bin/sh");
        _script.Comment($"The container of {_bundle}, built by hand.");
        _script.Line("""
            # Run it as root. It needs util-linux, coreutils, hostname, awk and iproute2. Only for a rootfs that you trust:
            # unlike the runtime, the commands below follow symbolic links in it to places of the host.
            set -eu
            umask 022
            work=$(mktemp -d)
            chmod 755 "$work"
            mkfifo "$work/ready" "$work/go"
            """);
        _script.Line($"root=$(realpath -- {ShellText.Quote(RootfsOf(_plan))})");
    }

    private static string RootfsOf(LaunchPlan plan)
    {
        if (plan.Parent.OfType<MountRootfsOnHost>().FirstOrDefault() is { } onHost)
            return onHost.Rootfs;
        foreach (InitStep step in plan.Init)
        {
            if (step is MountRootfs mounted)
                return mounted.Path;
            if (step is OpenRootfs opened)
                return opened.Path;
        }
        return "/";
    }

    private void WriteInit()
    {
        var init = new ShellText();
        var start = new ShellText();
        init.Line("set -eu").Line("work=$1 root=$2 rights= home=");
        ShellMounts.WriteHelpers(init);
        bool pivots = Pivots(_plan);
        if (pivots)
            start.Line("set -eu").Line("echo ready >&7").Line("read -r word <&8");
        var mounts = new ShellMounts(init);
        var process = new ShellProcess(init, start, pivots);
        foreach (InitStep step in _plan.Init)
        {
            init.Step(step.Describe(), step.Property);
            if (!mounts.TryWrite(step) && !process.TryWrite(step) && !ShellHooks.TryWrite(init, step))
                init.Comment(Remark(step));
        }
        Section("What init does, inside");
        _script.File("init.sh", init);
        if (pivots)
            _script.File("start.sh", start);
    }

    private static string Remark(InitStep step) => step switch
    {
        AwaitCgroup => "(done in join.sh, and inherited)",
        NewCgroupNamespace => "(done in join.sh by unshare, after the cgroups are joined)",
        EnterRoot { Method: RootChange.Pivot } => "(done from outside, at the end: afterwards no tool of the host is left inside)",
        EnterRoot => "(done last, by nsenter)",
        NotifyAgent or LoadFilter => "(no shell command can load a seccomp filter)",
        SetRootPropagation => "(done from outside, at the end)",
        _ => "(nothing to do by hand)",
    };

    private void Section(string title) => _script.Line().Line($"# ---- {title} ----").Line();
}
