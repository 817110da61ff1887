using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Explain;

/// <summary>
/// A plan as a shell script that builds the same container by hand with util-linux: first the runtime's part, then a
/// second script that runs as init. What no shell command can do is a comment that says so.
/// </summary>
internal sealed class ExplainShell
{
    private readonly LaunchPlan _plan;
    private readonly StringBuilder _text = new();

    private ExplainShell(LaunchPlan plan) => _plan = plan;

    public static string Write(LaunchPlan plan, string bundle) => new ExplainShell(plan).Compose(bundle);

    private string Compose(string bundle)
    {
        Line("#!/bin/sh");
        Line($"# The container of {OneLine(bundle)}, built by hand. Run it as root; it needs util-linux and iproute2.");
        Line("set -eu");
        Line("work=$(mktemp -d)");
        Line("chmod 755 \"$work\"");
        WriteCleanup();
        Line("mkfifo -m 666 \"$work/mapped\" \"$work/pivoted\" \"$work/detached\"");
        Line();
        Line("# ---- What init does, inside ----");
        Line("cat > \"$work/init.sh\" <<'END_OF_INIT'");
        Line("set -eu");
        Line("work=$1");
        _text.Append(ShellInit.Write(_plan.Init));
        Line("END_OF_INIT");
        Line();
        Line("# ---- What the runtime does, outside ----");
        foreach (ParentStep step in _plan.Parent)
            WriteParent(step);
        WriteFinish();
        return _text.ToString();
    }

    private void WriteCleanup()
    {
        var paths = new List<string>();
        foreach (ParentStep step in _plan.Parent)
        {
            if (step is MakeCgroups cgroups)
                paths.AddRange((IEnumerable<string>)cgroups.Paths);
        }
        Line("cleanup() {");
        Line("    rm -rf \"$work\"");
        foreach (string path in paths)
            Line($"    rmdir {Quote(path)} 2>/dev/null || true");
        Line("}");
        Line("trap cleanup EXIT");
    }

    private void WriteParent(ParentStep step)
    {
        Line();
        Line($"# {OneLine(step.Describe())}{(step.Property.Length > 0 ? $"   [{step.Property}]" : "")}");
        switch (step)
        {
            case MakeCgroups cgroups:
                foreach (string path in cgroups.Paths)
                    WriteCgroup(path);
                break;
            case RestrictDevices { IsV2: false } devices:
                foreach ((string file, string line) in devices.Rules.ToV1Writes())
                    Line($"echo {Quote(line)} > {Quote($"{devices.Path}/{file}")}");
                break;
            case CloneInit:
                Line("# (below, once the cgroups are made: a shell joins them first and takes init with it)");
                break;
            case JoinCgroups joined:
                WriteLaunch(joined.Paths);
                break;
            case SetOomScore score:
                Line($"echo {score.Score.ToString(CultureInfo.InvariantCulture)} > /proc/self/oom_score_adj");
                break;
            default:
                Line("# (nothing to do by hand)");
                break;
        }
    }

    private void WriteCgroup(string path)
    {
        Line($"mkdir -p {Quote(path)}");
        if (path.Contains("/cpuset", StringComparison.Ordinal))
        {
            foreach (string file in (string[])["cpuset.cpus", "cpuset.mems"])
                Line($"cat {Quote($"{path}/../{file}")} > {Quote($"{path}/{file}")}");
        }
    }

    private void WriteLaunch(ValueList<string> cgroups)
    {
        CloneInit clone = Find<CloneInit>()!;
        MapIds? maps = Find<MapIds>();
        Line("cat > \"$work/join.sh\" <<'END_OF_JOIN'");
        foreach (string path in cgroups)
            Line($"echo $$ > {Quote($"{path}/cgroup.procs")}");
        Line($"exec {NsEnter(clone)}{Unshare(clone, maps)} env -i PATH=\"$PATH\" {Become(maps)}sh \"$1/init.sh\" \"$1\"");
        Line("END_OF_JOIN");
        Line("sh \"$work/join.sh\" \"$work\" <&0 &");
        Line("pid=$!");
        if (maps is not null)
            WriteMaps(maps);
    }

