using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Runtime.Steps;
using Oci.Spec;
using static Oci.Runtime.Explain.ShellText;

namespace Oci.Runtime.Explain;

/// <summary>The shell commands for the runtime's own steps, outside of the container.</summary>
internal sealed class ShellRuntime(LaunchPlan plan, ShellText script, string bundle)
{
    private readonly ShellHooks _hooks = new(plan, bundle);
    private readonly MapIds? _maps = plan.Parent.OfType<MapIds>().FirstOrDefault();
    private readonly ShellText _join = new();

    public void Write()
    {
        script.Line().Line("# ---- What the runtime does, outside ----").Line();
        WriteCleanup();
        foreach (ParentStep step in plan.Parent)
        {
            script.Step(step.Describe(), step.Property);
            WriteStep(step);
        }
        if (ExplainShell.Pivots(plan))
            WritePivot();
        _hooks.WriteLater(script, "poststart", ContainerStatus.Running);
        script.Line().Comment("wait for the container's program");
        script.Line("code=0").Line("wait $child || code=$?");
        script.Line("child= init=");
        if (plan.Later.Count > 0)
            script.Line().Line("# remove what was made").Line("trap - EXIT").Line("cleanup");
        _hooks.WriteLater(script, "poststop", ContainerStatus.Stopped);
        script.Line("exit $code");
    }

    private void WriteCleanup()
    {
        bool mounts = plan.Parent.OfType<MountRootfsOnHost>().Any();
        script.Line($"child= init={(mounts ? " mounts=" : "")}").Line("cleanup() {");
        script.Line("    for pid in $init $child; do kill -9 \"$pid\" 2>/dev/null || true; done");
        script.Line("    [ -z \"$child\" ] || wait \"$child\" || true");
        if (mounts)
            WriteUnmounting();
        script.Line("    rm -rf \"$work\"");
        foreach (string path in plan.Parent.OfType<MakeCgroups>().SelectMany(static cgroups => cgroups.Paths))
            script.Line($"    rmdir {Quote(path)} 2>/dev/null || true");
        script.Line("}");
        script.Line("fail() {").Line("    code=0").Line("    wait $child || code=$?");
        script.Line("    child= init=").Line("    [ $code -ne 0 ] || code=1").Line("    exit $code").Line("}");
        script.Line("trap cleanup EXIT").Line("trap 'exit 130' INT TERM");
    }

    // Private first: what the container shares with the host would take the host's mounts along.
    private void WriteUnmounting()
    {
        script.Line("    if [ -n \"$mounts\" ]; then");
        script.Line("        mount --make-rprivate \"$mounts\" || true").Line("        umount -l \"$mounts\" || true");
        script.Line("        rmdir \"$mounts\" || true").Line("    fi");
    }

    private void WriteRootfs(MountRootfsOnHost rootfs)
    {
        script.Line("mounts=$(mktemp -d)");
        script.Line("mount -t tmpfs -o nosuid,nodev,noexec,mode=0700 tmpfs \"$mounts\"").Line("mount --make-private \"$mounts\"");
        script.Line("mkdir \"$mounts/rootfs\"").Line("mount --rbind \"$root\" \"$mounts/rootfs\"");
        script.Line("root=$mounts/rootfs").Line($"mount --make-{rootfs.Propagation} \"$root\"");
    }