    private static string NsEnter(CloneInit clone)
    {
        if (clone.Request.Joined.Count == 0)
            return "";
        var command = new StringBuilder("nsenter");
        foreach (JoinedNamespace joined in clone.Request.Joined)
            command.Append(CultureInfo.InvariantCulture, $" --{UtilLinuxName(joined.Kind)}={Quote(joined.Path)}");
        return command.Append(" -- ").ToString();
    }

    private static string Unshare(CloneInit clone, MapIds? maps)
    {
        var command = new StringBuilder("unshare");
        foreach (string kind in clone.NewKinds)
            command.Append(" --").Append(kind == "network" ? "net" : kind);
        if (maps is { IsNew: true })
            command.Append(" --keep-caps");
        if (clone.NewKinds.AsSpan().Contains("mount"))
            command.Append(" --propagation unchanged");
        foreach (string line in clone.Request.TimeOffsets?.Split('\n') ?? [])
        {
            string[] fields = line.Split(' ');
            if (fields.Length == 3)
                command.Append(CultureInfo.InvariantCulture, $" --{fields[0]}={fields[1]}");
        }
        return command.Append(" --fork").ToString();
    }

    private static string Become(MapIds? maps) => maps is null
        ? ""
        : "sh -c 'read -r _ < \"$0/mapped\"; exec setpriv --reuid=0 --regid=0 --clear-groups sh \"$0/init.sh\" \"$0\"' \"$1\" ";

    private void WriteMaps(MapIds maps)
    {
        Line($"# {OneLine(maps.Describe())}");
        if (maps.IsNew)
        {
            Line("while [ \"$(readlink /proc/$pid/ns/user)\" = \"$(readlink /proc/self/ns/user)\" ]; do sleep 0.05; done");
            Line($"printf %s {Quote(Lines(maps.Groups))} > /proc/$pid/gid_map");
            Line($"printf %s {Quote(Lines(maps.Users))} > /proc/$pid/uid_map");
        }
        Line("echo > \"$work/mapped\"");
    }

    private static string Lines(ValueList<IdMapping> maps)
    {
        var lines = new StringBuilder();
        foreach (IdMapping map in maps)
            lines.Append(CultureInfo.InvariantCulture, $"{map.ContainerId} {map.HostId} {map.Size}\n");
        return lines.ToString();
    }

    // Nothing of the host's tools is left inside after the pivot, so the old root is detached from outside: a process
    // that enters the mount namespace lands on the topmost root, which is the old one.
    private void WriteFinish()
    {
        Line();
        Line("# Detach the old root, from outside: inside no tool of the host is left to do it.");
        Line("read -r inner < \"$work/pivoted\"");
        Line("init=$(pgrep -P $pid || echo $pid)");
        Line("[ \"$inner\" = no ] || nsenter --mount=/proc/$init/ns/mnt umount -l /");
        Line("echo > \"$work/detached\"");
        Line("code=0");
        Line("wait $pid || code=$?");
        Line("exit $code");
    }

    private TStep? Find<TStep>()
        where TStep : ParentStep
    {
        foreach (ParentStep step in _plan.Parent)
        {
            if (step is TStep found)
                return found;
        }
        return null;
    }

    private static string UtilLinuxName(NamespaceKind kind) =>
        kind == NamespaceKind.Network ? "net" : NamespaceFlags.NameOf(kind);

    private void Line(string text = "") => _text.Append(text).Append('\n');

    /// <summary>A word for the shell, whatever is in it.</summary>
    internal static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A text that cannot leave its comment.</summary>
    internal static string OneLine(string text) =>
        text.Replace('\n', ' ').Replace('\r', ' ');
}