    private void WriteStep(ParentStep step)
    {
        switch (step)
        {
            case CloneInit or RecordInit or MapIds or MoveNetworkDevice or SendPlan:
                script.Comment("(below: here the cgroups come first, so that a shell can join them and take init along)");
                break;
            case StartUnit start: ShellUnit.Write(script, start.Unit); break;
            case MakeCgroups cgroups:
                foreach (string path in cgroups.Paths)
                {
                    if (path != cgroups.UnitPath)
                        WriteCgroup(path);
                }
                break;
            case RestrictDevices { IsV2: true }:
                script.Comment("(no shell command can load the BPF program that does this)");
                break;
            case RestrictDevices devices:
                foreach ((string file, string line) in devices.Rules.ToV1Writes())
                    script.Line($"echo {Quote(line)} > {Quote($"{devices.Path}/{file}")}");
                break;
            case CompileFilter or PassFilter or PassAgent or PassNotice:
                script.Comment("(no shell command can do this)");
                break;
            case SetOomScore score:
                script.Comment("(done in join.sh)");
                _join.Line($"echo {score.Score.ToString(CultureInfo.InvariantCulture)} > /proc/$$/oom_score_adj");
                break;
            case PassTree { IdMap: not null }:
                script.Comment("(below the tree is bound without its map, which mount(8) knows as -o X-mount.idmap)");
                break;
            case MountRootfsOnHost rootfs: WriteRootfs(rootfs); break;
            case MakeResctrlGroup group: WriteResctrl(group); break;
            case JoinResctrl: script.Comment("(done in join.sh)"); break;
            case JoinCgroups joined: WriteLaunch(joined.Paths); break;
            default:
                if (!_hooks.TryWrite(script, step))
                    script.Comment("(nothing to do by hand)");
                break;
        }
    }

    private void WriteCgroup(string path)
    {
        script.Line($"mkdir -p {Quote(path)}");
        // A cpuset without processors and memory nodes admits no process (cgroups(7)).
        if (!path.Contains("/cpuset", StringComparison.Ordinal))
            return;
        foreach (string file in (string[])["cpuset.cpus", "cpuset.mems"])
            script.Line($"cat {Quote($"{path}/../{file}")} > {Quote($"{path}/{file}")}");
    }

    private void WriteLaunch(ValueList<string> cgroups)
    {
        CloneInit clone = plan.Parent.OfType<CloneInit>().Single();
        foreach (string path in cgroups)
            _join.Line($"echo $$ > {Quote($"{path}/cgroup.procs")}");
        if (clone.Request.TimeOffsets?.Split('\n').Any(HasNanoseconds) ?? false)
            _join.Comment("(no shell command can set the nanoseconds of the time offsets)");
        _join.Line($"exec {NsEnter(clone)}{Unshare(clone)} \\");
        _join.Line("    env -i --default-signal PATH=\"$PATH\" sh \"$1/enter.sh\" \"$1\" \"$2\"");
        script.File("join.sh", _join);
        script.File("enter.sh", Enter());
        script.Line("# A command in the background would get /dev/null for its input.");
        script.Line("exec 3<&0");
        script.Line("sh \"$work/join.sh\" \"$work\" \"$root\" <&3 3<&- 7> \"$work/ready\" 8<> \"$work/go\" &");
        script.Line("child=$!").Line("exec 3<&- 7< \"$work/ready\" 8<> \"$work/go\"");
        script.Line("# init tells its pid; a line that ends early is a failure, and the message of it is there already");
        script.Line("read -r init <&7 || fail");
        if (_maps is { IsNew: true } maps)
            WriteMaps(maps);
        foreach (MoveNetworkDevice device in plan.Parent.OfType<MoveNetworkDevice>())
            WriteDevice(device);
        script.Line().Comment("send init its steps");
        script.Line("echo go >&8");
    }

    // The procfs of the host is still mounted, and shows the process as the host sees it.
    private ShellText Enter()
    {
        var enter = new ShellText();
        enter.Line("read -r pid rest < /proc/self/stat").Line("echo \"$pid\" >&7").Line("read -r word <&8");
        string become = _maps is null ? "" : "setpriv --reuid 0 --regid 0 --clear-groups ";
        return enter.Line($"exec {become}sh \"$1/init.sh\" \"$1\" \"$2\"");
    }

    private static string NsEnter(CloneInit clone)
    {
        if (clone.Request.Joined.Count == 0)
            return "";
        IEnumerable<string> options = clone.Request.Joined.Select(
            static joined => $" --{OptionOf(joined.Kind.SpecName())}={Quote(joined.Path)}");
        return $"nsenter{string.Concat(options)} -- ";
    }

    private static string Unshare(CloneInit clone)
    {
        var command = new StringBuilder("unshare");
        foreach (string kind in clone.NewKinds)
            command.Append(" --").Append(OptionOf(kind));
        if (clone.NewKinds.Contains("user"))
            command.Append(" --keep-caps");
        if (clone.NewKinds.Contains("mount"))
            command.Append(" --propagation unchanged");
        foreach (string line in clone.Request.TimeOffsets?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            string[] fields = line.Split(' ');
            command.Append(CultureInfo.InvariantCulture, $" --{fields[0]}={fields[1]}");
        }
        return command.Append(" --fork --kill-child").ToString();
    }

    private static bool HasNanoseconds(string offset) => offset.Length > 0 && !offset.EndsWith(" 0", StringComparison.Ordinal);

    private static string OptionOf(string kind) => kind == "network" ? "net" : kind;

    private void WriteMaps(MapIds maps)
    {
        script.Step(maps.Describe(), maps.Property);
        script.Line($"printf %s {Quote(MapIds.Lines(maps.Groups))} > \"/proc/$init/gid_map\"");
        script.Line($"printf %s {Quote(MapIds.Lines(maps.Users))} > \"/proc/$init/uid_map\"");
    }

    private void WriteResctrl(MakeResctrlGroup group)
    {
        script.Line("resctrl=$(findmnt -n -o TARGET -t resctrl | head -n 1)").Line("[ -n \"$resctrl\" ]");
        string name = group.Rdt.ClosId == "/" ? "." : group.Rdt.ClosId ?? group.Id;
        string directory = $"\"$resctrl\"/{Quote(name)}";
        script.Line($"mkdir -p {directory}");
        foreach (string schema in group.Schemata)
            script.Line($"printf '%s\\n' {Quote(schema)} > {directory}/schemata");
        _join.Line("resctrl=$(findmnt -n -o TARGET -t resctrl | head -n 1)").Line($"echo $$ > {directory}/tasks");
        if (!group.Rdt.EnableMonitoring)
            return;
        script.Line($"mkdir {directory}/mon_groups/{Quote(group.Id)}");
        _join.Line($"echo $$ > {directory}/mon_groups/{Quote(group.Id)}/tasks");
    }

    private void WriteDevice(MoveNetworkDevice device)
    {
        (string from, string to) = (Quote(device.HostName), Quote(device.Name));
        script.Step(device.Describe(), device.Property);
        script.Line($"addresses=$(ip -o address show dev {from} scope global permanent | awk '{{ print $4 }}')");
        script.Line($"ip link set dev {from} netns \"$init\" name {to}");
        script.Line("for address in $addresses; do");
        script.Line($"    nsenter --net=\"/proc/$init/ns/net\" ip address add \"$address\" dev {to}").Line("done");
        script.Line($"nsenter --net=\"/proc/$init/ns/net\" ip link set dev {to} up");
    }

    // Whoever enters the mount namespace lands on its topmost root, which is the old one until it is detached.
    private void WritePivot()
    {
        script.Line().Comment("the change of root, once init is ready: it moves init's root too");
        script.Line("read -r word <&7 || fail");
        script.Line("enter=\"nsenter --mount=/proc/$init/ns/mnt\"");
        script.Line("$enter sh -c 'cd -- \"$1\" && pivot_root . .' sh \"$root\"");
        foreach (SetRootPropagation root in plan.Init.OfType<SetRootPropagation>())
        {
            script.Step(root.Describe(), root.Property);
            script.Line($"$enter mount --no-canonicalize --make-{root.Propagation} \"/proc/$init/root\"");
        }
        script.Line().Comment("detach the old root, and let init go on");
        script.Line("$enter mount --make-rslave /").Line("$enter umount -l /").Line("echo go >&8");
    }
}
